#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Signals at the prompt and in training: Ctrl-Z and fg, a window whose size changes, SIGTERM and SIGHUP. The terminal is as it was
# found and the history is written, whatever happens.
. "${top_srcdir:-.}/tests/pty/lib.sh"

"$top_builddir/tests/repl/fixture" "$work/drawn" 100 4 && mv "$work/drawn/digits" "$work" || fail "no digits to learn from"
cat >"$work/learner.fn" <<'END'
load digits convert_mode=L; split train=training valid=testing; label; databunch bs=16; normalize
learner Sequential(conv_layer(1,8,stride=2), res_block(8), res_block(8), Flatten(), Linear(1568, 10))
END
history=$XDG_STATE_HOME/fnrepl/history

# The process that runs in the terminal's shell.
child() {
    ps -A -o pid= -o ppid= | awk -v shell="$(in_tmux display-message -p '#{pane_pid}')" '$2 == shell { print $1; exit }'
}

again() {
    line "clear; $fnrepl -n"
    see "Ctrl-D leaves"
    line "source learner.fn"
    see "ImageList ("
    see_line "fn>"
    key C-l
}

# ended WORD STATUS: the shell says so, and the terminal is sane
ended() {
    see "$1"
    line "echo left with \$?"
    see "left with $2"
    sane
}

start 100 30 -n
see_line "fn>"

# Ctrl-Z and fg: the line that was being typed is shown again.
send "12 * 12"
key C-z
see "Stopped"
sane
line "clear; fg"
see_line "fn> 12 \* 12"
key Enter
see_line "144"

# A window that becomes narrower: the line is drawn anew, before another key is pressed.
key C-l
send "'twenty-five' + ' letters, or so, and a few more'"
in_tmux resize-window -x 40 -y 30
see_line "d a few more'"
in_tmux resize-window -x 100 -y 30
key Enter
see_line "'twenty-five letters"

# Two sessions at a time: what the other entered meanwhile stays in the history.
printf '#1\n%s\n' "'entered elsewhere'" >>"$history"

# Terminated at the prompt.
key C-l
send "dropped"
kill -TERM "$(child)"
ended "Terminated" 143
grep -q "12 \* 12" "$history" || fail "SIGTERM lost the history"
grep -q "entered elsewhere" "$history" || fail "the history of another session was lost"
[ "$(grep -c "12 \* 12" "$history")" = 1 ] || fail "an entry is in the history twice"
! grep -q "dropped" "$history" || fail "the line that was not entered is in the history"

# The progress line goes on after fg, and is one line in a narrower window.
again
line "lr_find num_it=1000000 stop_div=False"
see_line "lr_find \["
key C-z
see "Stopped"
sane
line "clear; fg"
see_line "lr_find \["
in_tmux resize-window -x 50 -y 30
sleep 1
[ "$(screen | grep -c "^lr_find")" -le 2 ] || fail "the progress line fills the screen"
key C-c
see_line "fn>"
in_tmux resize-window -x 100 -y 30

# In training.
line "fit 100000"
see "train_loss"
kill -TERM "$(child)"
ended "Terminated" 143
grep -q "fit 100000" "$history" || fail "SIGTERM lost the history of a training"

again
line "fit 99999"
see "train_loss"
kill -HUP "$(child)"
ended "Hangup" 129
grep -q "fit 99999" "$history" || fail "SIGHUP lost the history"

# A crash: at the prompt, in a training, on the full screen.
again
send "'not entered"
kill -SEGV "$(child)"
ended "Segmentation fault" 139

again
line "fit 99998"
see "train_loss"
kill -ABRT "$(child)"
ended "Aborted" 134
grep -q "fit 99998" "$history" || fail "a crash lost the history"

again
line "browse il"
see "q quit"
kill -BUS "$(child)"
ended "Bus error" 135
[ "$(in_tmux display-message -p '#{alternate_on}')" = 0 ] || fail "the full screen is left behind"

# The terminal is closed.
again
line "'the last line'"
see_line "'the last line'"
pid=$(child)
in_tmux kill-server
tries=0
while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { kill -KILL "$pid"; echo "FAIL: it runs on without a terminal"; exit 1; }
    sleep 0.1
done
grep -q "the last line" "$history" || { echo "FAIL: the history was lost with the terminal"; exit 1; }
