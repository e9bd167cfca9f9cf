# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A desktop of `developer` without a desk: an X server that keeps its picture in memory, a session bus and dunst as the
# server for notifications. Sourced after expect.sh.

screen_log=/run/lab/screen.log
screen_pids=()

# screen_lacks: prints what is missing for a screen, if something is.
screen_lacks() {
  local tool
  for tool in Xvfb dunst dunstctl import dbus-daemon; do
    command -v "$tool" >/dev/null || echo "$tool"
  done
  [ -x /usr/libexec/cableboot/cableboot-notify ] || echo cableboot-notify
}

# on_screen CMD...: runs CMD in the session of developer.
on_screen() {
  as developer DISPLAY="$screen_display" DBUS_SESSION_BUS_ADDRESS=unix:path=/run/lab/session/bus "$@"
}

# start CMD...: in the session and in the background; its process is in $started.
start() {
  (exec as developer DISPLAY="$screen_display" DBUS_SESSION_BUS_ADDRESS=unix:path=/run/lab/session/bus "$@") \
    >>"$screen_log" 2>&1 &
  started=$!
  screen_pids+=("$started")
}

# screen_begin: /tmp is the world's own from here on, because X servers meet there.
screen_begin() {
  screen_display=:7
  mkdir -p /run/lab/pictures
  [ -z "${LAB_PICTURES:-}" ] || mount --bind "$LAB_PICTURES" /run/lab/pictures
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  install -d -m 1777 /tmp/.X11-unix
  install -d -m 700 -o developer -g developer /run/lab/session
  start Xvfb "$screen_display" -screen 0 800x450x24 -nolisten tcp
  start dbus-daemon --session --address=unix:path=/run/lab/session/bus --nofork
  wait-for 10 test -S /run/lab/session/bus || return
  wait-for 10 test -S "/tmp/.X11-unix/X${screen_display#:}" || return
  start_dunst
}

# has_name NAME: somebody has it on the session bus. Asking for dunst itself would start another one.
has_name() {
  on_screen dbus-send --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "string:$1" \
    | grep -q 'boolean true'
}

# start_dunst: its process is in $dunst.
start_dunst() {
  start dunst
  dunst=$started
  wait-for 10 has_name org.freedesktop.Notifications
}

# start_notify: the program that is tested; its process is in $notify.
start_notify() {
  start G_DEBUG=fatal-criticals /usr/libexec/cableboot/cableboot-notify
  notify=$started
  wait-for 10 has_name org.freedesktop.NetworkManager.cableboot.notify
}

# screen_end: by the processes that were started, the last one first.
screen_end() {
  local i
  for ((i = ${#screen_pids[@]} - 1; i >= 0; i--)); do
    kill "${screen_pids[i]}" 2>/dev/null
    wait "${screen_pids[i]}"
  done
}

# displayed N: so many bubbles are on the screen.
displayed() {
  [ "$(on_screen dunstctl count displayed)" = "$1" ]
}

# close_all: bubbles are closed, as a person does it, and so become history.
close_all() {
  on_screen dunstctl close-all
  wait-for 5 displayed 0
}

# last_bubble: title and body of what was closed last.
last_bubble() {
  on_screen dunstctl history | grep -m 1 -A 2 '"message"'
}

# picture NAME: what is on the screen, as a file NAME.png.
picture() {
  on_screen import -window root png:- >"/run/lab/pictures/$1.png"
}
