# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the scripts of this suite begin with: NAME.sh CABLEBOOT TFTP-FETCH SERVE-LINK CABLEBOOT-LINK SIMULATED-PI. Each
# runs in a network of its own, as root or as an ordinary user. Exit code 77, with the reason: can't run here.

set -u
here=$(dirname -- "$(readlink -f -- "$0")")
PATH=$PATH:/usr/sbin:/sbin

if [ "${6:-}" != inside ]; then
  programs=()
  for program in "${@:1:5}"; do programs+=("$(readlink -f -- "$program")"); done
  map=()
  [ "$(id -u)" = 0 ] || map=(--map-root-user --map-auto)
  unshare "${map[@]}" --net --mount true 2>/dev/null \
    || { echo "SKIP: no user namespaces for ordinary users here"; exit 77; }
  exec unshare "${map[@]}" --net --mount --pid --fork --mount-proc --kill-child /bin/bash "$0" "${programs[@]}" inside
fi

cableboot=$1 fetch=$2 serve_link=$3 link=$4 pi=$5
. "$here/../lab/expect.sh"
work=$(mktemp -d /tmp/serve.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
umask 022
mkdir "$work/boot"
ip link set lo up
port=6969 server=''

listens() { ss -Hlun "sport = :$port" | grep -q .; }

# serve [WORD...]: cableboot serve of $work/boot in the background; what it prints is in $work/said.
serve() {
  LC_ALL=C.UTF-8 "$cableboot" serve "$work/boot" port $port user nobody "$@" >"$work/said" 2>"$work/complaints" &
  server=$!
  expect wait-for 5 listens
}

# serve_linked [WORD...]: the same with cableboot-link; events go to $work/said.
serve_linked() {
  "$serve_link" "$link" $port "$work/boot" "$@" >"$work/said" 2>"$work/complaints" &
  server=$!
  expect wait-for 5 grep -q '^ready' "$work/said"
}

said() { grep -q -- "$1" "$work/said"; }

# It leaves at SIGINT, and nothing of it is broken.
stop() {
  kill -INT $server
  wait $server
  equal 0 $?
  equal '' "$(cat "$work/complaints")"
}

stop_linked() {
  kill "$(sed -n 's/^pid //p' "$work/said")"
  wait $server
  equal 143 $?
  equal '' "$(cat "$work/complaints")"
}

# file NAME BYTES
file() { head -c "$2" /dev/urandom >"$work/boot/$1"; }

# fetched NAME: the last client got it whole.
fetched() { expect cmp "$work/boot/$1" "$work/got"; rm -f "$work/got"; }

finish() {
  [ "$failed" = 0 ] || { echo '--- said:'; tail -n 20 "$work/said"; cat "$work/complaints"; }
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
  exit
}
