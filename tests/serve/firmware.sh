#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# firmware.sh: boot loaders in QEMU, without KVM, get an address and whole files from `cableboot serve` over a tap. U-Boot
# (arm64) says the length and CRC-32 of what it got; iPXE, the ROM of an x86 network card, says the length, and the bytes
# are looked for in its memory. Both are typed to on their serial console. FIRMWARE_LONG=1 adds what takes minutes.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"

# first_file PATH...
first_file() {
  local path
  for path in "$@"; do [ ! -e "$path" ] || { echo "$path"; return; }; done
}

for tool in qemu-system-aarch64 qemu-system-x86_64; do
  command -v $tool >/dev/null || { echo "SKIP: $tool is not installed"; exit 77; }
done
u_boot=$(first_file /usr/{lib/u-boot,share/uboot}/qemu_arm64/u-boot.bin)
rom=$(first_file /usr/{lib/ipxe/qemu,share/ipxe/qemu,share/qemu}/efi-virtio.rom)
[ -n "$u_boot" ] || { echo 'SKIP: there is no U-Boot for QEMU'; exit 77; }
[ -n "$rom" ] || { echo 'SKIP: there is no iPXE for QEMU'; exit 77; }
ip tuntap add tap0 mode tap 2>/dev/null || { echo 'SKIP: no tap devices here'; exit 77; }
ip address add 10.42.0.1/24 dev tap0
ip link set tap0 up

long=${FIRMWARE_LONG:-}
cd "$work" || exit 1
mkfifo keys
exec {keys}<>keys

# power_on PROGRAM MEGABYTES MACHINE ARG...: a guest on the cable; what its console shows is in $work/console, its
# memory in $work/memory.
power_on() {
  "$1" -accel tcg -m "$2" -machine "$3,memory-backend=memory" "${@:4}" \
    -object "memory-backend-file,id=memory,size=$2M,mem-path=$work/memory,share=on,discard-data=on" \
    -nodefaults -display none -serial stdio -netdev tap,id=cable,ifname=tap0,script=no,downscript=no \
    <keys >console 2>guest.log &
  guest=$!
}

power_off() {
  kill $guest
  wait $guest 2>/dev/null
  rm -f memory
}

shown() { tail -c 400 console | tr -d '\0\r'; }
shows_last() { [[ $(shown) == *"$1" ]]; }
shows() { shown | grep -q -- "$1"; }

