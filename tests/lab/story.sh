# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is told of boots beside what the Pi says of itself; sourced after expect.sh.

story_events=/run/lab/story.json
story_pid=

# watched: waits until the cable is watched, by a packet socket for every protocol, and served.
watched() {
  wait-for 15 grep -q ' 0003 ' /proc/net/packet && wait-for 15 served
}

served() {
  [ "$(cableboot -g STATE status)" = serving ]
}

# story_begin: from now on what is told is kept, for the user who enabled.
story_begin() {
  : >"$story_events"
  as developer cableboot --json monitor >>"$story_events" 2>/run/lab/story.err &
  story_pid=$!
  wait-for 20 grep -q following "$story_events"
}

# story_clear: what was told until now is forgotten.
story_clear() {
  : >"$story_events"
}

story_end() {
  kill "$story_pid"
  wait "$story_pid" 2>/dev/null || true
  refute grep -E 'Sanitizer|runtime error|CRITICAL' /run/lab/story.err
}

# told KIND[,KIND...] [MAC]: what the story says of it.
told() {
  /run/lab/tests/told "$@" <"$story_events"
}

# pi_says FILE: what a simulated Pi said of its files, one line each: sent NAME BYTES, probe NAME, missing NAME.
pi_says() {
  sed -nE -e 's/^(sent [^ ]+) ([0-9]+) bytes.*/\1 \2/p' -e 's/^(probe [^ ]+) .*/\1/p' -e 's/^(missing [^ ]+).*/\1/p' "$1"
}

# boot_as NAME SEQUENCE [WORD...]: a Pi boots; what it says is in /run/lab/NAME.pi.
boot_as() {
  pi simulated-pi --board "/run/lab/tests/pi/boards/$2.sequence" --folder /srv/boot "${@:3}" >"/run/lab/$1.pi" 2>&1
}

# same_story NAME [MAC]: each file that the Pi spoke of was told of, in that order, with that end and length; no other.
same_story() {
  wait-for 3 eval "[ \"\$(told file $2 | wc -l)\" -ge \"\$(pi_says /run/lab/$1.pi | wc -l)\" ]" || true
  equal "$(pi_says "/run/lab/$1.pi")" "$(told file "$2")"
}
