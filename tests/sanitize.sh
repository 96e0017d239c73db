#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The unit and .test files once more, in builds that watch addresses, undefined behaviour and threads. The two trees stay
# in tests/sanitize, so that a second run compiles only what has changed.
# shellcheck source=tests/lib.sh
. "${top_srcdir:-.}/tests/lib.sh"
[ -z "${INSTRUMENT_CFLAGS:-}" ] || skip "this build is such a one"
[ -z "${FN_NO_SANITIZE:-}" ] || skip "FN_NO_SANITIZE is set"
: "${CC:=cc}"
echo 'int main(void) { return 0; }' >"$work/one.c"

# sanitize NAME FLAGS TESTS...: configure's options, variables of make or names of tests
sanitize() {
    tree=$top_builddir/tests/sanitize/$1
    # shellcheck disable=SC2086 # flags are words
    $CC $2 "$work/one.c" -o "$work/one" 2>/dev/null || skip "$CC has no $2"
    mkdir -p "$tree"
    if ! [ -f "$tree/Makefile" ]; then
        # shellcheck disable=SC2086
        (cd "$tree" && "$top_srcdir/configure" -q CC="$CC" CFLAGS='-O1 -g' $3) >"$work/log" 2>&1 ||
            { cat "$work/log"; fail "$1: configure fails"; }
    fi
    make -s -C "$tree" -j "$(nproc)" check TESTS="$4" VERBOSE=1 >"$work/log" 2>&1 ||
        { cat "$work/log"; fail "$1: see above"; }
    grep '^# \(TOTAL\|PASS\)' "$work/log" | sed "s/^#/$1:/"
}

TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1}
export TSAN_OPTIONS
# shellcheck disable=SC2016 # make's variables
{
    sanitize address '-fsanitize=address,undefined' '--enable-asan --enable-ubsan' '$(unit_programs) $(repl_tests)'
    sanitize thread '-fsanitize=thread' '--enable-tsan' 'tests/unit/test_core tests/unit/test_data tests/unit/test_batch
        tests/unit/test_nn_net tests/unit/test_learner tests/repl/fit.test tests/repl/databunch.test'
}
