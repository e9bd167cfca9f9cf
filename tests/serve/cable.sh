#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# cable.sh: DHCP and TFTP of `cableboot serve` over a veth pair: a simulated Pi boots from it.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"

make_cable

step 'a Pi 4 gets its address and every file'
port=69 serve ifname cab0 dhcp yes clients any
expect boot
contains 'booted: '
expect wait-for 2 said '^address   10.42.0.[0-9]* for dc:a6:32:01:09:02'
expect said '^missing   91cdf03d/start4.elf, asked for by 10.42.0.'
expect said '^probed    kernel-upstream.img by 10.42.0.'
expect said '^sent      kernel-upstream.img to 10.42.0.'
stop

# What was sent, probed and missed, in that order: as the Pi in $output says it, and as the server does.
events_of_pi() { sed -nE 's|^(sent\|probe\|missing) ([^ ]*).*|\1 \2|p' <<<"$output"; }
events_of_server() { sed -nE 's|^(sent\|probe\|missing)d? +([^ ,]*).*|\1 \2|p' "$work/said"; }
same_events() { [ "$(events_of_pi)" = "$(events_of_server)" ]; }
# $output stays what it is.
expect_same_events() {
  local of_pi=$output
  wait-for 2 same_events >/dev/null || true
  equal "$(events_of_pi)" "$(events_of_server)"
  output=$of_pi
}

# family KIND SEQUENCE [WORD...]: a Pi boots by SEQUENCE from make-boot-folder's KIND.
family() {
  sequence=$2
  rm -rf "${work:?}/boot"
  "$here/../lab/pi/make-boot-folder" "$work/boot" kernel-bytes 3000000 "$1"
  port=69 serve ifname cab0 dhcp yes clients any
  expect boot "${@:3}"
  contains 'booted: '
  expect_same_events
}

step 'a Pi 3B: its ROM asks without options, confirms no address, answers no ARP and needs a nudge'
family pi3b-32 pi3b-32 --quirk late-frame --quirk three-blanks
contains 'later frame after '
contains 'missing 91cdf03d/start.elf'
refute grep -q '^request ' <<<"$output"
expect said '^sent      kernel7.img to 10.42.0.'
stop

step 'a Pi 3B+, by its serial folder: two rounds of DHCP'
family pi3plus pi3plus-2025
contains 'sent 91cdf03d/initramfs8 3000000 bytes'
stop
step 'the same, by what its config.txt says'
family pi3plus pi3 --client pi3plus
contains 'sent 91cdf03d/initramfs8 3000000 bytes'
stop

step 'a Pi 5, by its serial folder: two slashes in a name'
family pi5-minimal pi5-minimal
contains 'sent 91cdf03d//config.txt'
stop
step 'a Pi 5 of the other stepping, by what its config.txt says'
family pi5-full pi5 --client pi5-d0 --fourcc-order new
contains 'sent overlays/bcm2712d0.dtbo'
stop

sequence=pi4-mainline
rm -rf "${work:?}/boot"
"$here/../lab/pi/make-boot-folder" "$work/boot" >/dev/null

step 'over IPv6, from a link-local address to a link-local address'
port=69 serve ifname cab0
own=$(ip -6 -o address show dev cab0 scope link | sed 's|.*inet6 \(.*\)/.*|\1|')
# an address that is still being tried can't be spoken from
expect wait-for 5 sh -c '! { ip -6 address show; nsenter --net=/proc/'"$far"'/ns/net ip -6 address show; } | grep -q tentative'
expect on_pi curl -sS --max-time 10 "tftp://[$own%25eth0]/kernel-upstream.img" -o "$work/got"
fetched kernel-upstream.img
stop

step 'the same as JSON'
port=69 serve ifname cab0 dhcp yes clients any --json
expect boot
expect wait-for 2 said '"event":"sent","file":"kernel-upstream.img",.*"bytes":25000000,"total":25000000,'
refute grep -v '^{"v":1,"event":"[a-z-]*"[^{}]*}$' "$work/said"
stop

step 'another interface asks and is not heard'
port=69 serve ifname cab0
refute "$fetch" 127.0.0.1 69 config.txt 512 1 1 "$work/boot/config.txt"
stop
finish
