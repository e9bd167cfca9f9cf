# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For scripts WATCH-CABLE CABLEBOOT-LINK SIMULATED-PI: a veth pair in namespaces of their own, with our end here and a
# Pi's at the other one. Runs as root and as an ordinary user. Exit code 77, with the reason: can't run here. Source it
# first; end with leave.

set -u
launcher=$(realpath "$1") link=$(realpath "$2") pi=$(realpath "$3")
here=$(dirname -- "$(readlink -f -- "$0")")
PATH=$PATH:/usr/sbin:/sbin

if [ "${4:-}" != inside ]; then
  for tool in unshare nsenter ip dnsmasq nft; do
    command -v "$tool" >/dev/null || { echo "SKIP: $tool is not installed"; exit 77; }
  done
  map=()
  [ "$(id -u)" = 0 ] || map=(--map-root-user --map-auto)
  unshare "${map[@]}" --net --mount true 2>/dev/null \
    || { echo "SKIP: no user namespaces for ordinary users here"; exit 77; }
  exec unshare "${map[@]}" --net --mount --pid --fork --mount-proc --kill-child /bin/bash "$0" "$@" inside
fi

. "$here/../lab/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
ip link set lo up
unshare --net sleep 1000 &
far=$!
watcher='' server='' watching_user=nobody told=/dev/null

# on_pi CMD...: at the other end of the cable, whose interface is eth0.
on_pi() { nsenter --net=/proc/"$far"/ns/net "$@"; }
while [ "$(readlink /proc/"$far"/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done

# cable: a new one. Our end is cab0 with 10.42.0.1/24, the other end is eth0; both are up.
cable() {
  ip link delete cab0 2>/dev/null
  ip link add cab0 type veth peer name eth0 netns "$far"
  ip address add 10.42.0.1/24 dev cab0
  ip link set cab0 up
  on_pi ip link set eth0 up
}

# watch guard|look [wire|told [FOLDER [WORD...]]]: begins to watch as $watching_user; events go to $work/events. What
# is told comes from $told.
watch() {
  "$launcher" "$link" "$watching_user" cab0 10.42.0.1 "$1" "${2:-wire}" "${3:-}" "${@:4}" prefix dc:a6:32 \
    <"$told" >"$work/events" 2>"$work/complaints" &
  watcher=$!
  expect wait-for 2 grep '^ready$' "$work/events"
}

seen() { grep -q "$1" "$work/events"; }
seen_times() { [ "$(grep -c "$1" "$work/events")" = "$2" ]; }

# Its end is asked for at the process itself, which runs in a sandbox.
stop_watch() {
  kill "$(sed -n 's/^pid //p' "$work/events")"
  wait "$watcher"
  equal '' "$(cat "$work/complaints")"
}

# serve here|there FIRST,LAST [OPTION...]: a dnsmasq at our end or at the other one.
serve() {
  local where=() interface=cab0
  [ "$1" = here ] || { where=(on_pi) interface=eth0; }
  rm -f "$work/leases"
  "${where[@]}" dnsmasq --conf-file=/dev/null --no-hosts --no-resolv --port=0 --bind-interfaces --keep-in-foreground --log-facility=- \
    --interface="$interface" --dhcp-range="$2,60m" --dhcp-leasefile="$work/leases" --pid-file= --user=root \
    "${@:3}" >"$work/server.log" 2>&1 &
  server=$!
  expect wait-for 3 grep 'DHCP, IP range' "$work/server.log"
}

unserve() {
  kill "$server"
  wait "$server" 2>/dev/null
  server=''
}

# A client that asks for an address once.
ask() {
  on_pi "$pi" --interface eth0 --dhcp-only --dhcp-timeout "${MS:-1500}" "$@" >"$work/client.log" 2>&1
}

leave() {
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
}
