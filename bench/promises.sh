#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the whole program promises: how soon it is there, how much memory it takes, how long until a model is trained.
# usage: promises.sh FNREPL MEASURE PROMPT
set -u
here=$(dirname "$0") fnrepl=$1 measure=$2 prompt=$3
. "$here/table.sh"

start() {
    "$measure" -n 101 -o "$tmp/measured" "$fnrepl" -q -n -c '' || exit 1
    read -r seconds megabytes <"$tmp/measured"
    row "start and end: fnrepl -q -n -c ''" 'under 10 ms' "$(calc "$seconds * 1000" %.1f) ms, $megabytes MB" \
        "$seconds < 0.010"
}

prompt() {
    seconds=$("$prompt" "$fnrepl" -n) || exit 1
    row 'start to prompt on a terminal that answers at once: fnrepl -n' 'under 20 ms' \
        "$(calc "$seconds * 1000" %.1f) ms" "$seconds < 0.020"
}

data='load MNIST
split train=training valid=testing
label
transform rand_pad padding=3 size=28 mode=zeros
databunch bs=128'

resnet='normalize
def conv2(ni, nf): return conv_layer(ni, nf, stride=2)
def conv_and_res(ni, nf): return nn.Sequential(conv2(ni, nf), res_block(nf))
model = nn.Sequential(conv_and_res(1, 8), conv_and_res(8, 16), conv_and_res(16, 32), conv_and_res(32, 16), conv2(16, 10), Flatten())
learner model metrics=accuracy
fit 1 max_lr=0.05'

memory() {
    run -c "$data"
    row 'peak resident size, the digits in a databunch' 'under 120 MB' "$megabytes MB" "$megabytes < 120"
    run -c "$data
$resnet"
    row 'peak resident size, Resnet-ish trained' 'under 200 MB' "$megabytes MB" "$megabytes < 200"
}

# The shares of the time are those of the run with the median time.
cold() {
    for i in 1 2 3 4 5; do
        run "$here/basic.fn"
        echo "$seconds $(timed 3) $(accuracy)"
    done | sort -n | sed -n 3p >"$tmp/cold"
    read -r all fit reached <"$tmp/cold" || exit 1
    row 'start, 70000 PNG files (cached), basic CNN, 3 epochs' 'under 3 s' "$(calc "$all" %.2f) s, accuracy $reached" \
        "$all < 3"
    row '  of this, training' 'less than half' "$(calc "$fit" %.2f) s, $(calc "$fit / $all * 100" %.0f) %" \
        "$fit < $all / 2"
}

fast() {
    for seed in 1 2 3 4 5; do
        run --seed "$seed" "$here/../examples/fast.fn"
        fit=$(timed 1) reached=$(accuracy)
        row "examples/fast.fn, seed $seed: accuracy, time of fit" '>= 0.99, under 1 s' "$reached, $fit s" \
            "$reached >= 0.99 && $fit < 1"
    done
}

row what target measured
start
prompt
memory
cold
fast
