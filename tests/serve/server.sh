# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the scripts of this suite begin with: NAME.sh CABLEBOOT TFTP-FETCH SERVE-LINK CABLEBOOT-LINK SIMULATED-PI ATTACK
# DHCP-ATTACK LOSSY-PROXY. Each runs in a network of its own, as root or as an ordinary user. Exit code 77, with the
# reason: can't run here.

set -u
here=$(dirname -- "$(readlink -f -- "$0")")
PATH=$PATH:/usr/sbin:/sbin

if [ "$1" != inside ]; then
  programs=()
  for program; do programs+=("$(readlink -f -- "$program")"); done
  map=()
  [ "$(id -u)" = 0 ] || map=(--map-root-user --map-auto)
  unshare "${map[@]}" --net --mount true 2>/dev/null \
    || { echo "SKIP: no user namespaces for ordinary users here"; exit 77; }
  exec unshare "${map[@]}" --net --mount --pid --fork --mount-proc --kill-child /bin/bash "$0" inside "${programs[@]}"
fi

cableboot=$2 fetch=$3 serve_link=$4 link=$5 pi=$6 attack=$7 dhcp_attack=$8 lossy_proxy=$9
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

# remembers_little PID [KB]: the most memory that it ever had is within the 6 MB of the design for a hundred transfers,
# or within KB; a build with sanitizers needs more.
remembers_little() {
  local limit=${2:-6000} memory
  grep -q asan "/proc/$1/maps" && limit=120000
  memory=$(awk '/^VmHWM/ { print $2 }' "/proc/$1/status")
  echo "$memory kB of $limit"
  [ "$memory" -le "$limit" ]
}

# make_cable: cab0 here, and at its other end the eth0 of a network in which on_pi runs commands; a boot folder too.
make_cable() {
  unshare --net sleep 1000 &
  far=$!
  while [ "$(readlink /proc/$far/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
  ip link add cab0 type veth peer name eth0 netns $far
  ip address add 10.42.0.1/24 dev cab0
  ip link set cab0 up
  on_pi ip link set eth0 up
  "$here/../lab/pi/make-boot-folder" "$work/boot" >/dev/null 2>&1
  chmod -R a+rX "$work/boot"
}

on_pi() { nsenter --net=/proc/$far/ns/net "$@"; }

# boot [WORD...]: a Pi at the end of the cable, a Pi 4 unless $sequence says otherwise.
sequence=pi4-mainline
boot() {
  on_pi "$pi" --interface eth0 --board "$here/../lab/pi/boards/$sequence.sequence" --folder "$work/boot" "$@"
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
