#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# try-dnsmasq.sh SIMULATED-PI FOLDER-OF-THIS-SCRIPT
#
# Boots the simulated Pi from a real dnsmasq, and checks exit codes and lines: all boards, then what must fail.

. "$2/try.sh"

for kind in mainline ubuntu prefix pi3b-32 pi3plus pi5-minimal pi5-full; do
  "$here/make-boot-folder" "$work/$kind" kernel-bytes 5000000 $kind || exit 1
done

# The cable

expect "cable out" 2 "${quick[@]}" --offers-only
line '^no link$'
ip -n pi link set eth0 up

# Boards

serve "$work/mainline"
expect "mainline" 0 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line '^offer from 10\.42\.0\.1 address 10\.42\.0\.[0-9]+ after [0-9]+ ms$'
line '^lease 10\.42\.0\.[0-9]+/24 router 10\.42\.0\.1 tftp 10\.42\.0\.1 \(option 66\)$'
line '^missing 91cdf03d/start4\.elf$'
line '^missing 91cdf03d/start\.elf$'
line '^prefix none$'
line '^missing recovery\.elf$'
line '^probe kernel-upstream\.img 5000000 bytes$'
line '^sent kernel-upstream\.img 5000000 bytes [0-9.]+ s [0-9.]+ MB/s$'
line '^booted: 10 files, 728[0-9]+ bytes, dhcp [0-9]+ ms, tftp [0-9]+ ms, total [0-9]+ ms$'
count 4 '^sent config\.txt '
grep -q "vendor class: PXEClient:Arch:00000:UNDI:002001" "$work/log" || { echo "FAIL vendor class"; failures=1; }
expect "block size 1468" 0 --block-size 1468 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
expect "block size 512" 0 --block-size 512 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
expect "unknown MAC, known by option 97" 0 --mac 02:00:00:00:00:01 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
expect "the same, other byte order" 0 --fourcc-order new --mac 02:00:00:00:00:01 --dhcp-only
expect "a PC is not served" 2 "${quick[@]}" --client pc
expect "nor any other client" 2 "${quick[@]}" --client plain
unserve

serve "$work/ubuntu"
expect "ubuntu" 0 --board "$boards/pi4-2020-ubuntu.sequence" --folder "$work/ubuntu"
count 3 '^sent usercfg\.txt 0 bytes'
line '^missing armstub8-gic\.bin$'
line '^probe vmlinux 5000000 bytes$'
expect "the same by its config.txt" 0 --board "$boards/pi4-2020.sequence" --folder "$work/ubuntu"
line '^missing armstub8-gic\.bin$'
line '^sent vmlinux 5000000 bytes'
expect "another board's folder" 3 --board "$boards/pi4-mainline.sequence" --folder "$work/ubuntu"
line '^missing bcm2711-rpi-4-b-UPSTREAM\.dtb$'
unserve

serve "$work/prefix"
expect "prefix" 0 --board "$boards/pi4-prefix.sequence" --folder "$work/prefix"
line '^prefix 91cdf03d/$'
line '^sent 91cdf03d/overlays/overlay_map\.dtb 6144 bytes'
count 3 '^probe 91cdf03d/RPI_EFI\.fd 5000000 bytes$'
expect "prefix, another serial" 3 --serial 10000000ABCD1234 --board "$boards/pi4-prefix.sequence" --folder "$work/prefix"
line '^missing abcd1234/start4\.elf$'
line '^missing config\.txt$'
unserve

# Other families than the Pi 4

serve "$work/pi5-minimal"
expect "Pi 5, prefix" 0 --board "$boards/pi5-minimal.sequence" --folder "$work/pi5-minimal"
line '^prefix 91cdf03d/$'
line '^sent 91cdf03d//config\.txt [0-9]+ bytes'
line '^missing 91cdf03d//cmdline\.txt$'
line '^missing 91cdf03d/bcm2712-rpi-5-b\.dtb$'
count 2 '^sent 91cdf03d//config\.txt '
for order in old new; do
  expect "Pi 5, known by option 97 ($order)" 0 --client pi5 --fourcc-order $order --mac 02:00:00:00:00:05 --dhcp-only
