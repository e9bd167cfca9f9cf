#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# crowd.sh: a thousand transfers at once, memory and CPU time while idle.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"

file overlay 20000
file kernel 2000000
serve_linked
worker=$(sed -n 's/^pid //p' "$work/said")

step 'a hundred clients, in lock-step and in windows: memory stays within its bound'
for window in 1 16; do
  expect "$fetch" 127.0.0.1 $port kernel 1468 $window 100 "$work/boot/kernel" 8
  contains 'whole 100 refused 0 failed 0'
done
expect remembers_little "$worker"

step 'a thousand clients of eight addresses: each file comes whole'
expect "$fetch" 127.0.0.1 $port overlay 512 1 1000 "$work/boot/overlay" 8
contains 'whole 1000 refused 0 failed 0'

step 'of one address: whole, or refused with an ERROR'
expect "$fetch" 127.0.0.1 $port overlay 512 1 1000 "$work/boot/overlay"
contains 'failed 0'
refute grep -q 'whole 0 ' <<<"$output"

step 'more than there are places: none without an answer'
expect "$fetch" 127.0.0.1 $port kernel 1468 1 1500 "$work/boot/kernel" 64
contains 'failed 0'

step 'memory stays bounded: what is read ahead for each place is 17 MB in all; an idle server takes no time'
expect remembers_little "$worker" 24000
before=$(awk '{ print $14 + $15 }' "/proc/$worker/stat")
sleep 2
equal "$before" "$(awk '{ print $14 + $15 }' "/proc/$worker/stat")"
stop_linked
finish
