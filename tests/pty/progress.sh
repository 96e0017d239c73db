#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The progress line of a training: what it says in a wide and in a narrow window, that it never wraps, and that nothing of it is
# left behind.
. "${top_srcdir:-.}/tests/pty/lib.sh"

"$top_builddir/tests/repl/fixture" "$work/drawn" 100 4 >/dev/null && mv "$work/drawn/digits" "$work" || fail "no digits to learn from"

# Fails if more than one line of the screen belongs to a progress line.
one_line() {
    for _ in 1 2 3 4 5 6 7 8; do
        [ "$(screen | grep -c -e 'loss [0-9]' -e 'images/s' -e 'lr [0-9]' -e '[0-9] left' -e '^epoch [0-9]' -e '^valid [0-9]')" -le 1 ] ||
            fail "the progress line takes more than one line"
        sleep 0.2
    done
}

start 80 24 -n
see "fn>"
line "load digits convert_mode=L; split train=training valid=testing; label; databunch bs=16; normalize"
line "model = Sequential(conv_layer(1,32), res_block(32), res_block(32), conv_layer(32,10,stride=2), AdaptiveAvgPool2d(1), Flatten())"
line "learner model metrics=accuracy"
key C-l
line "fit 20 max_lr=0.001"
see "images/s"
see "loss "
see " left"
see "  lr "
see "[=="
one_line
key C-c
see "what was learnt is kept"
unseen "images/s"
unseen "["

in_tmux resize-window -x 40 -y 12
key C-l
line "fit 20 max_lr=0.001"
see "epoch 1/20 "
unseen "  lr "
one_line
# The table grows above the line.
see "train_loss"
key C-c
see "kept"
unseen "images/s"
unseen " left"
finish