done
expect "before 2020-03 there is no FourCC" 2 "${quick[@]}" --client pi4 --fourcc-order none --mac 02:00:00:00:00:05 --dhcp-only
expect "Pi 5, no such folder" 3 --serial 12345678 --board "$boards/pi5-minimal.sequence" --folder "$work/pi5-minimal"
line '^missing 12345678/config\.txt$'
line '^prefix none$'
line '^missing config\.txt$'
expect "Pi 5, named by its MAC" 3 --prefix mac --board "$boards/pi5-minimal.sequence" --folder "$work/pi5-minimal"
line '^missing d8-3a-dd-01-09-02/config\.txt$'
expect "Pi 5, named by a text" 0 --prefix text:91cdf03d/ --board "$boards/pi5-minimal.sequence" --folder "$work/pi5-minimal"
unserve
serve "$work/pi5-full"
expect "Pi 5, D0, root folder" 0 --board "$boards/pi5-full.sequence" --folder "$work/pi5-full"
line '^missing 91cdf03d/config\.txt$'
line '^prefix none$'
line '^sent overlays/bcm2712d0\.dtbo 1073 bytes'
count 1 '^request '
expect "the same by its config.txt" 0 --client pi5-d0 --board "$boards/pi5.sequence" --folder "$work/pi5-full"
line '^sent initramfs_2712 3000000 bytes'
line '^sent overlays/vc4-kms-v3d-pi5\.dtbo'
unserve

serve "$work/pi3plus"
expect "Pi 3B+ of 2025" 0 --board "$boards/pi3plus-2025.sequence" --folder "$work/pi3plus"
count 2 '^discover$'
count 0 '^request '
line '^sent bootcode\.bin 52476 bytes'
line '^prefix 91cdf03d/$'
count 3 '^probe 91cdf03d/initramfs8 3000000 bytes$'
count 0 '^no options '
logged 2 'DHCPOFFER'
logged 0 'DHCPREQUEST|DHCPACK'
expect "Pi 3B+ of 2022" 0 --board "$boards/pi3plus-2022.sequence" --folder "$work/pi3plus"
expect "the same by its config.txt" 0 --client pi3plus --board "$boards/pi3.sequence" --folder "$work/pi3plus"
line '^sent 91cdf03d/initramfs8 3000000 bytes'
line '^sent 91cdf03d/overlays/vc4-kms-v3d\.dtbo'
expect "Pi 3B+, another serial" 3 --serial 0badcafe --board "$boards/pi3plus-2025.sequence" --folder "$work/pi3plus"
line '^sent bootcode\.bin 52476 bytes'
line '^missing 0badcafe/start\.elf$'
unserve

serve "$work/pi3b-32"
expect "Pi 3B" 0 --quirk three-blanks --board "$boards/pi3b-32.sequence" --folder "$work/pi3b-32"
count 2 '^lease 10\.42\.0\.[0-9]+/24 router [0-9.]+ tftp 10\.42\.0\.1 \(option 43, source of the offer\)$'
line '^missing 91cdf03d/start\.elf$'
line '^prefix none$'
line '^probe kernel8\.img 65536 bytes$'
line '^sent kernel7\.img 5000000 bytes'
logged 2 '653460281 DHCPOFFER' # its transaction number is always the same
expect "Pi 2B with the same ROM" 0 --client pi2 --dhcp-only
expect "ROM of the 3B: nothing follows the offer" 2 "${quick[@]}" --quirk late-frame --client pi3 --dhcp-only
line '^offer lost: no later frame within 1000 ms$'
perl -MSocket -e 'socket (S, AF_INET, SOCK_DGRAM, 0); setsockopt (S, SOL_SOCKET, SO_BROADCAST, 1);
  for (1 .. 50) { send (S, "x", 0, sockaddr_in (9, inet_aton ("10.42.0.255"))); select (undef, undef, undef, 0.1) }' &
expect "ROM of the 3B: while there are broadcasts" 0 --quirk late-frame --client pi3 --dhcp-only
line '^later frame after [0-9]+ ms$'
unserve

# What the ROM takes for its server: the last of both options (pi-netboot.md 2.1)
serve "$work/pi3b-32" '!host0,43,'
expect "ROM: option 66 alone" 0 --client pi3 --dhcp-only
line 'tftp 10\.42\.0\.1 \(option 66\)$'
unserve
serve "$work/pi3b-32" '!host0,43,' '!host0,66,' 'dhcp-option-force=43,Raspberry Pi Boot'
expect "ROM: text without blanks" 0 --client pi3 --dhcp-only
line 'tftp 10\.42\.0\.1 \(option 43, source of the offer\)$'
expect "ROM that wants the blanks" 2 "${quick[@]}" --quirk three-blanks --client pi3 --dhcp-only
line '^refused offer: option 43 does not contain "Raspberry Pi Boot   " with its blanks'
unserve
serve "$work/pi3b-32" '!host0,43,' '!host0,66,'
expect "ROM: siaddr alone" 2 "${quick[@]}" --client pi3plus --dhcp-only
line '^refused offer: siaddr alone is not enough'
unserve

