#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bootstrap's usage and what it says where it cannot install; licences; the README's list of packages.
# shellcheck source=tests/lib.sh
. "${top_srcdir:-.}/tests/lib.sh"

# run STATUS ARGUMENT...: bootstrap with these arguments ends with this status; its output is in $work/out
run() {
    wanted=$1
    shift
    status=0
    "$top_srcdir/bootstrap" "$@" </dev/null >"$work/out" 2>&1 || status=$?
    [ "$status" -eq "$wanted" ] || { cat "$work/out"; fail "bootstrap $*: exit status $status, wanted $wanted"; }
}

has() {
    grep -qF -e "$1" "$work/out" || { cat "$work/out"; fail "no \"$1\" in the output"; }
}

run 0
has 'usage: ./bootstrap build'
run 0 --help
has 'usage: ./bootstrap build'
run 2 nonsense
has 'usage: ./bootstrap build'
run 2 check demo
has 'usage: ./bootstrap build'

# A user without rights, on a system where tmux is missing.
mkdir "$work/bin"
cat >"$work/bin/dpkg-query" <<'END'
#!/bin/sh
for name; do :; done
[ "$name" = tmux ] || echo installed
END
printf '#!/bin/sh\necho 1000\n' >"$work/bin/id"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/sudo"
chmod +x "$work"/bin/*
(
    PATH=$work/bin:$PATH
    run 1 build
    has 'apt-get install --no-install-recommends tmux'
)

packages=$(sed -n '/packages() {$/,/^END/p' "$top_srcdir/bootstrap" | awk '/^[a-z][^()]*  / { print $1 }')
[ "$(echo "$packages" | wc -l)" -ge 10 ] || fail "bootstrap's list of packages was not found"
for name in $packages; do
    grep -q "^|.*\<$name\>.*|" "$top_srcdir/README.md" || fail "README.md does not say what the package $name is for"
done

find "$top_srcdir/include" "$top_srcdir/src" "$top_srcdir/tests" "$top_srcdir/examples" "$top_srcdir/bench" \
    -name '*.[ch]' -o -name '*.def' -o -name '*.inc' -o -name '*.sh' -o -name '*.fn' >"$work/files"
[ -s "$work/files" ] || fail "no source file was found"
while read -r file; do
    case ${file#"$top_srcdir"/} in
    include/* | src/engine/*) licence=MIT ;;
    tests/* | bench/*) licence='MIT\|GPL-3.0-or-later' ;;
    *) licence=GPL-3.0-or-later ;;
    esac
    head -n 2 "$file" | grep -q "SPDX-License-Identifier: \($licence\)\( \|\$\)" ||
        fail "$file does not begin with its licence, SPDX-License-Identifier: $licence"
done <"$work/files"
