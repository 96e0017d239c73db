# SPDX-License-Identifier: GPL-3.0-or-later
# Read by the scripts beside it: runs of the program, and the table `what | target | measured`.

tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

cache=${XDG_CACHE_HOME:-$HOME/.cache}/fnrepl
digits=$cache/data/mnist_png

# row WHAT TARGET MEASURED [CONDITION]: where the condition, an expression of awk, does not hold, the row says so.
row() {
    verdict=
    [ -z "${4-}" ] || awk "BEGIN { exit !($4) }" </dev/null || verdict='  MISSED'
    printf '%-56s | %-22s | %s%s\n' "$1" "$2" "$3" "$verdict"
}

# calc EXPRESSION [FORMAT]
calc() {
    awk "BEGIN { printf \"${2:-%.3f}\", $1 }" </dev/null
}

# run ARGUMENT...: the program alone, without a start-up file. Sets seconds and megabytes (its peak); what it prints is in
# $tmp/out.
run() {
    if ! "$measure" -o "$tmp/measured" "$fnrepl" -q -n "$@" >"$tmp/out" 2>&1 </dev/null; then
        echo "$0: $fnrepl $* failed:" >&2
        tail -n 5 "$tmp/out" >&2
        exit 1
    fi
    read -r seconds megabytes <"$tmp/measured"
}

# timed NUMBER: what the NUMBERth `time` statement of that run took.
timed() {
    awk -v n="$1" '/^[0-9.]+ s$/ && ++i == n { print $1 }' "$tmp/out"
}

# The last accuracy in that run's table of epochs.
accuracy() {
    awk '/^[0-9]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$/ { last = $4 } END { print last }' "$tmp/out"
}
