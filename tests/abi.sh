#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The installed library as others see it: its symbols, its headers, its pkg-config file, and a program built from these.
# shellcheck source=tests/lib.sh
. "${top_srcdir:-.}/tests/lib.sh"

make -s -C "$top_builddir" install DESTDIR="$work/root" >"$work/install.log" 2>&1 ||
    { cat "$work/install.log"; fail "make install DESTDIR= failed"; }
library=$(find "$work/root" -name 'libfn.so')
pc=$(find "$work/root" -name fn.pc)
include=$(find "$work/root" -type d -path '*/include')
for found in "$library" "$pc" "$include"; do
    [ -n "$found" ] || fail "libfn.so, fn.pc or the headers are not installed"
done

# What the headers declare is what the library exports, no more and no less.
nm -D --defined-only "$library" | awk '{ print $3 }' | sort >"$work/exported"
cat "$include"/fn/*.h | sed -n 's/^\(fn_[a-z0-9_]*\)(.*/\1/p; s/^extern .* \(fn_[a-z0-9_]*\);.*/\1/p' | sort >"$work/declared"
[ -s "$work/declared" ] || fail "nothing is declared"
diff "$work/declared" "$work/exported" >"$work/diff" ||
    { cat "$work/diff"; fail "declared (<) and exported (>) names differ"; }

# Embedding asks for nothing but libpng, zlib, libdeflate and the C library.
others=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
    grep -Ev '^(libpng16|libz|libdeflate|libm|libc|libpthread|libmvec|libgcc_s|libasan|libubsan|libtsan|ld-linux.*)\.so' || :)
[ -z "$others" ] || fail "libfn.so also needs $others"

# What only downloading and unpacking need is loaded when it is needed: it would make a start three times as long.
program=$(find "$work/root" -type f -path '*/bin/fnrepl')
if readelf -d "$program" | grep -E 'NEEDED.*lib(curl|archive|ssl)'; then
    fail "fnrepl loads this at its start"
fi

# Each header compiles by itself, as C11 and without warnings.
: "${CC:=cc}"
for header in "$include"/fn/*.h; do
    printf '#include <fn/%s>\nint fn_nothing;\n' "${header##*/}" >"$work/one.c"
    $CC -std=c11 -pedantic -Wall -Wextra -Werror -I "$include" -c "$work/one.c" -o "$work/one.o" ||
        fail "fn/${header##*/} does not compile by itself"
done

PKG_CONFIG_PATH=${pc%/*}
PKG_CONFIG_SYSROOT_DIR=$work/root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046,SC2086 # flags are words
$CC ${INSTRUMENT_CFLAGS:-} "$top_srcdir/examples/embed.c" $(pkg-config --cflags --libs fn) -o "$work/embed" || fail "embed.c does not build"
PATH=$(dirname "$program"):$PATH
LD_LIBRARY_PATH=${library%/*}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export PATH LD_LIBRARY_PATH
write_tiny_mnist "$work/tiny"
fnrepl -n -q -c "untar '$work/tiny'" >/dev/null
"$work/embed" "$XDG_CACHE_HOME/fnrepl/data/tiny_png" >"$work/out" || fail "embed failed"
grep -q '^epoch 3: train_loss [0-9.]*, valid_loss [0-9.]*, accuracy [01]\.[0-9]*$' "$work/out" ||
    { cat "$work/out"; fail "embed did not train three epochs"; }
