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

finish
