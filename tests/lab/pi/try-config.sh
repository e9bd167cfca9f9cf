#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# try-config.sh SIMULATED-PI FOLDER-OF-THIS-SCRIPT
#
# What the sequences with roles ask for, config.txt by config.txt: from a real dnsmasq and a folder of small files.

. "$2/try.sh"

ip -n pi link set eth0 up
folder=$work/folder
mkdir "$folder"
serve "$folder"

# files NAME...: the folder has these and no others, with their name in them.
files () {
  rm -rf "${folder:?}"/*
  for name; do
    mkdir -p "$folder/$(dirname "$name")"
    echo "$name" > "$folder/$name"
  done
  chmod -R a+rX "$folder"
}

# config LINE...: the lines of config.txt.
config () { printf '%s\n' "$@" > "$folder/config.txt"; }

# boot NAME STATUS SEQUENCE [ARG...]
boot () {
  local name=$1 wanted=$2 sequence=$3
  shift 3
  expect "$name" "$wanted" --board "$boards/$sequence.sequence" --folder "$folder" "$@"
}

# order NAME...: these were sent in this order, with nothing between them.
order () {
  local all
  all=$(sed -n 's/^sent \([^ ]*\) .*/\1/p' "$work/out" | tr '\n' ' ')
  [[ " $all" == *" $* "* ]] && return
  echo "FAIL   not in this order: $*; but: $all"
  failures=$((failures + 1))
}

pi4=(start4.elf fixup4.dat bcm2711-rpi-4-b.dtb kernel8.img cmdline.txt)

# Which kernel

files "${pi4[@]}"
boot "Pi 4 without config.txt" 0 pi4
order start4.elf fixup4.dat bcm2711-rpi-4-b.dtb cmdline.txt kernel8.img
line '^kernel kernel8\.img$'
line '^missing armstub8-gic\.bin$'
count 2 '^missing recovery8\.img|^missing overlays/overlay_map\.dtb'
boot "the same in 2020: 32-bit" 3 pi4-2020
line '^missing kernel7l\.img$'
line '^missing kernel\.img$'
config arm_64bit=1
boot "and 64-bit when told so" 0 pi4-2020
config '[pi3]' kernel=other '[pi4]' kernel=mine '[all]' device_tree=my.dtb
boot "named files are not there" 3 pi4
line '^missing mine$'
count 0 'other|kernel8\.img|recovery8\.img'
files "${pi4[@]}" mine my.dtb
config '[pi3]' kernel=other '[pi4]' kernel=mine '[all]' device_tree=my.dtb
boot "named files" 0 pi4
order my.dtb config.txt cmdline.txt mine
count 0 'bcm2711'
config kernel=mine device_tree= 
boot "no device tree wanted" 0 pi4
count 0 '\.dtb [0-9]+ bytes'
files start.elf fixup.dat bootcode.bin bcm2710-rpi-3-b.dtb kernel.img
boot "Pi 3, the second choice" 0 pi3
order bcm2710-rpi-3-b.dtb kernel.img
line '^missing armstub8-32\.bin$'
files start.elf bootcode.bin bcm2710-rpi-2-b.dtb kernel7.img
boot "Pi 2, no fixup" 0 pi3-2021 --client pi2
order bcm2710-rpi-2-b.dtb kernel7.img
line '^missing fixup\.dat$'
line '^missing armstub7\.bin$'
files config.txt bcm2712-rpi-5-b.dtb kernel8.img
boot "Pi 5, the second choice" 0 pi5
line '^missing kernel_2712\.img$'
line '^kernel kernel8\.img$'
files config.txt kernel8.img
boot "Pi 5, no device tree" 3 pi5
config os_check=0
boot "Pi 5, no device tree, and no check" 0 pi5
files bcm2712-rpi-5-b.dtb kernel8.img
boot "Pi 5, no config.txt" 3 pi5

# Where it is looked for

files 91cdf03d/start4.elf config.txt "${pi4[@]}"
boot "folders are not mixed" 3 pi4
line '^missing 91cdf03d/config\.txt$'
line '^sent 91cdf03d/start4\.elf'
line '^missing 91cdf03d/kernel8\.img$'
files "${pi4[@]/#/91cdf03d/}"
boot "everything in the serial folder" 0 pi4
order 91cdf03d/bcm2711-rpi-4-b.dtb 91cdf03d/cmdline.txt 91cdf03d/kernel8.img
files "${pi4[@]/#/dc-a6-32-01-09-02/}"
boot "the folder of the MAC" 0 pi4 --prefix mac
files "${pi4[@]/#/lab-}"
boot "a text that is no folder" 0 pi4 --prefix text:lab-
line '^sent lab-kernel8\.img'
files "${pi4[@]}" new/kernel8.img new/bcm2711-rpi-4-b.dtb new/overlays/one.dtbo overlays/one.dtbo
config os_prefix=new/ dtoverlay=one
boot "os_prefix" 0 pi4
order new/bcm2711-rpi-4-b.dtb config.txt overlays/one.dtbo new/kernel8.img
line '^missing new/overlays/README$'
line '^missing new/cmdline\.txt$'
echo readme > "$folder/new/overlays/README"
boot "os_prefix, overlays too" 0 pi4
order new/overlays/one.dtbo new/kernel8.img
rm "$folder/new/bcm2711-rpi-4-b.dtb"
boot "os_prefix without a device tree does not count" 0 pi4
line '^os_prefix new/ does not count$'
order bcm2711-rpi-4-b.dtb config.txt overlays/one.dtbo cmdline.txt kernel8.img
config os_prefix=new/ device_tree=
boot "unless none is wanted" 0 pi4
line '^sent new/kernel8\.img'
config os_prefix=new/ kernel=/kernel8.img overlay_prefix=new/overlays/ dtoverlay=one
boot "a name from the root folder; other overlays" 0 pi4
line '^sent new/overlays/one\.dtbo'

