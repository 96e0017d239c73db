#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tables, files and Makefiles of the program agree: one more thing is one file and one row.
. "${top_srcdir:-.}/tests/lib.sh"
cd "$top_srcdir"

# rows TABLE MACRO: the names of a .def file
rows() {
    sed -n "s/^$2(\([a-z0-9_]*\).*/\1/p" "src/repl/$1.def"
}

for name in $(rows commands COMMAND); do
    [ -f "src/repl/cmd_$name.c" ] || fail "commands.def has a row $name, and there is no src/repl/cmd_$name.c"
    [ -f "tests/repl/$name.test" ] || fail "the command $name has no tests/repl/$name.test"
done
for file in src/repl/cmd_*.c; do
    name=${file#src/repl/cmd_}
    rows commands COMMAND | grep -qx "${name%.c}" || fail "$file has no row in commands.def"
done
for name in $(rows types TYPE); do
    grep -q "^const struct type type_$name = " src/repl/type_*.c || fail "types.def has a row $name, and no file src/repl/type_*.c has it"
done
for file in $(git ls-files src/repl 2>/dev/null || ls src/repl/*.[ch]); do
    case $file in
    *.c | *.h | *.def) cat src/repl/*.inc | grep -q "$file" || fail "no Makefile fragment names $file" ;;
    esac
done
for file in tests/repl/*.test; do
    grep -q "$file" tests/repl/Makefile.inc || fail "tests/repl/Makefile.inc does not name $file"
done
# Only these may know these libraries, and nothing here may know the engine's inside.
[ "$(grep -l 'readline/' src/repl/*.[ch])" = src/repl/line_readline.c ] || fail "only line_readline.c includes readline"
[ -z "$(grep -l -e 'curses.h' -e 'screen_window.h' src/repl/*.[ch] | grep -v '^src/repl/screen_')" ] || fail "only screen_*.c include curses"
