# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Sourced by the shell tests. Makes a folder that is gone afterwards, and in it a home of its own.
set -eu
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
HOME=$work
XDG_CACHE_HOME=$work/cache
XDG_CONFIG_HOME=$work/config
XDG_STATE_HOME=$work/state
export HOME XDG_CACHE_HOME XDG_CONFIG_HOME XDG_STATE_HOME
unset FNREPL_MNIST MAKEFLAGS MFLAGS MAKELEVEL
# No test leaves this machine.
https_proxy=http://127.0.0.1:1
export https_proxy
top_builddir=$(cd "${top_builddir:-.}" && pwd)
top_srcdir=$(cd "${top_srcdir:-.}" && pwd)

fail() {
    printf 'FAIL: %s\n' "$*" >&2
    exit 1
}

skip() {
    printf 'SKIP: %s\n' "$*"
    exit 77
}

# big_endian NUMBER: four bytes
big_endian() {
    printf '%b' "$(printf '\\0%03o\\0%03o\\0%03o\\0%03o' $(($1 >> 24)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)))"
}

# write_idx IMAGES LABELS COUNT: digits 0 1 2 0 1 2 ..., 28x28 pixels, a band of rows that tells the digit
write_idx() {
    { big_endian 2051; big_endian "$3"; big_endian 28; big_endian 28; } >"$1"
    { big_endian 2049; big_endian "$3"; } >"$2"
    i=0
    while [ "$i" -lt "$3" ]; do
        digit=$((i % 3))
        {
            head -c $((28 * (4 + 8 * digit))) /dev/zero
            head -c 112 /dev/zero | tr '\0' '\360'
            head -c $((28 * (20 - 8 * digit))) /dev/zero
        } >>"$1"
        printf '%b' "\\0$(printf %03o $digit)" >>"$2"
        i=$((i + 1))
    done
}

# The four IDX files of a tiny MNIST in folder $1: 24 digits to train, 9 to test.
write_tiny_mnist() {
    mkdir -p "$1"
    write_idx "$1/train-images-idx3-ubyte" "$1/train-labels-idx1-ubyte" 24
    write_idx "$1/t10k-images-idx3-ubyte" "$1/t10k-labels-idx1-ubyte" 9
}
