#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The notebook on the real digits, where bootstrap has fetched them: it runs through and learns what fastai learns.
digits=${XDG_CACHE_HOME:-$HOME/.cache}/fnrepl/data/mnist_png
# shellcheck source=tests/lib.sh
. "${top_srcdir:-.}/tests/lib.sh"
[ -d "$digits" ] || skip "the digits are not in $digits"
mkdir -p "$XDG_CACHE_HOME/fnrepl/data"
ln -s "$digits" "$XDG_CACHE_HOME/fnrepl/data/mnist_png"

"$top_builddir/fnrepl" -n "$top_srcdir/examples/lesson7.fn" >"$work/out" || fail "lesson7.fn fails"
for line in 'ImageList (70000 items)' 'Train: ImageList (60000 items)' 'Valid: ImageList (10000 items)' \
    '(torch.Size([128, 1, 28, 28]), torch.Size([128]))' 'Total params: 12126' 'Total params: 41132'; do
    grep -qxF -- "$line" "$work/out" || fail "lesson7.fn does not print \"$line\""
done

# The last accuracy of each training is that after 3, 10 and 12 epochs.
awk '/^epoch / { n++ } /^[0-9]+ +[0-9.]+ +[0-9.]+ +[01]\.[0-9]+/ { epochs[n] = $1; last[n] = $4 }
     END { for (i = 1; i <= n; i++) print epochs[i], last[i] }' "$work/out" >"$work/accuracies"
cat "$work/accuracies"
awk 'NR == 1 { good += $1 == 3 && $2 > 0.98 } NR == 2 { good += $1 == 10 && $2 > 0.985 } NR == 3 { good += $1 == 12 && $2 > 0.99 }
     END { exit good != 3 || NR != 3 }' "$work/accuracies" || fail "epochs and accuracies: 3 > 0.98, 10 > 0.985, 12 > 0.99 wanted"

# Every instruction set sees the same first losses. (Later ones part on any two of them, as rounding decides which ReLUs let
# through, and Adam's steps are nearly the gradients' signs; HACKING.md has the figures.)
cat >"$work/first.fn" <<'END'
load MNIST
split train=testing valid=testing
label
databunch bs=400
normalize
def conv(ni, nf) = Conv2d(ni, nf, kernel_size=3, stride=2, padding=1)
model = nn.Sequential(
    conv(1, 8), nn.BatchNorm2d(8), nn.ReLU(), conv(8, 16), nn.BatchNorm2d(16), nn.ReLU(),
    conv(16, 32), nn.BatchNorm2d(32), nn.ReLU(), conv(32, 16), nn.BatchNorm2d(16), nn.ReLU(),
    conv(16, 10), nn.BatchNorm2d(10), Flatten()
)
learner model
fit 1 max_lr=0.01
END
for isa in base avx2 avx512; do
    FN_ISA=$isa "$top_builddir/fnrepl" -q -n "$work/first.fn" | awk -v isa="$isa" 'END { print isa, $2 }'
done >"$work/losses"
cat "$work/losses"
awk '!($2 > 1 && $2 < 2) { bad = 1 } NR == 1 { first = $2 } { d = $2 - first; if (d * d > 1e-8) bad = 1 }
     END { exit bad || NR != 3 }' "$work/losses" || fail "train losses of 25 batches differ by more than 1e-4"
