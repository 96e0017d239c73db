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

finish
