#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# clients.sh: real TFTP clients read files of every awkward length from `cableboot serve`.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"

for tool in curl tftp atftp busybox; do
  command -v $tool >/dev/null || { echo "SKIP: $tool is not installed"; exit 77; }
done

file small 3
file empty 0
file block 512
file multiple 5120
file kernel 33000000
file over 33554432 # 65,536 blocks of 512 and an empty one
serve
cd "$work" || exit 1

# one_each CLIENT FILE: in a subshell, into $work/got.
one_each() {
  rm -f got
  case $1 in
  curl) curl -sS "tftp://127.0.0.1:$port/$2" -o got ;;
  curl-1468) curl -sS --tftp-blksize 1468 "tftp://127.0.0.1:$port/$2" -o got ;;
  curl-plain) curl -sS --tftp-no-options "tftp://127.0.0.1:$port/$2" -o got ;;
  tftp) tftp -m binary 127.0.0.1 $port -c get "$2" got ;;
  atftp) atftp --get --remote-file "$2" --local-file got 127.0.0.1 $port ;;
  atftp-window) atftp --option 'blksize 1468' --option 'windowsize 16' --get --remote-file "$2" --local-file got \
    127.0.0.1 $port ;;
  busybox) busybox tftp -g -r "$2" -l got 127.0.0.1 $port ;;
  busybox-1468) busybox tftp -b 1468 -g -r "$2" -l got 127.0.0.1 $port ;;
  esac
  # curl makes no file for nothing
  [ -e got ] || : >got
}

for client in curl curl-1468 curl-plain tftp atftp atftp-window busybox busybox-1468; do
  step "$client"
  for name in small empty block multiple kernel over; do
    [ "$client $name" = 'curl-plain over' ] && continue # rolls over neither
    expect one_each $client $name
    fetched $name
  done
done

step 'netascii: line ends become CR LF'
printf 'a\nb\rc\n' >boot/text
tftp -m ascii 127.0.0.1 $port -c get text got
fetched text
expect curl -sS "tftp://127.0.0.1:$port/text;mode=netascii" -o got

step 'what is not there; what was sent'
refute curl -sS "tftp://127.0.0.1:$port/nothing" -o got
expect wait-for 2 said '^missing   nothing, asked for by 127.0.0.1'
expect said '^sent      kernel to 127.0.0.1: 33.0.MB in '
stop
finish
