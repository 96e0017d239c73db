#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What grows with the data and what does not: ten times the digits, ten times the epochs, pixels that are not in memory.
# usage: growth.sh FNREPL MEASURE STREAM
# In fnrepl's cache it makes, and at the end removes, a folder with ten hard links to each digit and their packed file: some
# 700000 names and 1.2 GB.
set -u
here=$(dirname "$0") fnrepl=$1 measure=$2 stream=$3
. "$here/table.sh"

ten=$(mktemp -d "$cache/growth.XXXXXX") || exit 1
trap 'rm -rf "$tmp" "$ten"' EXIT

# load FOLDER, train a basic CNN for EPOCHS; what basic.fn does.
train() {
    sed -e "s|^time load MNIST|time il = ImageList.from_folder('$1', convert_mode='L')|" -e "s|^time fit 3|time fit $2|" \
        "$here/basic.fn" >"$tmp/train.fn"
    run "$tmp/train.fn"
}

# The best of three: images a second loaded and trained, and the lowest peak in MB.
rates() {
    for i in 1 2 3; do
        train "$1" 1
        echo "$(calc "$2 / ($(timed 1) + $(timed 2))") $(calc "$2 / $(timed 3)") $megabytes"
    done | awk '{ if ($1 > l) l = $1; if ($2 > t) t = $2; if (!m || $3 < m) m = $3 } END { print l, t, m }'
}

links() {
    for part in training testing; do
        mkdir "$ten/$part" || exit 1
        for i in 0 1 2 3 4 5 6 7 8 9; do
            cp -al "$digits/$part" "$ten/$part/copy$i" || exit 1
        done
    done
}

images() {
    rates "$digits" 70000 >"$tmp/one" && rates "$ten" 700000 >"$tmp/ten" || exit 1
    read -r load1 fit1 memory1 <"$tmp/one"
    read -r load10 fit10 memory10 <"$tmp/ten"
    row 'load: images a second, 700000 against 70000' '>= 0.9 of it' \
        "$(calc "$load10" %.0f) against $(calc "$load1" %.0f), $(calc "$load10 / $load1" %.2f)" "$load10 >= 0.9 * $load1"
    row 'train and validate: images a second, the same' '>= 0.9 of it' \
        "$(calc "$fit10" %.0f) against $(calc "$fit1" %.0f), $(calc "$fit10 / $fit1" %.2f)" "$fit10 >= 0.9 * $fit1"
    row 'peak resident size, the same' 'at most 10 times' "$memory10 MB against $memory1 MB, $(calc "$memory10 / $memory1" %.1f)" \
        "$memory10 <= 10 * $memory1"
}

epochs() {
    train "$digits" 1
    memory1=$megabytes
    train "$digits" 10
    row 'peak resident size, 10 epochs against 1' 'the same (1 MB)' "$megabytes MB against $memory1 MB" \
        "$megabytes <= $memory1 + 1"
}

# Interference slows one of the two and not the other: the median of three ratios.
streaming() {
    for i in 1 2 3; do
        "$stream" -d "$ten" -f "$ten/packed" >"$tmp/stream" || exit 1
        read -r memory file rest <"$tmp/stream"
        echo "$(calc "$file / $memory") $memory $file $rest"
    done | sort -n >"$tmp/streams"
    [ "$(wc -l <"$tmp/streams")" -eq 3 ] || exit 1
    sed -n 2p "$tmp/streams" >"$tmp/median"
    read -r ratio memory file size left read disk <"$tmp/median"
    row 'train from the packed file, none of it in memory' '>= 0.8 of in memory' \
        "$(calc "$file" %.0f) against $(calc "$memory" %.0f) images/s, $(calc "$ratio" %.2f)" "$ratio >= 0.8"
    echo "  $(calc "$size / 1e6" %.0f) MB file, dropped before each epoch but for $(calc "$left * 100" %.1f) %; read in an" \
        "epoch: $(calc "$read / 1e6" %.0f) MB; the disk alone: $(calc "$disk / 1e6" %.0f) MB/s; training needs" \
        "$(calc "$memory * 784 / 1e6" %.0f) MB/s; ratios of three runs: $(cut -d ' ' -f 1 "$tmp/streams" | tr '\n' ' ')"
}

links
row what target measured
images
epochs
streaming