# What ends a boot, and what begins it again

cp -r "$work/mainline" "$work/taken"
cp "$work/mainline/fixup4.dat" "$work/taken/recovery.elf"
serve "$work/taken"
expect "recovery.elf" 6 --board "$boards/pi4-mainline.sequence" --folder "$work/taken"
line '^taken over by recovery\.elf$'
count 0 '^stage start4\.elf$'
mv "$work/taken/config.txt" "$work/taken/later"
rm "$work/taken/recovery.elf"
(sleep 0.4; mv "$work/taken/later" "$work/taken/config.txt") &
expect "config.txt comes while it tries again" 0 --retries 3 --retry-delay 500 --board "$boards/pi4-mainline.sequence" --folder "$work/taken"
count 1 '^retry in 500 ms$'
count 2 '^discover$'
unserve

# Files that are not as they should be

cp -r "$work/mainline" "$work/altered"
printf x | dd of="$work/altered/kernel-upstream.img" bs=1 seek=3000000 conv=notrunc status=none
serve "$work/altered"
expect "one byte altered" 4 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line '^differs kernel-upstream\.img: byte 3000000 is 78 from the server, [0-9a-f]+ in the folder$'
truncate -s 4999999 "$work/altered/kernel-upstream.img"
expect "one byte too few" 4 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line '^differs kernel-upstream\.img: tsize: 4999999 from the server, 5000000 in the folder$'
chmod 0 "$work/altered/kernel-upstream.img"
expect "kernel not readable" 5 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line '^refused kernel-upstream\.img: error 2 '
rm "$work/altered/kernel-upstream.img"
expect "kernel missing" 3 --board "$boards/pi4-mainline.sequence" --folder "$work/altered"
line 'required file kernel-upstream\.img is missing$'
expect "kernel missing at the server only" 3 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line '^missing kernel-upstream\.img \(the folder has it\)$'
truncate -s 68000000 "$work/altered/kernel-upstream.img"
expect "68 MB, roll-over yes" 0 --roll-over yes --board "$boards/pi4-mainline.sequence" --folder "$work/altered"
line '^sent kernel-upstream\.img 68000000 bytes'
expect "68 MB, roll-over no" 5 --board "$boards/pi4-mainline.sequence" --folder "$work/altered"
line '^failed kernel-upstream\.img: block counter ended at 65535'
expect "68 MB, larger blocks" 0 --block-size 1468 --board "$boards/pi4-mainline.sequence" --folder "$work/altered"
unserve

# Offers

expect "no server" 2 "${quick[@]}" --offers-only
count 3 '^discover$'
serve "$work/mainline" 'dhcp-ignore=tag:host0'
expect "everybody ignored" 2 "${quick[@]}" --offers-only
unserve
serve "$work/mainline" '!97,'
expect "stranger MAC ignored" 2 "${quick[@]}" --mac 02:00:00:00:00:01 --offers-only
unserve
serve "$work/mainline" '!60,PXEClient' '!host0,43,' '!host0,66,'
expect "siaddr alone" 2 "${quick[@]}" --offers-only
line '^refused offer: siaddr alone is not enough'
line 'simulated-pi: offer from 10\.42\.0\.1 refused: siaddr alone'
unserve
serve "$work/mainline" '!host0,43,' '!host0,66,' 'dhcp-option-force=66,server.lan'
expect "option 66 is a name" 2 "${quick[@]}" --offers-only
line '^refused offer: option 66 is not an address in dotted form$'
unserve
serve "$work/mainline" '!host0,66,'
expect "option 43 alone" 0 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line 'tftp 10\.42\.0\.1 \(option 43\)$'
unserve
serve "$work/mainline" '!host0,43,'
expect "option 66 alone" 0 "${quick[@]}" --dhcp-only --print-options
# dnsmasq ends the text with a NUL; the Pi has to live with it.
line '^reply offer option 66 31302e34322e302e3100$'
line '^reply ack option 60 505845436c69656e74$'
unserve
serve "$work/mainline" '!dhcp-ignore'
expect "a PC, handshake" 0 "${quick[@]}" --client pc
grep '^reply' "$work/out" > "$work/first"
expect "the same again" 0 "${quick[@]}" --client pc
grep '^reply' "$work/out" | cmp - "$work/first" || failures=$((failures + 1))
expect "any client, offer only" 0 "${quick[@]}" --client plain --offers-only
count 0 '^reply ack'
unserve

# Other TFTP servers than dnsmasq: without blksize, none at all, and with bad habits

