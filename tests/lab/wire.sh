# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What really was on the wire: a case sources this file after expect.sh, and takes one capture at a time. What must not
# have been there is only worth asking for beside something that was.

# wire_begin IFACE: captures what passes IFACE from now on.
wire_begin() {
  rm -f /run/lab/wire.pcap
  tcpdump -i "$1" -n -U --immediate-mode -w /run/lab/wire.pcap 2>/run/lab/wire.log &
  wire=$!
  expect wait-for 5 grep -q listening /run/lab/wire.log
}

wire_end() {
  sleep 0.2
  kill "$wire"
  wait "$wire" 2>/dev/null
}

# wire_shows FILTER: the captured packets that tcpdump's FILTER lets through, one a line.
wire_shows() {
  tcpdump -n -t -r /run/lab/wire.pcap "$1" 2>/run/lab/wire.log || echo "no capture: $(cat /run/lab/wire.log)"
}

# wire_has FILTER, wire_lacks FILTER: a packet like that was on the wire; none was.
wire_has() {
  output=$(wire_shows "$1")
  if [[ $output == ?* && $output != 'no capture'* ]]; then pass; else fail "not on the wire: $1"; fi
}

wire_lacks() {
  output=$(wire_shows "$1")
  if [ -z "$output" ]; then pass; else fail "on the wire: $1"; fi
}

# what only a DHCP or TFTP server of this machine sends on IFACE, as a filter
served_by() {
  echo "ether src $(cat "/sys/class/net/$1/address") and (src port 67 or src port 69 or src port 4011)"
}
