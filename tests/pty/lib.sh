# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that type at the real program: it runs in a tmux of its own, keys are sent to it, and the screen it draws is read.
#
#   start COLUMNS ROWS [ARGUMENT...]   run fnrepl in a new terminal
#   send TEXT                          type text as it is
#   key NAME...                        press keys by tmux's names (Enter, Tab, C-c, Up)
#   line TEXT                          type a line and press Enter
#   see TEXT                           wait until the screen shows the text; fail after 60 s
#   see_line TEXT                      the same for a line that begins with the text
#   see_colours                       wait until some cell has a background colour
#   unseen TEXT                        fail if the screen shows the text
#   screen                             print the screen
#   sane                               fail if the shell's terminal has no echo, no lines or no cursor
#   finish                             leave with Ctrl-D and fail if the terminal is not sane then
set -u

command -v tmux >/dev/null || { echo "SKIP: tmux is not installed"; exit 77; }
top_srcdir=${top_srcdir:-.}
top_builddir=${top_builddir:-.}
fnrepl=$(cd "$top_builddir" && pwd)/fnrepl
work=$(mktemp -d)
socket="$work/tmux"

export HOME="$work/home" XDG_CONFIG_HOME="$work/config" XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache"
export LC_ALL=C.UTF-8 TERM=xterm-256color
unset NO_COLOR COLORTERM TMUX FNREPL_MNIST 2>/dev/null || true
mkdir -p "$HOME" "$XDG_CONFIG_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"

in_tmux() {
    tmux -f /dev/null -S "$socket" "$@"
}

cleanup() {
    in_tmux kill-server 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT

fail() {
    echo "FAIL: $*"
    echo "--- the screen:"
    screen
    echo "---"
    exit 1
}

screen() {
    in_tmux capture-pane -p
}

start() {
    columns=$1 rows=$2
    shift 2
    in_tmux new-session -d -x "$columns" -y "$rows" -c "$work" "PS1='shell> ' exec sh" || fail "tmux does not start"
    in_tmux set-option -g status off
    in_tmux resize-window -x "$columns" -y "$rows"
    line "clear; $fnrepl $*"
}

send() {
    in_tmux send-keys -l -- "$1"
}

key() {
    in_tmux send-keys "$@"
}

line() {
    send "$1"
    key Enter
}

wait_for() {
    tries=0
    until screen | grep -q "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || fail "waited for: $*"
        sleep 0.1
    done
}

see() {
    wait_for -F -- "$1"
}

see_line() {
    wait_for -- "^$1"
}

see_colours() {
    tries=0
    until in_tmux capture-pane -p -e | grep -q "$(printf '\033')\\[[0-9;]*48;"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || fail "waited for a picture in colours"
        sleep 0.1
    done
}

unseen() {
    if screen | grep -qF -- "$1"; then
        fail "did not expect: $1"
    fi
}

sane() {
    line "clear; stty -a | grep -q '\(^\| \)icanon ' && stty -a | grep -q '\(^\| \)echo ' && echo sa''ne"
    see "sane"
    [ "$(in_tmux display-message -p '#{cursor_flag}')" = 1 ] || fail "the cursor is not to be seen"
}

finish() {
    key C-d
    see "shell>"
    sane
}
