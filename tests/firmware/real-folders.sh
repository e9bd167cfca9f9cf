#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# real-folders.sh CABLEBOOT FOLDER: 'cableboot check' on boot folders of a Pi 4 and a Pi 3 made of what Debian ships: its
# raspi-firmware (component non-free-firmware) and its arm64 kernel with its device trees. Downloads them into FOLDER once,
# with lists of its own; nothing is installed, and the machine's apt isn't touched. Skipped where they can't be had.

set -eu
cableboot=$1 folder=$2
apt=$folder/apt
export LC_ALL=C.UTF-8

skip() {
  echo "skipped: $1"
  exit 77
}

command -v apt-get >/dev/null || skip 'no apt here'
mkdir -p "$apt"/{lists/partial,cache/archives/partial,parts}
cat >"$apt/parts/debian.list" <<END
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main non-free-firmware
END
options=(-qq -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$apt/parts" -o "Dir::State::Lists=$apt/lists"
  -o "Dir::Cache=$apt/cache" -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root
  -o Acquire::Retries=2 -o Acquire::http::Timeout=20)

# fetch NAME: NAME's package is in the folder
fetch() {
  ! compgen -G "$folder/$1_*.deb" >/dev/null || return 0
  (cd "$folder" && apt-get "${options[@]}" download "$1" 2>&1) || skip "$1 can't be downloaded"
}

if ! compgen -G "$folder/linux-image-*.deb" >/dev/null; then
  apt-get "${options[@]}" update 2>&1 || skip "Debian's lists can't be had"
  image=$(apt-cache "${options[@]}" depends linux-image-arm64 | sed -n 's/ *Depends: \(linux-image-.*\)/\1/p')
  fetch "$image"
fi
fetch raspi-firmware
rm -rf "$folder/unpacked"
for package in "$folder"/*.deb; do dpkg -x "$package" "$folder/unpacked"; done
firmware=$folder/unpacked/usr/lib/raspi-firmware
trees=$(echo "$folder"/unpacked/usr/lib/linux-image-*/broadcom)

as=()
[ "$(id -u)" != 0 ] || as=(user nobody)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# make DIR TREE FIRMWARE...: a boot folder
make() {
  local dir=$place/$1 tree=$2
  shift 2
  mkdir "$dir"
  for file in "$@"; do cp "$firmware/$file" "$dir"; done
  cp "$trees/$tree" "$dir"
  cp "$folder"/unpacked/boot/vmlinuz-* "$dir/kernel8.img"
  printf 'arm_64bit=1\nenable_uart=1\ndevice_tree=%s\n' "$tree" >"$dir/config.txt"
  echo 'console=ttyS1,115200 ip=dhcp root=/dev/nfs rw rootwait' >"$dir/cmdline.txt"
}

make pi4 bcm2711-rpi-4-b.dtb start4.elf fixup4.dat
make pi3 bcm2837-rpi-3-b.dtb bootcode.bin start.elf fixup.dat
chmod -R a+rX "$place"

# check DIR BOARD: complete, for that board alone, and without a finding
check() {
  local output
  output=$("$cableboot" check "$place/$1" "${as[@]}")
  echo "$output"
  [ "$(head -n 1 <<<"$output")" = "$2: complete" ] || { echo "not as expected: $2: complete" >&2; exit 1; }
}

check pi4 'Raspberry Pi 4B'
check pi3 'Raspberry Pi 3B'
