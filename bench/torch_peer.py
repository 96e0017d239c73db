#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch on the notebook's models, at its best: prints lines of MODEL train|infer IMAGES_PER_SECOND.

Each number is the best over 1 and 2 (or -t) threads, plain and channels_last memory, and several short windows. What fn
does besides is left out in PyTorch's favour: no loader, no transforms, no normalisation (random batches that lie ready).
AdamW is computed on one flat vector, which is faster than torch.optim's. Without PyTorch it prints nothing.
"""
import os
import subprocess
import sys
import time

ENVIRONMENT = {  # without these page faults cost PyTorch up to a factor of three
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
}
WIDTHS = [1, 8, 16, 32, 16, 10]
BATCH, STEPS, WINDOWS = 128, 40, 4


def build(torch, name):
    nn = torch.nn

    def conv2(ni, nf, stride=2):  # fastai's conv_layer: convolution, ReLU, batch norm
        return nn.Sequential(nn.Conv2d(ni, nf, 3, stride, 1, bias=False), nn.ReLU(True), nn.BatchNorm2d(nf))

    class ResBlock(nn.Module):
        def __init__(self, nf):
            super().__init__()
            self.body = nn.Sequential(conv2(nf, nf, 1), conv2(nf, nf, 1))

        def forward(self, x):
            return x + self.body(x)

    layers = []
    for i, (ni, nf) in enumerate(zip(WIDTHS, WIDTHS[1:])):
        if name == "basic":
            layers += [nn.Conv2d(ni, nf, 3, 2, 1), nn.BatchNorm2d(nf)] + ([nn.ReLU(True)] if i < 4 else [])
        else:
            layers += [conv2(ni, nf)] + ([ResBlock(nf)] if i < 4 else [])
    return nn.Sequential(*layers, nn.Flatten())


class FlatAdamW:
    def __init__(self, torch, model, lr=1e-3, beta1=0.9, beta2=0.99, eps=1e-8, wd=0.01):
        self.torch, self.lr, self.beta1, self.beta2, self.eps, self.wd, self.t = torch, lr, beta1, beta2, eps, wd, 0
        parameters = list(model.parameters())
        self.p = torch.cat([p.detach().reshape(-1) for p in parameters])
        self.g, self.m, self.v = (torch.zeros_like(self.p) for _ in range(3))
        offset = 0
        for p in parameters:
            n = p.numel()
            p.data = self.p[offset : offset + n].view(p.shape)
            p.grad = self.g[offset : offset + n].view(p.shape)
            offset += n

    def step(self):
        self.t += 1
        self.p.mul_(1 - self.lr * self.wd)
        self.m.mul_(self.beta1).add_(self.g, alpha=1 - self.beta1)
        self.v.mul_(self.beta2).addcmul_(self.g, self.g, value=1 - self.beta2)
        root = (self.v / (1 - self.beta2**self.t)).sqrt_().add_(self.eps)
        self.p.addcdiv_(self.m, root, value=-self.lr / (1 - self.beta1**self.t))
        self.g.zero_()


def best_time(work, windows=WINDOWS):
    best = float("inf")
    for _ in range(windows):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def train_speed(torch, name, layout):
    model = build(torch, name).to(memory_format=layout).train()
    optimizer = FlatAdamW(torch, model)
    batches = [
        (torch.randn(BATCH, 1, 28, 28).to(memory_format=layout), torch.randint(10, (BATCH,))) for _ in range(8)
    ]

    def steps():
        for i in range(STEPS):
            x, y = batches[i % len(batches)]
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()

    steps()
    return STEPS * BATCH / best_time(steps)


def infer_speed(torch, name, layout):
    model = build(torch, name).to(memory_format=layout).eval()
    x = torch.randn(10000, 1, 28, 28).to(memory_format=layout)
    frozen = torch.jit.optimize_for_inference(torch.jit.script(model))  # folds batch norm where it can
    best = 0
    with torch.no_grad():
        for net in (model, frozen):
            for size in (500, 2000):
                parts = x.split(size)

                def forward():
                    for part in parts:
                        net(part)

                forward()
                best = max(best, len(x) / best_time(forward))
    return best


def measure(threads):
    import torch

    torch.set_num_threads(threads)
    for name in ("basic", "resnet"):
        for layout in (torch.contiguous_format, torch.channels_last):
            print(name, "train", train_speed(torch, name, layout))
            print(name, "infer", infer_speed(torch, name, layout))


def main():
    if sys.argv[1:2] == ["measure"]:
        return measure(int(sys.argv[2]))
    try:
        import torch  # noqa: F401
    except ImportError:
        return print("PyTorch is not installed for", sys.executable, file=sys.stderr)
    most = int(sys.argv[2]) if sys.argv[1:2] == ["-t"] else len(os.sched_getaffinity(0))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_", "MKL_"))}
    environment.update(ENVIRONMENT)
    best = {}
    for threads in sorted({1, most}):
        out = subprocess.run(
            [sys.executable, os.path.abspath(__file__), "measure", str(threads)],
            env=environment, stdout=subprocess.PIPE, check=True, text=True,
        ).stdout
        for line in out.splitlines():
            model, what, speed = line.split()
            best[model, what] = max(best.get((model, what), 0), float(speed))
    for (model, what), speed in best.items():
        print(model, what, "%.0f" % speed)


main()
