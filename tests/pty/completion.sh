#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What Tab lists: each candidate with its help, page by page, in windows of two sizes.
. "${top_srcdir:-.}/tests/pty/lib.sh"

# The next start is of a server of its own: the one before may take its time to end.
another() {
    in_tmux kill-server
    socket=${socket}x
}

# tabs TEXT: the text and Tab, on an empty line of an empty screen
tabs() {
    key C-u C-l
    send "$1"
    key Tab
}

echo "set completion-query-items 60" >"$work/inputrc"
export INPUTRC="$work/inputrc"
start 80 24 -n
see "fn>"
line "def conv(ni, nf=8) = Conv2d(ni, nf)"
tabs "fit 3 "
see_line "div_factor=25.0  the cycle starts at max_lr / div_factor (at least 1)"
see_line "moms=None        momentum at the ends and at the top of the cycle; None: (0.9\.\.$"
see_line "fn> fit 3$"
send "max_lr=0.1"
see_line "fn> fit 3 max_lr=0.1$"
tabs "conv(n"
see_line "nf=8$"
see_line "ni=$"
see_line "nn    nn, F or torch in front of a known name"
tabs "set cmap "
see_line "binary   gray     magma    viridis"

# Very many are asked about, and then shown page by page.
tabs ""
see "possibilities? (y or n)"
send "n"
key C-l
see_line "fn>$"
unseen "possibilities"
tabs ""
send "y"
see_line "AdamW              Adam with true weight decay, fastai's default"
see_line "--More--"
key Enter
see_line "--More--"
unseen "AdamW"
send " "
see_line "--More--"
send "q"
see_line "fn>$"
unseen "--More--"
tabs ""
send "y"
see_line "--More--"
key C-c
see_line "fn>$"
unseen "--More--"
line "6 * 7"
see_line "42"

# Names of files stand in columns; what has blanks is quoted, and ~ stays.
mkdir -p "$work/my scripts" "$HOME/our scripts"
touch "$work/some1.fn" "$work/some2.fn" "$work/some.txt" "$work/my scripts/four.fn" "$HOME/our scripts/five.fn"
mkdir "$work/something"
tabs "source so"
see_line "some1.fn    some2.fn    something/$"
unseen "some.txt"
see_line "fn> source some$"
tabs "source m"
see_line "fn> source 'my scripts/$"
key Tab
see_line "fn> source 'my scripts/four.fn'"
tabs "source ~/o"
see_line "fn> source '~/our scripts/$"
key Tab
see_line "fn> source '~/our scripts/five.fn'"
key C-u
finish
another

start 40 12 -n
see "fn>"
tabs "fit 3 "
see_line "div_factor=25.0  the cycle starts at \.\.$"
see_line "fn> fit 3$"
tabs "help s"
see_line "seed               seed of everything\.\.$"
see_line "--More--"
send " "
see_line "summary"
see_line "fn> help s$"
key C-u
finish
