#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# targets.sh CABLEBOOT-LINK: which directories outside it a boot folder's links lead to.

set -u
link=$(realpath "$1")
here=$(dirname -- "$(readlink -f -- "$0")")
. "$here/../lab/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{boot/overlays,build/arch/boot/dts,other/deep,else,.hidden}
boot=$work/boot
touch "$work"/{build/arch/boot/Image,other/deep/file,else/file,.hidden/key,boot/config.txt}

targets() { "$link" targets --user="$(id -u)" -- "${1:-$boot}"; }

# leads DIRECTORY...: these are the targets, as paths from $work
leads() {
  local wanted=''
  [ $# = 0 ] || wanted=$(printf "$work/%s\n" "$@")
  equal "$wanted" "$(targets)"
}

step 'links that stay, and links to nothing, are none'
ln -s config.txt "$boot/same"
ln -s ../boot/overlays "$boot/down"
ln -s . "$boot/itself"
ln -s "$work/absent" "$boot/nowhere"
ln -s turn "$boot/turn"
ln -s /dev/null "$boot/device"
mkfifo "$work/pipe"
ln -s "$work/pipe" "$boot/pipe"
leads

step 'a file means its directory, a directory itself, at any depth'
ln -s ../build/arch/boot/Image "$boot/kernel8.img"
leads build/arch/boot
ln -s "$work/other/deep" "$boot/overlays/more"
leads build/arch/boot other/deep

step 'none beneath another'
ln -s ../../build/arch/boot/dts "$boot/overlays/dts"
leads build/arch/boot other/deep
ln -s ../build "$boot/all"
leads build other/deep
rm "$boot/all"

step 'the end of a chain counts'
ln -s else/file "$work/chain"
ln -s ../chain "$boot/chained"
leads build/arch/boot else other/deep
rm "$boot/chained"

step 'links of a directory that a link names'
ln -s ../../else/file "$work/other/deep/further"
ln -s ../../boot "$work/other/deep/back"
leads build/arch/boot else other/deep
rm "$work"/other/deep/{further,back}

step 'hidden links can not be asked for; hidden directories are named, for the judge'
ln -s ../else/file "$boot/.hidden"
mkdir "$boot/.git"
ln -s ../../else/file "$boot/.git/link"
leads build/arch/boot other/deep
ln -s ../.hidden/key "$boot/key"
leads .hidden build/arch/boot other/deep
rm "$boot/key"

step 'a path that can not stand in a line'
mkdir "$work"/$'line\nbreak'
ln -s ../$'line\nbreak' "$boot/broken"
leads build/arch/boot other/deep

step 'the folder itself as a link'
ln -s boot "$work/way"
equal "$(targets)" "$(targets "$work/way")"

step 'the folder'
expect_exit 10 targets "$work/absent"
expect_exit 11 targets "$boot/config.txt"
expect_exit 2 "$link" targets --user="$(id -u)" --

step 'as many as there may be, and one more'
mkdir "$work/many" "$work/far"
for n in {1..65}; do
  mkdir "$work/far/$n"
  ln -s ../far/"$n" "$work/many/$n"
done
expect_exit 15 targets "$work/many"
equal '' "$(targets "$work/many")"
rm "$work/many/65"
equal 64 "$(targets "$work/many" | wc -l)"

finish
