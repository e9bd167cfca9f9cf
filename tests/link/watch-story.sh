#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# watch-story.sh WATCH-CABLE CABLEBOOT-LINK SIMULATED-PI: the story that cableboot-link tells of boots on a veth pair,
# against what the simulated Pi says it did: from the wire, and as the built-in server would tell it.

set -u
. "$(dirname -- "$(readlink -f -- "$0")")/cable.sh"
boot_folder=$work/boot kernel=$work/boot/kernel-upstream.img
release=6.18.0-rc3-00042-g1a2b3c4
build='#7 SMP PREEMPT Thu Mar  7 10:00:00 UTC 2024'
"$here/../lab/pi/make-boot-folder" "$boot_folder" mainline >/dev/null
write_at() { dd of="$kernel" bs=1 seek="$1" conv=notrunc status=none; }
# As an arm64 Image, with the banner of a kernel.
perl -e 'print pack ("V2Q<3x24a4V", 0x14000010, 0, 0, 25065536, 0xa, "ARM\x64", 0)' | write_at 0
printf 'Linux version %s (me@here) (gcc) %s\n' "$release" "$build" | write_at 12000000

serve_files() {
  serve here 10.42.0.10,10.42.0.99 --no-ping --enable-tftp --tftp-root="$boot_folder" \
    --dhcp-option-force=60,PXEClient --dhcp-option-force=66,10.42.0.1 \
    --dhcp-option-force=43,06:01:03:0a:04:00:50:58:45:09:14:00:00:11:52:61:73:70:62:65:72:72:79:20:50:69:20:42:6f:6f:74:ff
}

boot() {
  on_pi ip address flush dev eth0
  on_pi "$pi" --interface eth0 --board "$here/../lab/pi/boards/pi4-mainline.sequence" --folder "$boot_folder" "$@" \
    >"$work/pi.log" 2>&1
}

# What became of each file, as the Pi says it and as it was told: "sent config.txt 94". The length of what is only
# probed is nobody's business.
pi_did() {
  sed -nE 's/^sent ([^ ]+) ([0-9]+) bytes.*/sent \1 \2/p; s/^missing ([^ ]+).*/absent \1 0/p; s/^probe ([^ ]+) .*/probed \1 0/p' \
    "$work/pi.log"
}
was_told() {
  sed -nE 's/^story file .* outcome ([^ ]+) name ([^ ]+) bytes ([0-9]+).*/\1 \2 \3/p' "$work/events"
}

# The hash that was told: its first eight digits.
hash_of() { sha256sum "$1" | cut -c 1-8; }

step 'a boot, read from the wire: file for file and byte for byte'
cable
serve_files
watch look wire "$boot_folder"
expect boot
expect wait-for 8 seen '^story stage boot 1 stage handed-over'
equal "$(pi_did)" "$(was_told)"
expect seen '^story board boot 1 .* mac dc:a6:32:01:09:02 serial 91cdf03d address 10.42.0.'
expect seen_times '^story ended' 0
expect seen_times '^story no-plan' 0

step 'its kernel: release, build and hash'
expect seen_times '^story kernel' 1
expect seen "^story kernel boot 1 .* name kernel-upstream.img bytes 25000000 release $release build $build hash $(hash_of "$kernel") "

step 'another boot of the same board'
printf x | write_at 20000000
expect boot
expect wait-for 8 seen '^story stage boot 2 stage handed-over'
expect seen '^story ended boot 1 '
expect seen "^story kernel boot 2 .* hash $(hash_of "$kernel") "

step 'a file that the plan requires is missing; others only are not there'
mv "$boot_folder/bcm2711-rpi-4-b-UPSTREAM.dtb" "$work"
refute boot
expect wait-for 8 seen '^story file boot 3 .* outcome missing name bcm2711-rpi-4-b-UPSTREAM.dtb '
expect seen '^story file boot 3 .* outcome absent name recovery.elf '
mv "$work/bcm2711-rpi-4-b-UPSTREAM.dtb" "$boot_folder"

step 'a link out of the folder: only to a target that was named'
mkdir "$work/build" "$work/other"
mv "$kernel" "$work/build/Image"
ln -s ../build/Image "$kernel"
stop_watch
watch look wire "$boot_folder" target "$work/other"
expect boot
expect wait-for 8 seen '^story kernel boot 1 .* bytes 25000000 hash 00000000 '
stop_watch
watch look wire "$boot_folder" target "$work/build"
expect boot
expect wait-for 8 seen "^story kernel boot 1 .* release $release .* hash $(hash_of "$work/build/Image") "
rm "$kernel"
mv "$work/build/Image" "$kernel"

