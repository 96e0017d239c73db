#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The lesson: its steps' commands stand at the prompt, and are run, changed, put off, jumped to and left.
. "${top_srcdir:-.}/tests/pty/lib.sh"

"$top_builddir/tests/repl/fixture" "$work/drawn" 16 4 && mkdir -p "$XDG_CACHE_HOME/fnrepl/data" &&
    mv "$work/drawn/digits" "$XDG_CACHE_HOME/fnrepl/data/mnist_png" || fail "no digits to learn from"
start 80 24 -n
see "fn>"
line "lesson"
see "Ctrl-U clears"
see "1/49  The library"
see "fn> from fastai.vision import *"

key Enter
see "fn> untar MNIST"
key Enter
see "mnist_png')"
see "fn> ls"

# Another statement first: the step stays.
key C-u
line "6 * 7"
see "42"
see "fn> ls"
key C-l Enter
see "fn> load path convert_mode=L"

# An error stays as well, and so does Ctrl-C.
line "Q"
see "error: load"
see "fn> load path convert_mode=L"
key C-l
key C-c
sleep 0.3
see "fn> load path convert_mode=L"
unseen "5/49"

# The notebook's own line does as well as the command.
key C-u
line "il = ImageList.from_folder(path, convert_mode='L')"
see "5/49"
see "fn> items 0"

# Jumping; a step's command may be changed.
key C-u
line "lesson 18"
see "18/49"
key C-u C-l
line "lesson 19"
see "fn> bs = 128"
key BSpace BSpace BSpace
line "16"
see "20/49"
key C-u
line "bs"
see "16"

# A model of several lines is one entry.
key C-u C-l
line "lesson 36"
see "fn> model = nn.Sequential(conv2(1, 8), conv2(8, 16), "
key C-u
line "def conv2(ni,nf) = conv_layer(ni, nf, stride=2)"
see "conv2(16, 10), Flatten())"
key C-l Enter
see "37/49"

key C-u C-l
line "lesson list"
see "> 37  A fresh learner"
key C-u
line "lesson off"
key C-l
sleep 0.3
unseen "learner model"
line "lesson 49"
see "fn> summary"
key C-u
line "print(6 * 9)"
see "54"
see "fn> summary"

# Ctrl-D leaves where nobody touched the line.
finish
