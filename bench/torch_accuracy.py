#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What PyTorch reaches on the notebook's recipes, for bench/accuracy to compare with: torch_accuracy.py FOLDER MODEL [SEEDS].

FOLDER is mnist_png, MODEL basic, refactor or resnet, SEEDS like 1-8. The recipe is fastai's (rand_pad(3, 28, 'zeros'),
normalisation by one batch, one-cycle, AdamW with true weight decay) in plain PyTorch; prints a line a seed and the mean. It
wants python3-torch and python3-pil and takes minutes a seed.
"""
import math
import os
import sys

import numpy as np
import torch
from PIL import Image
from torch import nn

WIDTHS = [1, 8, 16, 32, 16, 10]
RECIPES = {"basic": (3, 0.1), "refactor": (10, 0.1), "resnet": (12, 0.05)}
BATCH = 128


def read(folder):
    images, labels = [], []
    for digit in range(10):
        path = os.path.join(folder, str(digit))
        for name in sorted(os.listdir(path)):
            images.append(np.asarray(Image.open(os.path.join(path, name))))
            labels.append(digit)
    return np.stack(images), np.array(labels)


def conv_layer(ni, nf, stride=1):
    conv = nn.Conv2d(ni, nf, 3, stride, 1, bias=False)
    nn.init.kaiming_normal_(conv.weight)
    return nn.Sequential(conv, nn.ReLU(True), nn.BatchNorm2d(nf))


class ResBlock(nn.Module):
    def __init__(self, nf):
        super().__init__()
        self.layers = nn.Sequential(conv_layer(nf, nf), conv_layer(nf, nf))

    def forward(self, x):
        return x + self.layers(x)


def build(name):
    layers = []
    for i, (ni, nf) in enumerate(zip(WIDTHS, WIDTHS[1:])):
        last = i == len(WIDTHS) - 2
        if name == "basic":
            layers += [nn.Conv2d(ni, nf, 3, 2, 1), nn.BatchNorm2d(nf)] + ([] if last else [nn.ReLU(True)])
        else:
            layers += [conv_layer(ni, nf, 2)] + ([ResBlock(nf)] if name == "resnet" and not last else [])
    return nn.Sequential(*layers, nn.Flatten())


def cosine(start, end, share):
    return end + (start - end) / 2 * (math.cos(math.pi * share) + 1)


def one_cycle(i, n, top):
    up = int(n * 0.3)
    if i <= up:
        return cosine(top / 25, top, i / up), cosine(0.95, 0.85, i / up)
    return cosine(top, top / 25e4, (i - up) / (n - up)), cosine(0.85, 0.95, (i - up) / (n - up))


def train(model, batches, n, top, wd=0.01, beta2=0.99, eps=1e-8):
    p = list(model.parameters())
    m, v = [torch.zeros_like(x) for x in p], [torch.zeros_like(x) for x in p]
    loss = nn.CrossEntropyLoss()
    model.train()
    for i, (x, y) in enumerate(batches):
        lr, beta1 = one_cycle(i, n, top)
        for parameter in p:
            parameter.grad = None
        loss(model(x), y).backward()
        with torch.no_grad():
            g = [parameter.grad for parameter in p]
            torch._foreach_mul_(p, 1 - lr * wd)
            torch._foreach_mul_(m, beta1)
            torch._foreach_add_(m, g, alpha=1 - beta1)
            torch._foreach_mul_(v, beta2)
            torch._foreach_addcmul_(v, g, g, 1 - beta2)
            root = torch._foreach_sqrt(v)
            torch._foreach_div_(root, math.sqrt(1 - beta2 ** (i + 1)))
            torch._foreach_add_(root, eps)
            torch._foreach_addcdiv_(p, m, root, -lr / (1 - beta1 ** (i + 1)))


def accuracy(name, seed, train_set, valid_set):
    epochs, top = RECIPES[name]
    images, labels = train_set
    count = len(images) // BATCH
    random = np.random.RandomState(seed)
    torch.manual_seed(seed)
    padded = np.pad(images, ((0, 0), (3, 3), (3, 3)))

    def crop(items):
        row, column = (7 * random.rand(2, len(items), 1)).astype(int)
        span = np.arange(28)
        return padded[items[:, None, None], (row + span)[:, :, None], (column + span)[:, None, :]].astype(np.float32) / 255

    first = crop(random.permutation(len(images))[:BATCH])
    mean, std = first.mean(), first.std(ddof=1)

    def tensor(x):
        return torch.from_numpy((x - mean) / std)[:, None]

    def batches():
        for _ in range(epochs):
            order = random.permutation(len(images))
            for i in range(count):
                items = order[i * BATCH : (i + 1) * BATCH]
                yield tensor(crop(items)), torch.from_numpy(labels[items])

    model = build(name)
    train(model, batches(), epochs * count, top)
    model.eval()
    with torch.no_grad():
        guesses = [model(tensor(x.astype(np.float32) / 255)).argmax(1).numpy() for x in np.array_split(valid_set[0], 20)]
    return 100 * float((np.concatenate(guesses) == valid_set[1]).mean())


def main():
    if len(sys.argv) < 3 or sys.argv[2] not in RECIPES:
        sys.exit(__doc__)
    first, last = ([int(n) for n in sys.argv[3].split("-")] * 2)[:2] if len(sys.argv) > 3 else (1, 8)
    train_set, valid_set = (read(os.path.join(sys.argv[1], part)) for part in ("training", "testing"))
    results = []
    for seed in range(first, last + 1):
        results.append(accuracy(sys.argv[2], seed, train_set, valid_set))
        print("  seed %-3d %.2f %%" % (seed, results[-1]), flush=True)
    print("  mean %.3f %%, sd %.3f, %.2f-%.2f" % (np.mean(results), np.std(results, ddof=len(results) > 1), min(results), max(results)))


main()
