#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# watch.sh WATCH-CABLE CABLEBOOT-LINK SIMULATED-PI: cableboot-link watches a veth pair in namespaces of its own, with
# a real dnsmasq as the office's server or as ours.

set -u
. "$(dirname -- "$(readlink -f -- "$0")")/cable.sh"

step 'an office server without ping check answers the first probe: reported at once, and asked no more'
cable
on_pi ip address add 192.168.7.1/24 dev eth0
serve there 192.168.7.100,192.168.7.200 --no-ping
watch guard
expect wait-for 2 seen '^foreign-server 192.168.7.1 offered 192.168.7.[12].* router 192.168.7.1 mac '
sleep 3.5
expect seen_times '^foreign-server' 1
expect seen_times '^probe-due$' 1
refute grep -E 'DHCPREQUEST|DHCPACK' "$work/server.log"
equal '' "$(cat "$work/leases" 2>/dev/null)"
refute seen '^\(stranger\|board\)'
stop_watch
unserve

step 'one with its ping check answers after three seconds'
cable
on_pi ip address add 192.168.7.1/24 dev eth0
serve there 192.168.7.100,192.168.7.200
watch guard
expect wait-for 5 seen '^foreign-server 192.168.7.1 '
expect seen_times '^foreign-server' 1
stop_watch

step 'without the guard nothing is sent; an offer to somebody else is seen all the same'
watch look
sleep 1.2
refute seen '^probe-due$'
refute seen '^foreign-server'
unserve
on_pi ip link add other type veth peer name port
for port in eth0 port; do on_pi ip link set "$port" up; done
on_pi ip link add office type bridge
for port in eth0 port other office; do on_pi ip link set "$port" up; done
on_pi ip address flush dev eth0
on_pi ip address add 192.168.7.1/24 dev office
for port in eth0 port; do on_pi ip link set "$port" master office; done
on_pi dnsmasq --conf-file=/dev/null --no-hosts --no-resolv --port=0 --bind-interfaces --keep-in-foreground --no-ping \
  --log-facility=- --interface=office --dhcp-range=192.168.7.100,192.168.7.200,60m --dhcp-leasefile="$work/leases" --pid-file= \
  --user=root --dhcp-broadcast >"$work/server.log" 2>&1 &
server=$!
expect wait-for 3 grep 'DHCP, IP range' "$work/server.log"
on_pi "$pi" --interface other --mac 00:11:22:33:44:55 --client pc --dhcp-only --dhcp-timeout 1500 \
  >"$work/client.log" 2>&1
expect wait-for 2 seen "^stranger 00:11:22:33:44:55 class 'PXEClient"
expect wait-for 2 seen '^foreign-server 192.168.7.1 '
refute seen '^probe-due$'
stop_watch
unserve
on_pi ip link delete office
on_pi ip link delete port

step 'our own server is nobody else; a Pi is a board, a PC is a stranger, each once'
cable
serve here 10.42.0.10,10.42.0.99 --no-ping --dhcp-option-force=66,10.42.0.1 --enable-tftp --tftp-root="$work"
watch guard
ask --mac dc:a6:32:01:02:03 --serial 91cdf03d
on_pi ip address flush dev eth0
ask --mac dc:a6:32:01:02:03 --serial 91cdf03d
expect wait-for 2 seen '^board dc:a6:32:01:02:03 serial 91cdf03d revision '
expect seen_times '^board' 1
on_pi ip address flush dev eth0
ask --mac 00:11:22:33:44:55 --client pc
expect wait-for 2 seen "^stranger 00:11:22:33:44:55 class 'PXEClient"
expect seen_times '^stranger' 1
expect wait-for 5 seen_times '^probe-due$' 3
refute seen '^foreign-server'

step 'a request for a file that is answered, and one to a port where nobody listens any more'
on_pi ip address add 10.42.0.200/24 dev eth0
request_file() {
  on_pi perl -MSocket -e 'socket (my $s, AF_INET, SOCK_DGRAM, 0) or die;
    send ($s, "\0\1config.txt\0octet\0", 0, sockaddr_in (69, inet_aton ("10.42.0.1"))) or die'
}
expect request_file
sleep 4.5 # longer than an offer or an answer is waited for
refute seen unanswered
unserve
expect request_file
expect wait-for 4 seen '^request-unanswered .* 10.42.0.200$'
stop_watch

step 'the firewall drops what comes in: the tap hears the board, and that nobody answers it'
cable
serve here 10.42.0.10,10.42.0.99 --no-ping
nft -f - <<'END'
table inet closed {
  chain input { type filter hook input priority 0; policy drop; }
}
END
watch look
MS=1000 ask --mac dc:a6:32:01:02:04
expect wait-for 2 seen '^board dc:a6:32:01:02:04 '
refute seen unanswered
expect wait-for 6 seen '^discover-unanswered dc:a6:32:01:02:04$'
nft delete table inet closed

step 'the link goes down and comes up again: it still hears'
ip link set cab0 down
ip link set cab0 up
MS=1000 ask --mac dc:a6:32:01:02:05
expect wait-for 2 seen '^board dc:a6:32:01:02:05 '

step 'who it is'
watched=$(sed -n 's/^pid //p' "$work/events")
status=$(cat /proc/"$watched"/status)
for line in 'NoNewPrivs:	1' 'Seccomp:	2' 'CapEff:	0000000000000000' 'CapBnd:' 'Groups:	 $'; do
  output=$status
  expect grep "^$line" /proc/"$watched"/status
done
equal '65534 65534 65534 65534' "$(sed -n 's/^Uid:\t//p' /proc/"$watched"/status | tr '\t' ' ')"
equal '1 2 3' "$(ls /proc/"$watched"/fd | sort -n | xargs)"
sed -n 's/^Vm\(RSS\|Peak\)/&/p' /proc/"$watched"/status

step 'it ends when nobody reads any more'
kill -KILL "$watcher"
wait "$watcher" 2>/dev/null
ended() { [ ! -d /proc/"$1" ] || grep -q '^State:.Z' /proc/"$1"/status; }
expect wait-for 2 ended "$watched"
unserve
leave
