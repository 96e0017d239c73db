#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts the full golden vectors (PyTorch 1.13.1, fastai 1.0.61) down to what tests/unit/test_nn_golden.c reads.

    reduce_layers.py FOLDER_OF_THE_FULL_VECTORS

Writes layers/CASE.safetensors next to itself. All cases have the same form:

  metadata "model"      the layer as the notebook writes it
  param.P               its parameters and running statistics before
  x, gy                 input and gradient of the output ("labels" in place of gy for a loss)
  y, dx, grad.P, new.P  output, gradients and running statistics after, in training
  eval.y, eval.dx, eval.grad.P    the same in evaluation, where the case has it
  spread.R              beside each result R: how far PyTorch's own float32 is from it

Results are PyTorch's float64 ones. Left out are cases that say nothing new: of each convolution's shape one of the two
(with and without bias), and the largest."""

import json
import os
import struct
import sys

LEFT_OUT = {"bn_00", "conv2d_20_n", "conv2d_20_b", "conv2d_13_b"}
BLOCKS = {
    "conv_layer_s2": "conv_layer(3, 6, stride=2)",
    "conv_layer_s1_ks1": "conv_layer(5, 4, ks=1)",
    "conv_layer_nobn": "conv_layer(3, 4, norm_type=None)",
    "conv_layer_noact": "conv_layer(3, 4, use_activ=False)",
    "conv_layer_leaky": "conv_layer(3, 4, leaky=0.1)",
    "res_block": "res_block(8)",
    "res_block_dense": "res_block(8, dense=True)",
    "res_block_bottle": "res_block(8, bottle=True)",
}
RENAMED = {
    "w": "param.weight",
    "b": "param.bias",
    "gamma": "param.weight",
    "beta": "param.bias",
    "running_mean": "param.running_mean",
    "running_var": "param.running_var",
    "dw": "grad.weight",
    "db": "grad.bias",
    "dgamma": "grad.weight",
    "dbeta": "grad.bias",
    "running_mean_new": "new.running_mean",
    "running_var_new": "new.running_var",
    "y_train": "y",
    "y_eval": "eval.y",
    "dx_eval": "eval.dx",
    "dgamma_eval": "eval.grad.weight",
    "dbeta_eval": "eval.grad.bias",
}


def model(case):
    kind = case["kind"]
    if kind == "conv2d":
        return "Conv2d(%(cin)d, %(cout)d, %(k)d, stride=%(stride)d, padding=%(pad)d, bias=%(bias)s)" % case
    if kind == "batchnorm2d":
        return "BatchNorm2d(%(c)d, eps=%(eps)r, momentum=%(momentum)r)" % case
    if kind == "block":
        return BLOCKS[case["name"]]
    return {
        "relu": "ReLU()",
        "flatten": "Flatten()",
        "merge_residual": "MergeLayer()",
        "merge_dense": "MergeLayer(dense=True)",
        "cross_entropy": "CrossEntropyLoss()",
    }.get(kind)


def wanted(case):
    if not model(case) or case["name"] in LEFT_OUT:
        return False
    number = case["name"].split("_")[1] if case["kind"] == "conv2d" else 0
    return not number or case["bias"] == (int(number) % 2 == 0)


def load(path):
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        data = f.read()
    header.pop("__metadata__", None)
    return {name: (t["dtype"], t["shape"], data[slice(*t["data_offsets"])]) for name, t in header.items()}


def save(path, text, tensors):
    header, at = {"__metadata__": {"model": text}}, 0
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(head)) + head + b"".join(t[2] for t in tensors.values()))


def main():
    full, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(full, "manifest.json")) as f:
        cases = [case for case in json.load(f)["cases"] if wanted(case)]
    for case in cases:
        out = {}
        for name, tensor in load(os.path.join(full, case["name"] + ".safetensors")).items():
            plain = name[: -len(".f64")] if name.endswith(".f64") else name
            if name.endswith(".f32"):
                continue
            renamed = RENAMED.get(plain, plain)
            out[renamed] = tensor
            if plain != name:
                out["spread." + renamed] = ("F64", [1], struct.pack("<d", case["max_abs_f32_vs_f64"][plain]))
        save(os.path.join(here, "layers", case["name"] + ".safetensors"), model(case), out)


main()
