#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Typing at the prompt: values, Tab, an open bracket, Ctrl-C, errors, history, Ctrl-D.
. "${top_srcdir:-.}/tests/pty/lib.sh"

start 80 24 -n
see "fn>"

line "6 * 7"
see "42"

send "set cm"
key Tab
see "set cmap"
line " binary"
line "set cmap"
see "binary"

line "(1,"
line "2)"
see "(1, 2)"

line "databnuch bs=3"
see "did you mean"

send "this line is dropped"
key C-c
line "'still' + ' here'"
see "'still here'"

key C-l
sleep 0.3
key Up Enter
see "'still here'"

# tab TEXT BECOMES: the text with what Tab adds to it; more may not stand behind it
tab() {
    key C-u C-l
    send "$1"
    key Tab
    send "|"
    see "fn> $2|"
}
mkdir -p "$work/my folder"
tab "fit 3 max" "fit 3 max_lr="
tab "time fit 3 max" "time fit 3 max_lr="
tab "load MNIST convert_mode=R" "load MNIST convert_mode=RGB "
tab "help cm" "help cmap "
tab "defaults.cm" "defaults.cmap"
tab "set cmap b" "set cmap binary "
tab "Sequential(conv_l" "Sequential(conv_layer"
tab "nn.Conv" "nn.Conv2d"
tab "conv_layer(1, 2, strid" "conv_layer(1, 2, stride="
tab "learner model metrics=[acc" "learner model metrics=[accuracy"
tab "rand_pad(3, 28, mode='re" "rand_pad(3, 28, mode='reflection'"
tab "transform rand_pad padding=3 si" "transform rand_pad padding=3 size="
tab "untar MN" "untar MNIST "
tab "ls my" "ls 'my folder/"
key C-u

# A pasted cell, its prompts too: each statement runs, and is an entry of the history.
cat >"$work/cell" <<'END'
In [1]: def twice(a): return 2 * a
In [2]: y = twice(
   ...:     20
   ...: )
>>> y; y
fn> y + 2
END
in_tmux load-buffer "$work/cell"
key C-l
in_tmux paste-buffer -p
sleep 0.3
key Enter
see "42"
key C-l
sleep 0.3
key Up
see "fn> y + 2"
key Up
see "fn> y; y"
key Up
see "fn> y = twice("
see "   ...:     20"
key Up
see "fn> def twice(a): return 2 * a"
key C-u

line "help fit"
see_line "                   (0.95, 0.85)"

finish