# What else config.txt names

files "${pi4[@]}" overlays/one.dtbo overlays/disable-bt.dtbo overlays/overlay_map.dtb more.txt last.txt line
config dtparam=audio=on dtoverlay=one,speed=5 dtoverlay=pi3-disable-bt dtoverlay= include\ more.txt cmdline=line
printf 'dtoverlay=gone:x=1\r\ninclude last.txt\r\n' > "$folder/more.txt"
printf '# dtoverlay=comment\n  dtoverlay=indented' > "$folder/last.txt"
boot "overlays, renamed by the map; includes" 0 pi4
order overlays/one.dtbo overlays/disable-bt.dtbo line
line '^missing overlays/gone\.dtbo$'
line '^missing overlays/indented\.dtbo$'
count 0 'comment|pi3-disable|cmdline\.txt'
count 3 '^sent last\.txt'
rm "$folder/overlays/overlay_map.dtb"
boot "without the map the name is as it stands" 0 pi4
line '^missing overlays/pi3-disable-bt\.dtbo$'
config 'include config.txt'
boot "an include of itself ends" 0 pi4
line '^not included, too deep: config\.txt$'
config start_x=1
boot "the EEPROM chooses the firmware" 3 pi4
line '^missing start4x\.elf$'
config 'include more.txt'
echo start_x=1 > "$folder/more.txt"
boot "but reads no includes" 0 pi4
config start_debug=1 start_file=start4.elf fixup_file=fixup4.dat
boot "named firmware" 0 pi4
config gpu_mem=16 start_x=1
boot "cut down" 3 pi4
line '^missing start4cd\.elf$'
files "${pi4[@]}" a b initramfs8 stub
config 'initramfs a,b followkernel' auto_initramfs=1 armstub=stub
boot "two initramfs files" 0 pi4
order a b bcm2711-rpi-4-b.dtb
line '^sent stub '
count 0 'initramfs8|armstub8'
config 'initramfs a'
boot "a line that is not whole" 0 pi4
count 0 '^(sent|missing) a '
config auto_initramfs=1
boot "the initramfs of the kernel" 0 pi4
order initramfs8 bcm2711-rpi-4-b.dtb
config auto_initramfs=1 arm_64bit=1
boot "chosen before it is due" 0 pi4-2020
order initramfs8 bcm2711-rpi-4-b.dtb

# Filters

files "${pi4[@]}"
config '[pi5]' dtoverlay=no1 '[pi4]' dtoverlay=yes1 '[pi400]' dtoverlay=no2 '[0x91cdf03d]' dtoverlay=no3 '[pi4]' \
  dtoverlay=yes2 '[0x1]' dtoverlay=no4 '[all]' '[board-type=0x11]' dtoverlay=yes3 '[board-type=0x13]' dtoverlay=no5 \
  '[all]' '[gpio4=0]' dtoverlay=yes4 '[gpio4=1]' dtoverlay=no6 '[all]' '[what]' dtoverlay=no7 '[pi4]' dtoverlay=no8 \
  '[all]' '[none]' dtoverlay=no9 '[all]' dtoverlay=yes5
boot "filters" 0 pi4
for n in 1 2 3 4 5; do line "^missing overlays/yes$n\.dtbo\$"; done
count 0 'overlays/no'
config "$(printf 'kernel=%089d' 0)/cut-off" '[all]' kernel=kernel8.img
boot "98 characters of a line" 0 pi4
config "dtoverlay=$(printf '%0100d' 0)"
boot "and not one more" 0 pi4
line "^missing overlays/0{88}\.dtbo\$"
unserve

# The roles lead to the files of the logs: each log's sequence, and the one that fits its board and age.

# sent KIND SEQUENCE [ARG...]: boots, and prints what was sent, each name once.
sent () {
  expect "$2" 0 --board "$boards/$2.sequence" --folder "$work/$1" "${@:3}" >&2
  sed -n 's/^sent \([^ ]*\) .*/\1/p' "$work/out" | LC_ALL=C sort -u
}

# agree KIND LOG'S-SEQUENCE SEQUENCE DIFFERENCE [ARG...]: DIFFERENCE as comm prints it, without its tabs.
agree () {
  local difference
  "$here/make-boot-folder" "$work/$1" kernel-bytes 100000 "$1"
  serve "$work/$1"
  sent "$1" "$2" > "$work/of-log"
  sent "$1" "$3" "${@:5}" > "$work/of-roles"
  difference=$(LC_ALL=C comm -3 "$work/of-log" "$work/of-roles" | tr -d '\t')
  [ "$difference" = "$4" ] || { echo "FAIL $2 and $3 differ: $difference"; failures=$((failures + 1)); }
  unserve
}

# The firmware loads this overlay by itself; why is not in the fact sheet for today's firmware.
agree mainline pi4-mainline pi4-2020 overlays/pi3-disable-bt.dtbo
agree ubuntu pi4-2020-ubuntu pi4-2020 ''
agree pi3b-32 pi3b-32 pi3-2021 ''
agree pi3plus pi3plus-2025 pi3 '' --client pi3plus
# That log is of a boot without initramfs; the folder's config.txt wants it.
agree pi3plus pi3plus-2022 pi3-2021 91cdf03d/initramfs8 --client pi3plus
agree pi5-minimal pi5-minimal pi5 ''
agree pi5-full pi5-full pi5 '' --client pi5-d0

end
