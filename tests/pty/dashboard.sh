#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A training on the whole terminal: what is there in windows of several sizes, its keys, every way out.
. "${top_srcdir:-.}/tests/pty/lib.sh"

"$top_builddir/tests/repl/fixture" "$work/drawn" 100 20 && mv "$work/drawn/digits" "$work" || fail "no digits to learn from"
cat >"$work/learner.fn" <<'END'
load digits convert_mode=L; split train=training valid=testing; label
databunch bs=16; normalize
model = Sequential(conv_layer(1,32), res_block(32), conv_layer(32,10,stride=2), AdaptiveAvgPool2d(1), Flatten())
learner model metrics=accuracy
END

# on_full_screen 0|1: whether the program should be on it
on_full_screen() {
    [ "$(in_tmux display-message -p '#{alternate_on}')" = "$1" ] || fail "the full screen should be $1"
}

child() {
    ps -A -o pid= -o ppid= | awk -v shell="$(in_tmux display-message -p '#{pane_pid}')" '$2 == shell { print $1; exit }'
}

# goes_on: waits until the line of the state is another one
goes_on() {
    before=$(screen | head -n 1)
    tries=0
    while [ "$(screen | head -n 1)" = "$before" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || fail "the training stands still"
        sleep 0.1
    done
}

start 80 24 -n
see "fn>"
line "source learner.fn"
see "ImageList ("
see_line "fn>"
key C-l
line "dashboard fit 50 max_lr=0.01"
see_line "epoch 1/50  "
see " left"
see "loss "
see "images/s"
see "Train"
see "== "
see "space pause  Tab plot  s stop"
on_full_screen 1
see "train_loss  valid_loss  accuracy"
see "Validation"

# other curves
key Tab
see "Learning Rate"
key Tab
see "Momentum"
send "4"
see "accuracy"
send "1"
see "Train"

# pause
send " "
see "PAUSED"
before=$(screen)
sleep 0.5
[ "$(screen)" = "$before" ] || fail "a pause goes on"
send " "
goes_on

# sizes
in_tmux resize-window -x 40 -y 12
see "spc pause Tab plot s stop v line q quit"
see "Train"
see_line "epoch  train_loss"
goes_on
in_tmux resize-window -x 30 -y 8
see "too small for more: 40x12"
in_tmux resize-window -x 200 -y 50
see "q quit to the prompt"
see "[="
in_tmux resize-window -x 80 -y 24
see "images/s"

# suspended: the shell has its screen
key C-z
see "Stopped"
on_full_screen 0
sane
line "fg"
see "images/s"
on_full_screen 1

# stop: the last state stays; then the prompt and the table
send "s"
see "it is over"
see "  over  "
before=$(screen | head -n 1)
key Enter
see "of 50 epochs;"
see_line "1  "
on_full_screen 0

# quit: at once
key C-l
line "dashboard resume"
see "space pause"
send "q"
see "of 50 epochs;"
on_full_screen 0

# the training goes on in the plain view, Ctrl-C stops it; nothing is lost of the table
key C-l
line "dashboard resume"
see "space pause"
send "v"
see "images/s"
on_full_screen 0
see_line "epoch [0-9]*/50 "
key C-c
see "of 50 epochs;"

# all of it, with lr_find before it, whose curve is the first
key C-l
line "dashboard lr_find"
see "it is over"
see "1e-"
send "q"
see "LR Finder is complete"
key C-l
line "learner Sequential(Flatten(), Linear(784, 10)) metrics=accuracy"
line "dashboard fit 3"
see "it is over"
see "Total time:"
key C-d
see_line "3  "
see_line "fn>"
on_full_screen 0
line "6 * 7"
see_line "42"

# an error closes it
key C-l
printf 'fit 1\nno_such_name\n' >"$work/wrong.fn"
line "dashboard source wrong.fn"
see "it is over"
send "q"
see "the name 'no_such_name' is not known"

# terminated
line "source learner.fn"
see_line "fn>"
line "dashboard fit 50"
see "images/s"
kill -TERM "$(child)"
see "Terminated"
on_full_screen 0
sane

# a terminal that cannot be drawn on: the plain view, and why
line "clear; TERM=dumb $fnrepl -n -i learner.fn"
see_line "fn>"
line "dashboard fit 1"
see "no dashboard: "
see "Total time:"
line "quit"
see "shell>"

# without colours
line "clear; NO_COLOR=1 $fnrepl -n -i learner.fn"
see_line "fn>"
line "dashboard fit 50"
see "images/s"
see "== "
key C-c
see "of 50 epochs;"
finish
