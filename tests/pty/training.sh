#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The notebook on drawn digits in a real terminal: pictures, progress, the table of epochs, Ctrl-C in training.
. "${top_srcdir:-.}/tests/pty/lib.sh"

"$top_builddir/tests/repl/fixture" "$work/drawn" 16 4 && mv "$work/drawn/digits" "$work" || fail "no digits to learn from"
start 100 40 -n
see "fn>"
line "load digits convert_mode=L"
see "ImageList ("
line "split train=training valid=testing"
line "label"
line "databunch bs=16; normalize"
see "fn>"
key C-l
line "show il[0]"
see_colours
key C-l
line "model = Sequential(Conv2d(1,8,3,stride=2,padding=1), BatchNorm2d(8), ReLU(), Flatten(), Linear(1568, 10))"
line "learner model metrics=accuracy"
line "fit 2 max_lr=0.01"
see "Total time:"
see "train_loss"

key C-l
line "fit 100000 max_lr=0.001"
sleep 1
key C-c
see "what was learnt is kept"
line "6 * 7"
see "42"
key C-l
line "plot losses"
see "Batches processed"
finish
