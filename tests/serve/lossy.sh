#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# lossy.sh: real clients behind a cable that loses, doubles and delays a tenth of all datagrams. All at the same time,
# because each waits for timers.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"

for tool in curl atftp; do
  command -v $tool >/dev/null || { echo "SKIP: $tool is not installed"; exit 77; }
done

lossy_port=7070
file overlay 8000
file kernel 30000
serve
"$lossy_proxy" $lossy_port $port 2>"$work/proxy" &
proxy=$!
cd "$work" || exit 1

# Clients that ask again each second: curl does if it is given three to begin. atftp's own five are longer than the
# server's longest timer, and whatever comes sets its clock anew. It also gives up at an OACK that comes twice.
loaded() {
  local i
  for i in 1 2 3 4 5; do
    atftp --tftp-timeout 1 --option 'timeout 1' --get --local-file "got-$1" "${@:3}" --remote-file "$2" \
      127.0.0.1 $lossy_port && break
  done
}
fetch_all() {
  local clients=()
  curl -sS --connect-timeout 3 --retry 5 --tftp-blksize 1468 "tftp://127.0.0.1:$lossy_port/overlay" -o got-curl &
  clients+=($!)
  curl -sS --connect-timeout 3 --retry 5 "tftp://127.0.0.1:$lossy_port/overlay" -o got-curl-512 &
  clients+=($!)
  loaded atftp overlay --option 'blksize 1468' &
  clients+=($!)
  loaded atftp-4 kernel --option 'blksize 1468' --option 'windowsize 4' &
  clients+=($!)
  loaded atftp-16 kernel --option 'blksize 1024' --option 'windowsize 16' &
  clients+=($!)
  for window in 1 4 16 64; do
    "$fetch" 127.0.0.1 $lossy_port kernel 1468 $window 5 boot/kernel >"result-$window" &
    clients+=($!)
  done
  wait "${clients[@]}"
}

step 'each file comes whole'
fetch_all >clients 2>&1
output=$(cat clients)
for client in curl curl-512 atftp; do expect cmp boot/overlay got-$client; done
for client in atftp-4 atftp-16; do expect cmp boot/kernel got-$client; done
for window in 1 4 16 64; do
  output=$(cat result-$window)
  contains 'whole 5 refused 0 failed 0'
done

kill $proxy
wait $proxy 2>/dev/null
equal '' "$(cat proxy)"
stop
finish
