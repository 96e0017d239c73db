#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh FILE.test: runs what a .test file holds and compares. run.sh --update FILE.test writes what the program says into the
# file instead, to be read before it is committed.
#
# A .test file is lines of comment, then blocks:
#
#     --- what is tested
#     print(1 + 1)
#     =>
#     2
#
# The input goes to a new fnrepl on its standard input; what stands behind => is all that it writes to stdout and stderr, in order.
# A blank line in front of the next block is not part of it. An exit status other than 0 is a last line [exit N]. Input that begins
# with "$ " is a shell command line instead, with fnrepl on the PATH.
#
# Each block has a home of its own and starts in a folder with the pictures that tests/repl/fixture draws: digits/ (a small MNIST)
# and a few folders with something wrong in them. The path of that folder is shown as WORK.
update=
[ "$1" != --update ] || { update=1; shift; }
file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
[ -f "$file" ] || { echo "usage: run.sh [--update] FILE.test" >&2; exit 2; }
top_builddir=${top_builddir:-.}
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"

PATH=$top_builddir:$PATH
# The program itself, where there is one, instead of the wrapper that libtool puts in front of it: much quicker.
if [ -x "$top_builddir/.libs/fnrepl" ]; then
    PATH=$top_builddir/.libs:$PATH
    LD_LIBRARY_PATH=$top_builddir/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
fi
TERM=dumb
export TERM
unset NO_COLOR COLUMNS
# The kernels that every processor has, so that losses are the same to the last digit.
FN_ISA=base
export FN_ISA
home=$work
mkdir "$home/blocks"

# Each block becomes three files: NUMBER.name, NUMBER.in, NUMBER.out
awk -v folder="$home/blocks" '
    /^--- / {
        if (n) { close(base ".in"); close(base ".out") }
        base = sprintf("%s/%03d", folder, ++n)
        print substr($0, 5) > (base ".name"); close(base ".name")
        printf "" > (base ".in"); printf "" > (base ".out")
        output = 0; held = 0
        next
    }
    n == 0 { print > (folder "/header"); next }
    /^=>$/ && !output { output = 1; next }
    !output { print > (base ".in"); next }
    /^$/ { held++; next }
    { for (; held > 0; held--) print "" > (base ".out"); print > (base ".out") }
' "$file"

failed=0
for name in "$home"/blocks/*.name; do
    [ -f "$name" ] || fail "$file: no blocks"
    base=${name%.name}
    number=${base##*/}
    # Of the same length in every run, because lists are broken by their width.
    place=$home/$number
    mkdir "$place"
    HOME=$place/home XDG_CACHE_HOME=$place/home/cache XDG_CONFIG_HOME=$place/home/config XDG_STATE_HOME=$place/home/state
    mkdir "$HOME" "$place/work"
    if [ -x "$top_builddir/tests/repl/fixture" ]; then
        [ -d "$home/fixture" ] || "$top_builddir/tests/repl/fixture" "$home/fixture" 16 4 >/dev/null
        cp -rl "$home"/fixture/* "$place/work"
    fi
    cd "$place/work"
    status=0
    if [ "$(head -c 2 "$base.in")" = '$ ' ]; then
        sed 's/^\$ //' "$base.in" >"$base.sh"
        sh "$base.sh" </dev/null >"$base.raw" 2>&1 || status=$?
    else
        fnrepl <"$base.in" >"$base.raw" 2>&1 || status=$?
    fi
    cd "$top_builddir"
    sed "s|$place/work|WORK|g; s|$home/fixture|WORK|g; s|$place/home|HOME|g" "$base.raw" >"$base.got"
    [ "$status" = 0 ] || echo "[exit $status]" >>"$base.got"
    # Blank lines at the end cannot be told from the layout.
    awk '/^$/ { held++; next } { for (; held > 0; held--) print ""; print }' "$base.got" >"$base.cut"
    if ! cmp -s "$base.out" "$base.cut"; then
        [ -n "$update" ] || { echo "FAIL: $(cat "$name")"; diff -u "$base.out" "$base.cut" | sed 1,2d; }
        failed=$((failed + 1))
    fi
    rm -rf "$place"
done

if [ -n "$update" ]; then
    {
        [ ! -f "$home/blocks/header" ] || cat "$home/blocks/header"
        first=1
        for name in "$home"/blocks/*.name; do
            base=${name%.name}
            [ -n "$first" ] || echo
            first=
            printf -- '--- %s\n' "$(cat "$name")"
            cat "$base.in"
            echo '=>'
            cat "$base.cut"
        done
    } >"$home/new"
    cat "$home/new" >"$file"
    echo "$failed blocks changed"
    exit 0
fi
[ "$failed" = 0 ] || fail "$failed blocks of $1"
