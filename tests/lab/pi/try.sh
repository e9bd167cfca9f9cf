# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the try-*.sh begin with: NAME.sh SIMULATED-PI FOLDER-OF-THIS-SCRIPT. A veth pair in namespaces of its own, as root or
# as an ordinary user: host0 here, and eth0, which is down, in the namespace pi. Exit code 77, with the reason: can't run
# here.

set -u

program=$(realpath "$1")
here=$(realpath "$2")

skip () {
  echo "SKIP: $1"
  exit 77
}

if [ "${3:-}" != inside ]; then
  for tool in unshare nsenter ip dnsmasq perl; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" > /dev/null || skip "$tool is not installed"
  done
  map=()
  [ "$(id -u)" = 0 ] || map=(--map-root-user --map-auto)
  unshare "${map[@]}" --net --mount true 2> /dev/null \
      || skip "no user namespaces for ordinary users here (try as root; packages util-linux, uidmap)"
  exec unshare "${map[@]}" --net --mount --pid --fork --mount-proc --kill-child \
      bash "$0" "$program" "$here" inside
fi

PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d)
chmod 755 "$work"
server=
failures=0

finish () {
  unserve
  rm -rf "$work"
}

# serve FOLDER [LINE...]: NetworkManager's arguments, the fragment's lines, and LINEs. Lines that
# begin with ! take that line out of the fragment.
serve () {
  local folder=$1 line
  shift
  rm -rf "$work/conf.d" "$work/leases" "$work/log"
  mkdir "$work/conf.d"
  cat > "$work/fragment" << END
enable-tftp=host0
tftp-root=$folder,host0
tftp-no-fail
dhcp-option-force=tag:host0,60,PXEClient
dhcp-option-force=tag:host0,43,06:01:03:0a:04:00:50:58:45:09:17:00:00:14:52:61:73:70:62:65:72:72:79:20:50:69:20:42:6f:6f:74:20:20:20:ff
dhcp-option-force=tag:host0,66,10.42.0.1
dhcp-mac=set:pi,b8:27:eb:*:*:*
dhcp-mac=set:pi,dc:a6:32:*:*:*
dhcp-match=set:pi,97,00:52:50:69:34
dhcp-match=set:pi,97,00:34:69:50:52
dhcp-match=set:pi,97,00:52:50:69:35
dhcp-match=set:pi,97,00:35:69:50:52
dhcp-ignore=tag:host0,tag:!pi
no-ping
END
  for line; do
    case $line in
      !*) grep -v -e "${line#!}" "$work/fragment" > "$work/other"; mv "$work/other" "$work/fragment" ;;
      *) echo "$line" >> "$work/fragment" ;;
    esac
  done
  cp "$work/fragment" "$work/conf.d/cableboot.conf"
  dnsmasq --conf-file=/dev/null --no-hosts --keep-in-foreground --bind-interfaces \
      --except-interface=lo --clear-on-reload --strict-order --listen-address=10.42.0.1 \
      --dhcp-range=10.42.0.10,10.42.0.254,60m --dhcp-lease-max=50 --dhcp-leasefile="$work/leases" \
      --pid-file="$work/pid" --conf-dir="$work/conf.d" --log-dhcp --log-facility="$work/log" &
  server=$!
  for _ in $(seq 200); do
    [ ! -s "$work/pid" ] || return 0
    sleep 0.02
  done
  echo "dnsmasq does not start"
  cat "$work/log"
  exit 1
}

unserve () {
  [ -z "$server" ] || { kill "$server"; wait "$server"; } 2> /dev/null
  server=
  rm -f "$work/pid" "$work/leases"
}

# expect NAME STATUS [ARG...]: runs the Pi.
expect () {
  local name=$1 wanted=$2 status
  shift 2
  nsenter --net=/run/netns/pi "$program" "$@" > "$work/out" 2> "$work/err"
  status=$?
  if [ $status = "$wanted" ]; then
    echo "ok   $name: $(tail -n 1 "$work/out")"
  else
    echo "FAIL $name: exit $status, not $wanted"
    tail -n 20 "$work/out" "$work/err"
    failures=$((failures + 1))
  fi
  addresses=$(ip -n pi -4 -o addr show dev eth0)
  [ -z "$addresses" ] || { echo "FAIL $name: address left: $addresses"; failures=$((failures + 1)); }
}

# line PATTERN: the last run's output has it.
line () {
  grep -q -E -- "$1" "$work/out" "$work/err" && return
  echo "FAIL   no line like: $1"
  cat "$work/out" "$work/err"
  failures=$((failures + 1))
}

# count NUMBER PATTERN
count () {
  local n
  n=$(grep -c -E -- "$2" "$work/out")
  [ "$n" = "$1" ] && return
  echo "FAIL   $n lines, not $1, like: $2"
  failures=$((failures + 1))
}

# logged NUMBER PATTERN: dnsmasq's log since `serve` has so many lines like it.
logged () {
  local n
  n=$(grep -c -E -- "$2" "$work/log")
  [ "$n" = "$1" ] && return
  echo "FAIL   $n lines in the log, not $1, like: $2"
  failures=$((failures + 1))
}

boards=$here/boards
quick=(--dhcp-req-timeout 300 --dhcp-timeout 700 --file-timeout 1500)

trap finish EXIT
mount --make-rprivate /
mount -t tmpfs tmpfs /run && mkdir -p /run/netns || skip "can't mount in the namespace"
ip link set lo up
ip netns add pi
ip link add host0 type veth peer name eth0 netns pi
ip addr add 10.42.0.1/24 dev host0
ip link set host0 up

end () {
  [ $failures = 0 ] || { echo "$failures failures"; exit 1; }
  echo "all as expected"
}