serve "$work/mainline" tftp-no-blocksize
expect "OACK without blksize" 0 --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
unserve
serve "$work/mainline" '!enable-tftp'
expect "no TFTP server" 5 "${quick[@]}" --board "$boards/pi4-mainline.sequence" --folder "$work/mainline"
line '^timeout config\.txt: time limit of 1500 ms'

# begin_odd HABIT
begin_odd () {
  : > "$work/odd"
  "$here/odd-server" 10.42.0.1 "$work/odd-files" "$1" > "$work/odd" 2>&1 &
  odd=$!
  for _ in $(seq 100); do
    [ -s "$work/odd" ] && break
    sleep 0.02
  done
}

# habit NAME STATUS [ARG...]: boots from the odd server.
habit () {
  local name=$1 wanted=$2
  shift 2
  begin_odd "$name"
  expect "odd server: $name" "$wanted" "$@" --block-size 1024 \
      --board "$work/odd.sequence" --folder "$work/odd-files"
  kill "$odd" 2> /dev/null || { echo "FAIL odd-server ended"; cat "$work/odd"; failures=$((failures + 1)); }
  wait "$odd" 2> /dev/null
}

mkdir "$work/odd-files"
cp "$work/mainline/fixup4.dat" "$work/odd-files/data"
: > "$work/odd-files/empty"
printf '%s\n' 'optional fetch absent' 'fetch empty' 'probe-fetch data' > "$work/odd.sequence"

habit plain 0
line '^no options from the server for data$'
line '^probe data unknown bytes$'
line '^sent data 5399 bytes'
habit repeats 0
line '^sent data 5399 bytes'
habit apprentice 0
habit second-port 0
habit loses 0 --file-timeout 10000
line '^repeated [0-9]+ packets for data$'
habit extra-option 5
line '^failed empty: OACK with an option that was not asked for$'
habit large-block 5
line '^failed empty: blksize of the OACK is out of range$'
cp "$work/odd-files/data" "$work/odd-files/empty"
habit short-tsize 4
line '^differs empty: tsize: 5398 from the server, 5399 in the folder$'
habit silent 5 --file-timeout 1500
line '^timeout empty: time limit of 1500 ms, after 2048 bytes$'
# What times out counts as absent.
: > "$work/odd-files/empty"
printf '%s\n' 'optional fetch data' 'fetch empty' > "$work/odd.sequence"
habit silent 0 --file-timeout 500
line '^timeout data: time limit of 500 ms'
line '^sent empty 0 bytes'
printf '%s\n' 'options none' 'fetch data' 'options tsize' 'probe-fetch data' > "$work/odd.sequence"
habit plain 0
count 2 '^no options from the server for data$'
habit repeats 0
line '^probe data 5399 bytes$'
count 2 '^sent data 5399 bytes'
habit unasked 5
line '^failed data: OACK, and no option was asked for$'
echo 'probe data' > "$work/odd.sequence"
sed -i '1i options tsize' "$work/odd.sequence"
habit unasked 5
line '^failed data: OACK with an option that was not asked for$'

# arp ROUND WANTED: what the neighbour entry of a Pi in that round of DHCP becomes, while a transfer hangs.
arp () {
  local address boot state
  printf '%s\n' "dhcp $1" 'fetch data' > "$work/odd.sequence"
  begin_odd silent
  nsenter --net=/run/netns/pi "$program" --client pi3 --file-timeout 2500 --board "$work/odd.sequence" \
      --folder "$work/odd-files" > "$work/out" 2> "$work/err" &
  boot=$!
  for _ in $(seq 100); do
    address=$(sed -n 's/^lease \([0-9.]*\).*/\1/p' "$work/out")
    [ -z "$address" ] || break
    sleep 0.02
  done
  sleep 0.5
  ip neigh flush dev host0
  echo > "/dev/udp/$address/9"
  sleep 0.3
  state=$(ip neigh show "$address" dev host0)
  [[ $state == *$2* ]] || { echo "FAIL ARP after $1: $state"; failures=$((failures + 1)); }
  echo "ok   ARP after $1: $state"
  wait $boot
  kill $odd
  wait $odd 2> /dev/null
}

arp bootcode 'lladdr b8:27:eb:'
arp rom INCOMPLETE
left=$(nsenter --net=/run/netns/pi cat /proc/sys/net/ipv4/conf/eth0/arp_ignore)
[ "$left" = 0 ] || { echo "FAIL arp_ignore is left at $left"; failures=$((failures + 1)); }
unserve

# Usage

expect "no folder named" 1 --board "$boards/pi4-mainline.sequence"
echo 'fetch a b' > "$work/bad.sequence"
expect "bad sequence" 1 --board "$work/bad.sequence" --folder "$work/mainline"
line 'bad\.sequence:1: one word too many'

end
