#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# folder.sh: what a folder may hold without being given out, and files that change while they are sent.

. "$(dirname -- "$(readlink -f -- "$0")")/server.sh"
cd "$work" || exit 1

# get NAME: reads it by a client that compares, in lock-step and with blocks of 512.
get() { "$fetch" 127.0.0.1 $port "$1" 512 1 1 "${2:-$work/boot/$1}"; }

# denied NAME REASON: it isn't given out, and the event says why.
denied() {
  expect_exit 0 get "$1" /dev/null
  contains 'refused 1'
  expect wait-for 2 said "^refused   $1 to 127.0.0.1: $2"
}

step 'special files, links out and round in circles'
mkdir -p boot/folder home/.ssh
echo secret >home/.ssh/id_ed25519
echo inside >boot/inside
mkfifo boot/fifo
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new (Type => SOCK_STREAM (), Local => "boot/socket", Listen => 1) or die'
ln -s /dev/zero boot/device
ln -s loop2 boot/loop
ln -s loop boot/loop2
ln -s "$work/home/.ssh/id_ed25519" boot/key
ln -s ../home/.ssh boot/keys
ln -s /etc/shadow boot/shadow
ln -s /etc/passwd boot/passwd
ln -s inside boot/link
ln -s "$work/boot/inside" boot/absolute
echo hidden >boot/.hidden
serve
denied fifo 'not a regular file'
denied socket 'not a regular file'
denied folder 'not a regular file'
denied loop 'a link that leads to itself'
for name in device key keys/id_ed25519 shadow passwd; do denied $name 'a link that leads out of the folder'; done
for name in .hidden ../home/.ssh/id_ed25519 boot/../../home folder/; do denied "$name" 'not a name'; done
expect get link boot/inside
contains 'whole 1'
expect get absolute boot/inside
contains 'whole 1'
expect get //inside boot/inside
contains 'whole 1'

step 'links yes: what links name in other folders is served, and what is hidden makes it refuse'
stop
rm boot/key boot/keys boot/shadow boot/passwd boot/device
mkdir build
echo kernel >build/Image
ln -s ../build/Image boot/kernel-link
serve links yes
expect said "What links name in '$work/build' is served"
expect get kernel-link build/Image
contains 'whole 1'
stop
ln -s ../home/.ssh/id_ed25519 boot/key
refute "$cableboot" serve boot port $port user nobody links yes
contains '.ssh'
rm boot/key boot/kernel-link
serve

step 'the folder swapped for a link to another home: the one that was opened is served'
mkdir other
echo theirs >other/inside
mv boot boot.old
ln -s other boot
expect get inside boot.old/inside
contains 'whole 1'
rm boot
mv boot.old boot

stop

# The clients of the next three read slowly enough to be caught at it.
begin() {
  local before
  before=$(grep -c '^asked kernel' "$work/said")
  get kernel "$1" >result &
  client=$!
  expect wait-for 5 has_begun "$before"
}
has_begun() { [ "$(grep -c '^asked kernel' "$work/said")" -gt "$1" ]; }

# ended TEXT: what the client says at its end.
ended() {
  wait "$client"
  output=$(cat result)
  contains "$1"
}

step 'replaced by rename: the old file comes whole, then the new one'
file kernel 20000000
cp boot/kernel old
serve_linked
begin old
head -c 20000000 /dev/urandom >boot/new
mv boot/new boot/kernel
ended 'whole 1'
expect get kernel boot/kernel
contains 'whole 1'

step 'written in place: an ERROR instead of the last block'
cp boot/kernel old
begin old
printf x | dd of=boot/kernel bs=1 seek=10 conv=notrunc status=none
ended 'refused 1'
expect wait-for 2 said '^changed kernel code 0 '

step 'cut to nothing: the same'
cp boot/kernel old
begin old
: >boot/kernel
ended 'refused 1'
equal 2 "$(grep -c '^changed kernel' "$work/said")"
stop_linked

step 'cableboot-link follows links into folders that were allowed, fresh after each build'
mkdir build elsewhere
echo one >build/Image
echo no >elsewhere/Image
rm -f boot/kernel
ln -s ../build/Image boot/kernel
ln -s ../elsewhere/Image boot/wrong
serve_linked target "$work/build"
expect get kernel build/Image
contains 'whole 1'
rm build/Image
echo two two >build/Image
expect get kernel build/Image
contains 'whole 1'
expect_exit 0 get wrong elsewhere/Image
contains 'refused 1'
expect wait-for 2 said '^refused wrong code 2 '
ln -sfn ../elsewhere/Image boot/kernel
expect_exit 0 get kernel elsewhere/Image
contains 'refused 1'
expect said '^sent kernel code 0 bytes 4$'
expect said '^sent kernel code 0 bytes 8$'
stop_linked
finish
