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