step 'where transfers are told, the tap leaves out what follows the first answers'
stop_watch
expect grep -E '^tap [0-9]{5,} packets' "$work/events"
watch look told "$boot_folder"
expect boot
stop_watch
expect grep -E '^tap [0-9]{2,3} packets' "$work/events"
watch look wire "$boot_folder"

step 'what it holds now'
watched=$(sed -n 's/^pid //p' "$work/events")
equal '1 2 3 4' "$(ls /proc/"$watched"/fd | sort -n | xargs)"
sed -n 's/^Vm\(RSS\|Peak\)/&/p' /proc/"$watched"/status
stop_watch

step 'no folder, one that is not there, one that the watcher may not enter: no plan, said once'
mkdir "$work/closed"
mv "$boot_folder" "$work/closed/boot"
chmod 700 "$work/closed"
boot_folder=$work/closed/boot kernel=$work/closed/boot/kernel-upstream.img
unserve
serve_files
for folder in '' "$work/absent" "$boot_folder"; do
  watch look wire "$folder"
  expect boot
  expect wait-for 8 seen '^story stage boot 1 stage handed-over'
  equal "$(pi_did)" "$(was_told)"
  expect seen_times '^story no-plan boot 0 ' 1
  expect seen '^story kernel boot 1 .* name kernel-upstream.img bytes 25000000 hash 00000000 '
  stop_watch
done

step 'as the user whose folder it is'
watching_user=1
chown 1 "$work/closed"
watch look wire "$boot_folder"
expect boot
expect wait-for 8 seen "^story kernel boot 1 .* release $release "
expect seen_times '^story no-plan' 0
equal '1 1 1 1' "$(sed -n 's/^Uid:\t//p' /proc/"$(sed -n 's/^pid //p' "$work/events")"/status | tr '\t' ' ')"
stop_watch

# tell KIND ID N_BYTES N_TOTAL NAME: a record of wire/boot-event.h of a transfer of 10.42.0.200, port 49152.
tell() {
  perl -e 'my ($kind, $id, $n, $total, $name) = @ARGV;
    my $payload = pack ("N n N Q> Q> n", 0x0a2a00c8, 49152, $id, $n, $total, 0) . $name;
    print pack ("n n", $kind, length $payload), $payload' -- "$@" >&7
}
ASKED=9 SENT=12 MISSING=13

request_file() {
  on_pi perl -MSocket -e 'socket (my $s, AF_INET, SOCK_DGRAM, 0) or die;
    send ($s, "\0\1$ARGV[0]\0octet\0", 0, sockaddr_in (69, inet_aton ("10.42.0.1"))) or die' "$1"
}

step 'as the built-in server tells it; who asked is known from the wire'
unserve
mkfifo "$work/told"
told=$work/told
watch look told "$boot_folder" &
exec 7>"$told"
wait $!
expect wait-for 2 grep '^ready$' "$work/events"
on_pi ip address flush dev eth0
on_pi ip link set eth0 address dc:a6:32:01:09:05
on_pi ip address add 10.42.0.200/24 dev eth0
for name in config.txt recovery.elf kernel-upstream.img; do request_file "$name"; done
tell $ASKED 1 0 94 config.txt
tell $SENT 1 94 94 config.txt
tell $ASKED 2 0 0 recovery.elf
tell $MISSING 2 0 0 recovery.elf
tell $ASKED 3 0 25000000 kernel-upstream.img
tell $SENT 3 25000000 25000000 kernel-upstream.img
expect wait-for 8 seen "^story kernel boot 1 .* release $release .* hash $(hash_of "$kernel") "
equal "$(printf '%s\n' 'sent config.txt 94' 'absent recovery.elf 0' 'sent kernel-upstream.img 25000000')" "$(was_told)"
expect seen '^story board boot 1 .* mac dc:a6:32:01:09:05 .* address 10.42.0.200'

step 'a record that is none ends the pipe, and not the watcher'
printf '\0\14\377\377 and more' >&7
sleep 0.3
tell $ASKED 4 0 54 cmdline.txt
sleep 0.3
refute seen 'name cmdline.txt'
exec 7>&-
request_file config.txt
expect wait-for 4 seen '^request-unanswered .* 10.42.0.200$'
stop_watch
leave
