#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Paging through pictures: keys, questions, marks and the file of their names, sizes of the window, every way out.
. "${top_srcdir:-.}/tests/pty/lib.sh"

# sane: the shell's prompt is there and the terminal is as before
sane() {
    see "shell>"
    line "clear; stty -a | grep -q ' echo ' && stty -a | grep -q ' icanon ' && echo sa''ne"
    see "sane"
}

"$top_builddir/tests/repl/fixture" "$work/drawn" 16 4 && mv "$work/drawn/digits" "$work" || fail "no digits to look at"
mkdir "$work/names" "$work/names/漢字" && cp "$work/digits/testing/0/16.png" "$work/names/漢字/$(printf 'a\nb\033c').png"
start 80 24 -n
see "fn>"
line "load digits convert_mode=L"
see "ImageList (200 items)"
line "browse"
see "1 of 200  class: all  marked: 0"
see "> 0 0"
see "digits/testing/0/16.png"

# moving
key Right
see "> 1 0"
key Down
see "> 6 1"
see "7 of 200"
key Left Up
see "> 0 0"
key NPage
see "11 of 200"
send " "
see "21 of 200"
key PPage
see "11 of 200"
key End
see "200 of 200"
see "digits/training/9/9.png"
key Home
see "1 of 200"

# jumping
send "57"
see "index: 57"
key Enter
see "58 of 200"
send "g"
see "index: "
send "999"
key Enter
see "no picture 999, wanted 0 to 199"
send "l"
see "next with label: "
send "7"
key Enter
see "153 of 200"
send "lnobody"
key Enter
see "no class 'nobody', there are: 0 1 2"
send "g1"
key C-c
see "153 of 200"

# one class; marks
send "c"
see "only class (empty: all): "
send "3"
key Enter
see "of 20  class: 3  marked: 0"
key Home
see "digits/testing/3/16.png"
send "m"
see ">*12 3"
key Right Right
send "m"
see "3 of 20  class: 3  marked: 2"
send "g0"
key Enter
see "picture 0 is of class 0, which is not shown"
send "c"
see "only class"
key Enter
see "15 of 200  class: all  marked: 2"

# the file of names
send "w"
see "2 names to file: "
send "out.txt"
key Enter
see "wrote 2 names to out.txt"
printf '%s\n' "$work/digits/testing/3/16.png" "$work/digits/testing/3/18.png" >"$work/wanted"
cmp "$work/wanted" "$work/out.txt" || fail "out.txt is not what was marked"
[ ! -e "$work/out.txt.part" ] || fail "out.txt.part is left"
send "m"
see "marked: 1"
send "wout.txt"
key Enter
see "it exists; replace it? (y/n)"
send "n"
see "nothing was written"
cmp "$work/wanted" "$work/out.txt" || fail "out.txt was replaced without a y"
send "wout.txt"
key Enter
see "it exists"
send "y"
see "wrote 1 name to out.txt"
head -n 1 "$work/wanted" | cmp - "$work/out.txt" || fail "out.txt was not replaced"

# views
key Enter
see "any key: back"
unseen ">"
send "x"
see "> 14 3"
send "?"
see "a screen (also space)"
send "x"
see "> 14 3"

# sizes
in_tmux resize-window -x 40 -y 12
see "15 of 200  class: all  marked: 1"
see "> 14 3"
key Right
see "> 15 3"
in_tmux resize-window -x 30 -y 8
see "30x8 is too small"
in_tmux resize-window -x 80 -y 24
see "> 15 3"

# ways out, and stopping
key C-z
see "shell>"
line "fg"
see "> 15 3"
for way in q Escape C-c C-d; do
    key "$way"
    see "fn>"
    line "6 * 7"
    see "42"
    line "browse il cmap=binary"
    see "1 of 200"
done
key q
see "fn>"

# names and labels of any characters
key C-l
line "browse ImageList.from_folder('names')"
see "> 0 漢字"
see 'names/漢字/a\nb\x1bc.png'
key q
see "fn>"

# what a model is most wrong about, and only those of a class
key C-l
line "split train=training valid=testing; label; databunch bs=16; normalize; learner Sequential(Flatten(), Linear(784, 10)); fit 1"
see_line "1  "
line "top_losses"
see "probability"
line "browse top_losses"
see "1 of 40"
screen | grep -q '> 0 [0-9] != [0-9]' || fail "the largest loss is of a prediction that is right"
key End
see "> 39 "
screen | grep -q '39 \([0-9]\) == \1' || fail "the smallest loss is of a prediction that is wrong"
send "c7"
key Enter
see "of 4  class: 7"
screen | grep '= ' | grep -q '= [0-689]' && fail "others than sevens are shown"
key q
see "fn>"
finish

# a terminal with colours, one with few, one that cannot
line "clear; TERM=xterm-256color $fnrepl -n -c 'load digits; browse'"
see "> 0 0"
see_colours
key q
sane
line "clear; TERM=vt100 $fnrepl -n -c 'load digits; browse'"
see "*++*:"
key q
sane
line "clear; TERM=dumb $fnrepl -n -c 'load digits; browse'"
see "error: browse: the terminal 'dumb' cannot move its cursor"
line "clear; TERM=nonsense $fnrepl -n -c 'load digits; browse'"
see "error: browse: the terminal 'nonsense' is not known"

# told to end
line "clear; TERM=xterm-256color $fnrepl -n -c 'load digits; browse'"
see "> 0 0"
kill -TERM "$(in_tmux list-panes -F '#{pane_pid}' | xargs pgrep -P)"
sane
