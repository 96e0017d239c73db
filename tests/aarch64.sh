#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The engine compiled for aarch64, where the base kernels are NEON, without a warning, and its unit tests under emulation.
# The tree stays in tests/aarch64, so that a second run compiles only what has changed.
# shellcheck source=tests/lib.sh
. "${top_srcdir:-.}/tests/lib.sh"
[ -z "${INSTRUMENT_CFLAGS:-}" ] || skip "this build is an instrumented one"
host=aarch64-linux-gnu
root=$top_builddir/$host
tree=$top_builddir/tests/aarch64
for tool in $host-gcc $host-objdump qemu-aarch64; do
    command -v "$tool" >/dev/null || skip "no $tool here; ./bootstrap check installs it"
done
[ -d "$root" ] || skip "no folder $root of libraries; ./bootstrap check makes it"
echo 'int main(void) { return 0; }' >"$work/one.c"
$host-gcc "$work/one.c" -o "$work/one" 2>/dev/null || skip "no C library for $host-gcc; ./bootstrap check installs it"

# step COMMAND...: its output is shown only where it fails
step() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; fail "$1: see above"; }
}

# What the program and the tests left out need besides the engine is not compiled, so these libraries may be empty words.
configure() {
    for library in READLINE CURSES CURL ARCHIVE MD SIXEL; do
        set -- "$@" "${library}_CFLAGS= " "${library}_LIBS= "
    done
    cd "$tree" && PKG_CONFIG_LIBDIR=$root/usr/lib/$host/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root \
        "$top_srcdir/configure" -q --host=$host --enable-werror CC=$host-gcc CFLAGS=-O2 PKG_CONFIG=pkg-config "$@"
}
mkdir -p "$tree"
[ -f "$tree/Makefile" ] || (step configure)

# Left out are the program's own, what wants libsixel, and three that take minutes.
left_out=$(sed -n 's/^unit_programs += //p' "$top_srcdir/tests/unit/repl.inc" "$top_srcdir/tests/unit/untar.inc")
for slow in term_pixels learner nn_gradient train_models; do
    left_out="$left_out tests/unit/test_$slow"
done
tests="\$(filter-out $(echo $left_out), \$(unit_programs))"
QEMU_LD_PREFIX=/usr/$host
QEMU_SET_ENV=LD_LIBRARY_PATH=$root/usr/lib/$host
export QEMU_LD_PREFIX QEMU_SET_ENV
step make -s -C "$tree" -j "$(nproc)" check-TESTS check_PROGRAMS="$tests" TESTS="$tests" LOG_COMPILER=qemu-aarch64 VERBOSE=1
grep '^# \(TOTAL\|PASS\)' "$work/log"

# The convolution is made of multiply-adds of four floats, none of one.
for kernel in conv_gather conv_weights; do
    $host-objdump -d "$tree/src/engine/kernel/.libs/libkernel_base_la-$kernel.o" >"$work/$kernel"
    grep -q 'fmla.*\.4s' "$work/$kernel" || fail "$kernel has no multiply-add of vectors"
    ! grep 'fmadd' "$work/$kernel" || fail "$kernel has multiply-adds of single floats"
done
