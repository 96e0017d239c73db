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

# The curve of the losses below the line of progress: it goes where there is no room, is gone when the training is stopped, and
# stays when it is done.
in_tmux resize-window -x 80 -y 24
line "learner model metrics=accuracy"
key C-l
line "fit 20 max_lr=0.001 live=on"
see "images/s"
see "Train"
see "⠈⠉⠉"
[ "$(screen | sed -n '/images\/s/,$p' | wc -l)" -ge 5 ] || fail "the curve is not below the line of progress"
in_tmux resize-window -x 40 -y 8
key C-l
sleep 1
unseen "⠈⠉⠉"
see "epoch "
in_tmux resize-window -x 80 -y 24
see "Train"
key C-c
see "kept"
sleep 0.3
screen | sed -n '/kept/,$p' | grep -q "⠈⠉⠉" && fail "the curve is left behind"
line "learner Sequential(conv_layer(1,8,stride=2), Flatten(), Linear(1568, 10)) metrics=accuracy"
key C-l
line "fit 2 live=on"
see "Total time:"
see "Batches processed"
see_line "fn>"
[ "$(screen | grep -c "Train  ")" = 1 ] || fail "there are two curves"
finish

# Off a terminal there is none, nor on one that cannot move its cursor.
line "clear; $fnrepl -n -c 'load digits; split train=training valid=testing; label; databunch bs=16; learner Sequential(Flatten(), Linear(2352, 10)); fit 30 live=on' | cat"
see_line "30 "
unseen "⠉"
line "clear; TERM=dumb $fnrepl -n -c 'load digits; split train=training valid=testing; label; databunch bs=16; learner Sequential(Flatten(), Linear(2352, 10)); fit 100 live=on'; echo d''one"
see_line "done"
[ "$(screen | grep -c "^Loss")" = 1 ] || fail "a terminal that cannot move its cursor has more than the last curve"
