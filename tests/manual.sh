#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual is well-formed, has what the tables have, and does what it shows.
# shellcheck source=tests/lib.sh
. "${top_srcdir:-.}/tests/lib.sh"
man=$top_srcdir/man
PATH=$top_builddir:$PATH
TERM=dumb
export TERM
unset NO_COLOR COLUMNS

# mandoc looks for the pages that a page refers to among those installed; words from the tables have no markup.
if command -v mandoc >/dev/null; then
    mandoc -Tlint -W style "$man"/*.[137] | grep -v -e 'referenced manual not found' -e 'function name without markup' >"$work/lint" || :
    [ ! -s "$work/lint" ] || { cat "$work/lint"; fail "mandoc has objections"; }
fi

# What comes from the tables.
"$top_builddir/man/tables" >"$work/tables"
sed '1,/^\.\\" begin tables$/d; /^\.\\" end tables$/,$d' "$man/fnrepl-lang.7" >"$work/page"
diff "$work/page" "$work/tables" >"$work/diff" ||
    { cat "$work/diff"; fail "fnrepl-lang.7 is not up to date with the tables; make man-tables writes it"; }
fnrepl -n -c help | sed -n 's/^  \([a-z_]*\) .*/\1/p' >"$work/known"
[ "$(wc -l <"$work/known")" -ge 20 ] || fail "help lists too few names"
while read -r name; do
    grep -q "^\.It [A-Z][a-z] \"$name\"" "$man/fnrepl-lang.7" || fail "fnrepl-lang.7 has no entry for $name"
done <"$work/known"

# Each option of --help is an item of fnrepl.1, and the other way round.
fnrepl --help | sed -n 's/^  -\(-*[a-z]*\).*/\1/p' | sort >"$work/options"
sed -n 's/^\.It Fl \(-*[a-z]*\).*/\1/p' "$man/fnrepl.1" | sort -u >"$work/items"
diff "$work/options" "$work/items" || fail "the options of fnrepl --help (<) and of fnrepl.1 (>) differ"

# libfn.3 names all headers, and no function that is not there.
for header in "$top_srcdir"/include/fn/*.h; do
    [ "${header##*/}" = fn.h ] || grep -q "^\.It In fn/${header##*/}\$" "$man/libfn.3" ||
        fail "libfn.3 has no entry for fn/${header##*/}"
done
grep -o '\<fn_[a-z][a-z0-9_]*\>' "$man/libfn.3" | sort -u >"$work/names"
while read -r name; do
    grep -q "\<$name\>" "$top_srcdir"/include/fn/*.h || fail "libfn.3 has $name, the headers have not"
done <"$work/names"

# The examples run in a folder with a small MNIST, which is also what untar MNIST finds.
"$top_builddir/tests/repl/fixture" "$work" 16 4 >/dev/null
cp "$top_srcdir/examples/lesson7.fn" "$work"
mkdir -p "$XDG_CACHE_HOME/fnrepl/data"
cp -R "$work/digits" "$XDG_CACHE_HOME/fnrepl/data/mnist_png"
cd "$work"

sed -n 's/^\.Dl \$ //p' "$man/fnrepl.1" | sed 's/\\e/\\/g; s/\\&//g' >examples
[ -s examples ] || fail "fnrepl.1 has no examples"
while read -r line; do
    sh -c "$line" >out 2>&1 </dev/null || { cat out; fail "the example of fnrepl.1 fails: $line"; }
done <examples

sed -n '/^\.Sh THE NOTEBOOK/,/^\.Ed/p' "$man/fnrepl-lang.7" | sed '1,/^\.Bd/d; /^\.Ed/d; s/\\e/\\/g; s/\\&//g' >pairs
grep -q '^split' pairs || fail "the notebook's lines are not in fnrepl-lang.7"
fnrepl -n pairs >out 2>&1 || { cat out; fail "the notebook's lines in fnrepl-lang.7 fail"; }

# A display that begins with the prompt is what fnrepl -x writes when it is given the lines behind the prompts.
awk '/^\.Bd -literal/ { getline; if (/^fn> /) { n++; shown = 1 } }
     /^\.Ed/ { shown = 0 }
     shown { gsub(/\\e/, "\\"); gsub(/\\&/, ""); print > ("session." n) }' "$man/fnrepl-lang.7"
[ -f session.1 ] || fail "fnrepl-lang.7 has no examples"
for session in session.*; do
    sed -n 's/^fn> //p; s/^\.\.\. //p' "$session" >in
    fnrepl -n -k -x <in >out 2>&1 || grep -q 'error: ' "$session" || { cat out; fail "an example of fnrepl-lang.7 fails"; }
    diff "$session" out || fail "fnrepl-lang.7 shows (<) something else than fnrepl (>)"
done

sed -n '/^\.Bd -literal/,/^\.Ed/{/^\./d;s/\\e/\\/g;s/\\&//g;p;}' "$man/libfn.3" >example.c
# shellcheck disable=SC2086 # flags are words
${CC:-cc} ${INSTRUMENT_CFLAGS:-} -Wall -Werror -I "$top_srcdir/include" example.c -L "$top_builddir/.libs" -lfn -o example ||
    fail "the example of libfn.3 does not build"
LD_LIBRARY_PATH=$top_builddir/.libs ./example digits >out || fail "the example of libfn.3 fails"
grep -q '200 images' out || { cat out; fail "the example of libfn.3 counts wrong"; }
