#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a terminal shows of every figure in the modes of characters is what tests/unit/test_figures.c holds golden: no line
# wraps, nothing is scrolled away, every colour is there. A picture is shown by the program itself.
. "${top_srcdir:-.}/tests/pty/lib.sh"

golden=$(cd "$top_srcdir/tests/golden/figures" && pwd)
cells=$(cd "$top_builddir/tests/pty" && pwd)/cells

# as_meant GOLDEN FIRST: from row FIRST (0 is the top) on the screen shows the golden figure, and then a prompt.
as_meant() {
    "$cells" <"$golden/$1.txt" >"$work/wanted"
    rows=$(wc -l <"$work/wanted")
    tries=0
    until in_tmux capture-pane -p -e -N -S "$2" -E $(($2 + rows - 1)) | "$cells" >"$work/shown" &&
        cmp -s "$work/wanted" "$work/shown" &&
        in_tmux capture-pane -p -S $(($2 + rows)) -E $(($2 + rows)) | grep -q '> *$'; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || {
            diff "$work/wanted" "$work/shown"
            fail "$1 looks different"
        }
        sleep 0.05
    done
}

mkdir "$work/digits" && cp "$golden/digit.png" "$work/digits" || fail "no digit"
for window in 40x12 80x24 200x50; do
    socket="$work/tmux-$window"
    start "${window%x*}" "${window#*x}" -n -q
    see "fn>"
    line "il = ImageList.from_folder('digits', convert_mode='L')"
    for mode in ascii braille blocks16 blocks256 blocks; do
        line "set graphics $mode"
        key C-l
        line "show il[0] cmap=binary"
        as_meant "digit-$window.$mode" 1
    done
    key C-d
    see "shell>"
    for file in "$golden"/*-"$window".*.txt; do
        line "clear; cat $file"
        as_meant "$(basename "$file" .txt)" 0
    done
    in_tmux kill-server
done
