#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# starved.sh: somebody at the end of the cable takes addresses, or sends what is no DHCP; a Pi boots all the same.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"
make_cable
# where it would be installed
mount -t tmpfs tmpfs /usr/share
mkdir /usr/share/cableboot
cp "$here/../../conf/pi-mac-prefixes" /usr/share/cableboot

# what is tried here is not how long a kernel takes
truncate -s 1M "$work/boot/kernel-upstream.img"

step 'only Pis: ten thousand others ask, as many that look like Pis, and options up to the last byte'
port=69 serve ifname cab0 dhcp yes
expect on_pi "$dhcp_attack" eth0 discover-as-anybody 10000
expect on_pi "$dhcp_attack" eth0 discover-as-pis 10000
expect on_pi "$dhcp_attack" eth0 giants 3000
expect boot
contains 'booted: '
stop

step 'anybody: others take every address there is'
port=69 serve ifname cab0 dhcp yes clients any
expect on_pi "$dhcp_attack" eth0 take-as-anybody 300
contains 'given 253'
expect boot
contains 'booted: '
stop
finish
