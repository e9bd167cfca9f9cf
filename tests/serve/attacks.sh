#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# attacks.sh: what hostile clients try, against the running server.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"

printf abc >"$work/boot/config.txt"
file kernel 2000000
echo secret >"$work/secret"
mkdir "$work/boot/sub"
ln -s .. "$work/boot/up"

serve_linked
worker=$(sed -n 's/^pid //p' "$work/said")
# what is slow goes on beside the others
"$attack" 127.0.0.1 $port amplification >"$work/amplified" 2>&1 &
amplifier=$!

for name in traversal name-lengths malformed options option-flood foreign-port request-again \
  ack-of-the-future error-storm; do
  step "$name"
  expect "$attack" 127.0.0.1 $port $name
done

step 'amplification: one datagram, and one for each timer, to whoever does not answer'
wait $amplifier
equal 0 $?
equal '' "$(cat "$work/amplified")"

step 'a flood of requests: clients of other addresses are served meanwhile, and memory stays bounded'
"$attack" 127.0.0.1 $port request-flood >"$work/flooded" 2>&1 &
flooder=$!
sleep 0.3
expect "$fetch" 127.0.0.1 $port kernel 1468 1 4 "$work/boot/kernel" 4
contains 'whole 4 refused 0 failed 0'
wait $flooder
equal 0 $?
expect remembers_little "$worker"
stop_linked

step 'what a terminal would obey is escaped, with and without UTF-8'
for locale in C.UTF-8 C; do
  LC_ALL=$locale "$cableboot" serve "$work/boot" port $port user nobody >"$work/said" 2>"$work/complaints" &
  server=$!
  expect wait-for 5 listens
  expect "$attack" 127.0.0.1 $port terminal
  expect wait-for 2 eval '[ "$(grep -c "^missing\|^refused" "$work/said")" = 9 ]'
  refute env LC_ALL=C grep -n '[[:cntrl:]]' "$work/said"
  expect iconv -f UTF-8 -t UTF-8 "$work/said"
  # the C1 controls, and what turns the direction of writing
  refute env LC_ALL=C grep -n "$(printf '\302\233\|\342\200\256')" "$work/said"
  stop
done

finish
