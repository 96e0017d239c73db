#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A fit that is stopped with Ctrl-C, twice, and gone on with, ends in the row of one that was not stopped.
. "${top_srcdir:-.}/tests/pty/lib.sh"

"$top_builddir/tests/repl/fixture" "$work/drawn" 100 20 && mv "$work/drawn/digits" "$work" || fail "no digits to learn from"
cat >"$work/learner.fn" <<'END'
load digits convert_mode=L; split train=training valid=testing; label
transform rand_pad padding=3 size=28 mode=zeros
databunch bs=16; normalize
learner Sequential(conv_layer(1,32,stride=2), res_block(32), Flatten(), Linear(6272, 10)) metrics=accuracy
END
last=$(cd "$work" && { cat learner.fn; echo "fit 30 max_lr=0.01"; } | "$fnrepl" -n | tail -n 1)
case $last in
"30 "*) ;;
*) fail "the last row of a fit is: $last" ;;
esac

start 120 60 -n        # high enough that no row leaves the screen
see "fn>"
line "source learner.fn"
line "fit 30 max_lr=0.01"
see_line "2  "
key C-c
see "what was learnt is kept, \`resume\` goes on"
unseen "$last"
line "validate; lr_find"
see "LR Finder is complete"
key C-l
line "resume"
see_line "8  "
key C-c
see "of 30 epochs; what was learnt is kept"
line "resume"
see "Total time:"
see "$last"
line "resume"
see "the learner's last fit is complete"

# What was stopped twice and went on is one run, and the lr_find in between another.
key C-l
line "runs"
see "30/30"
[ "$(screen | grep -c "fit_one_cycle(30, max_lr=0.01)")" = 1 ] || fail "a fit that went on is more than one run"
see "lr_find(1e-07, 10)"
finish
