#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts the full golden vectors (PyTorch 1.13.1 in float64, fastai 1.0.61) down to what tests/unit/test_train.c reads.

    reduce_models.py FOLDER_OF_THE_FULL_VECTORS

Writes next to itself, gzipped:
  model_data            crops (2560, 28, 28) 8-bit, labels (2560), mean_std: 20 train batches of 128
  model_NAME            NAME is basic, refactor or resnet:
    init.P, grad0.P       first values and the gradient of the first batch
    losses, lr, mom       [20], at the recipe's max_lr
    after1.P              after the first step
    after20.P             refactor only: the other two are chaotic at that learning rate
    low.lr, low.mom, low.losses, low.after20.P    20 steps with max_lr 1e-3
  Beside each result R there is spread.R: how far PyTorch's own float32 is from its float64 (the larger of its two
  backends). Results are the float64 ones, rounded to float32.

Left out as PyTorch does not reproduce them itself: the biases of convolutions before a batch norm after a step (their
gradient is 0 but for rounding, which Adam scales up to steps of size lr) and the running means that contain them.
"""
import gzip
import json
import os
import struct
import sys

SIZES = {"F64": 8, "F32": 4, "I64": 8, "U8": 1}
CODES = {"F64": "d", "F32": "f", "I64": "q", "U8": "B"}


def load(path):
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, t in header.items():
        begin, end = t["data_offsets"]
        raw = data[8 + size + begin : 8 + size + end]
        values = struct.unpack("<%d%s" % (len(raw) // SIZES[t["dtype"]], CODES[t["dtype"]]), raw)
        tensors[name] = (t["shape"], values)
    return tensors


def save(path, tensors):
    header, blob = {}, b""
    for name, (dtype, shape, values) in tensors.items():
        raw = struct.pack("<%d%s" % (len(values), CODES[dtype]), *values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(path, "wb") as f, gzip.GzipFile("", "wb", 9, f, mtime=0) as z:
        z.write(struct.pack("<Q", len(text)) + text + blob)


def comparable(model, name):
    if model != "basic" or not name.startswith("after"):
        return True
    layer, kind = name.split(".")[1:3]
    convolution = int(layer) % 3 == 0
    return not (convolution and kind == "bias") and kind != "running_mean"


def add(out, model, source, case, prefix, wanted):
    for name, (shape, values) in source.items():
        if name in ("lr", "mom"):
            out[prefix + name] = ("F64", shape, values)
        if not name.endswith(".f64"):
            continue
        name = name[: -len(".f64")]
        if name.split(".")[0] not in wanted or not comparable(model, name):
            continue
        spread = [case[k][name] for k in ("max_abs_f32_vs_f64", "max_abs_f32native_vs_f64") if name in case.get(k, {})]
        if spread:
            out["spread." + prefix + name] = ("F32", [1], [max(spread)])
        out[prefix + name] = ("F32", shape, values)


def main():
    full, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
    cases = {c["name"]: c for c in json.load(open(os.path.join(full, "manifest.json")))["cases"]}
    data = load(os.path.join(full, "data.safetensors"))
    save(
        os.path.join(here, "model_data.safetensors.gz"),
        {
            "crops": ("U8", data["crops_u8"][0], data["crops_u8"][1]),
            "labels": ("U8", data["labels"][0], data["labels"][1]),
            "mean_std": ("F32", data["mean_std"][0], data["mean_std"][1]),
        },
    )
    for model in ("basic", "refactor", "resnet"):
        name, out = "model_" + model, {}
        source = load(os.path.join(full, name + ".safetensors"))
        for tensor, (shape, values) in source.items():
            if tensor.startswith("init.") and not tensor.endswith(("running_mean", "running_var")):
                out[tensor] = ("F32", shape, values)
        add(out, model, source, cases[name], "", ("grad0", "after1", "losses") + (("after20",) if model == "refactor" else ()))
        low = load(os.path.join(full, name + "_lowlr.safetensors"))
        add(out, model, low, cases[name + "_lowlr"], "low.", ("losses", "after20"))
        save(os.path.join(here, name + ".safetensors.gz"), out)


main()