# enter SECONDS TEXT: types a line, and prints what the console shows until the next prompt. The keyboard buffer of a PC
# has 15 places, so few letters at a time; each is shown when it is read.
enter() {
  local from i
  from=$(stat -c %s console)
  for ((i = 0; i < ${#2}; i += 15)); do
    printf %s "${2:i:15}" >&"$keys"
    wait-for 20 shows_last "${2:0:i+15}" || return
  done
  printf '\r' >&"$keys"
  wait-for "$1" shows_last "$prompt" || return
  tail -c "+$((from + 1))" console | tr -d '\0\r\b'
}

# sent NAME BYTES: the server says that NAME went out whole.
sent() { expect wait-for 10 said "\"event\":\"sent\",\"file\":\"$1\",.*\"bytes\":$2,\"total\":$2,"; }

bytes_of() { stat -Lc %s "boot/$1"; }

# The CRC-32 is in the last eight bytes of gzip's format.
crc_of() { gzip -1c "boot/$1" | tail -c 8 | od --endian=little -An -tx4 -N4 | tr -d ' '; }

# also NAME FILE: the same file for one more client. Each name is fetched once, so that its event is its own.
also() { ln -s "$2" "boot/$1"; }

file empty 0
file small 30
file kernel 33000000
file rolling 33554432 # 65,536 blocks of 512 and an empty one
for size in 1432 1468; do
  file block-$size $size
  file multiple-$size $((size * 10))
done
port=69 serve ifname tap0 dhcp yes clients any --json

# u_boot_gets NAME: to an address where nothing else is.
u_boot_gets() {
  expect enter 120 "tftpboot 41000000 $1; crc32 41000000 \$filesize"
  contains "Bytes transferred = $(bytes_of "$1") "
  contains "==> $(crc_of "$1")"
  sent "$1" "$(bytes_of "$1")"
}

step 'U-Boot gets an address, and the name of the server with it'
power_on qemu-system-aarch64 256 virt -cpu cortex-a53 -bios "$u_boot" -device virtio-net-pci,netdev=cable,romfile=
prompt=$'\n=> '
expect wait-for 30 shows autoboot
printf '\r' >&"$keys"
expect wait-for 30 shows_last "$prompt"
expect enter 20 'setenv autoload no; dhcp; echo server $serverip'
contains 'server 10.42.0.1'

step 'U-Boot: short files, a block, several blocks, none'
for name in small block-1468 multiple-1468; do u_boot_gets $name; done
# It says nothing of no bytes.
expect enter 30 'tftpboot 41000000 empty; echo status $?'
contains 'status 0'
sent empty 0

step 'U-Boot: a kernel, in windows'
expect enter 20 'setenv tftpwindowsize 16'
also kernel-windows kernel
u_boot_gets kernel-windows

step 'U-Boot: more than 65,535 blocks, in windows'
expect enter 20 'setenv tftpblocksize 512'
also rolling-windows rolling
u_boot_gets rolling-windows

if [ -n "$long" ]; then
  step 'U-Boot: the same in lock-step'
  expect enter 20 'setenv tftpwindowsize 1'
  u_boot_gets rolling
fi
power_off

# in_memory NAME: its bytes are in the guest's memory, one after the other.
in_memory() {
  perl -e 'undef $/; my ($all, $part) = map { open my $f, "<:raw", $_ or die; <$f> } @ARGV; exit index ($all, $part) < 0' \
    memory "boot/$1"
}

# ipxe_gets SERVER NAME...: by a script, which is fetched first. After an empty file it acknowledges block 0, so the server
# can't know that it came.
ipxe_gets() {
  local name
  {
    printf '%s\n' '#!ipxe' imgfree
    for name in "${@:2}"; do echo "imgfetch tftp://$1/$name"; done
    printf '%s\n' imgstat shell
  } >boot/go
  expect enter 120 'chain tftp://10.42.0.1/go'
  for name in "${@:2}"; do contains "$name : $(bytes_of "$name") bytes"; done
  for name in "${@:2}"; do
    [ -s "boot/$name" ] || continue
    expect in_memory "$name"
    sent "$name" "$(bytes_of "$name")"
  done
}

press_until_prompt() { printf '\002' >&"$keys"; shows_last "$prompt"; }
no_address_is_tentative() { ! ip -6 address show dev tap0 | grep -q tentative; }

step 'iPXE gets an address'
memory=128
[ -z "$long" ] || memory=512
power_on qemu-system-x86_64 $memory pc,graphics=off -device virtio-net-pci,netdev=cable
prompt='iPXE> '
expect wait-for 30 press_until_prompt
expect enter 20 'ifconf -c dhcp net0'
contains 'ok'

step 'iPXE: short files, none, a block, several blocks, a kernel'
for name in small empty kernel; do also $name-ipxe $name; done
ipxe_gets 10.42.0.1 small-ipxe empty-ipxe block-1432 multiple-1432 kernel-ipxe

step 'iPXE: over IPv6, from a link-local address to a link-local address'
expect wait-for 20 no_address_is_tentative
own=$(ip -6 -o address show dev tap0 scope link | sed 's|.*inet6 \(.*\)/.*|\1|')
file multiple-ipv6 143200
ipxe_gets "[$own%net0]" multiple-ipv6

if [ -n "$long" ]; then
  step 'iPXE: more than 65,535 blocks'
  file rolling-ipxe $((65536 * 1432))
  ipxe_gets 10.42.0.1 rolling-ipxe
fi
refute in_memory rolling # that one it never had
power_off
stop
[ "$failed" = 0 ] || { echo '--- the console:'; shown; }
finish
