#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is higher than the window is shown page by page, and the prompt is sane behind it.
. "${top_srcdir:-.}/tests/pty/lib.sh"
unset LESS

# The next start is of a server of its own: the one before may take its time to end.
another() {
    in_tmux kill-server
    socket=${socket}x
}

# Nothing is paged that fits; a pager is left before it has read its text, or is not there.
PAGER='head -n 2; echo "that was" all' start 80 24 -n
see "fn>"
line "help fit"
see "Notebook:  learn.fit_one_cycle(3, max_lr=0.1)"
unseen "that was all"
line "help"
see "that was all"
line "6 * 7"
see "42"
in_tmux resize-window -x 80 -y 200
key C-l
line "help"
see "tells more about one of them"
unseen "that was all"
finish
another

PAGER=/there/is/none start 80 24 -n
see "fn>"
line "help"
see "tells more about one of them"
finish
another

command -v less >/dev/null || { echo "SKIP: less is not installed"; exit 77; }
unset PAGER
start 80 24 -n
see "fn>"
line "help"
see "untar "
unseen "tells more about one of them"
send "G"
see "tells more about one of them"
unseen "fn>"
key C-c
send "q"
see "fn>"
line "6 * 7"
see "42"
finish
