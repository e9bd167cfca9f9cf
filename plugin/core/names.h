/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every name that the outside world sees: bus names, files, words of the interface. A name is a
 * contract; whoever changes one here changes it for scripts and for other programs.
 *
 * Plain C, no GLib: 90-cableboot includes it.
 */

#pragma once

#include "config.h"

/* D-Bus (conf/org.freedesktop.NetworkManager.cableboot.xml) */
#define CB_BUS_NAME      "org.freedesktop.NetworkManager.cableboot"
#define CB_BUS_PATH      "/org/freedesktop/NetworkManager/cableboot"
#define CB_BUS_INTERFACE "org.freedesktop.NetworkManager.cableboot"
#define CB_BUS_CABLES    CB_BUS_PATH "/cables/" /* the cable's UUID follows, with '_' for '-' */
#define CB_BUS_CABLE     CB_BUS_INTERFACE ".Cable"
#define CB_BUS_ERROR     CB_BUS_NAME ".Error"

/* cableboot-notify: its name on the session bus, and its desktop entry (conf/cableboot-notify.desktop.in.in) */
#define CB_NOTIFY_NAME          "cableboot-notify"
#define CB_NOTIFY_BUS_NAME      CB_BUS_NAME ".notify"
#define CB_NOTIFY_DESKTOP_ENTRY CB_NOTIFY_NAME

/* polkit (conf/org.freedesktop.NetworkManager.cableboot.policy) */
#define CB_ACTION_MANAGE "org.freedesktop.NetworkManager.cableboot.manage"

/* our files */
#define CB_SETTINGS_DIR         CB_SYSCONF_DIR "/cableboot"
#define CB_SETTINGS_SUFFIX      ".conf"
#define CB_MAC_PREFIXES         CB_DATA_DIR "/pi-mac-prefixes"
#define CB_MAC_PREFIXES_OF_USER CB_SETTINGS_DIR "/pi-mac-prefixes"
#define CB_BOOTS_DIR            CB_STATE_DIR "/boots"
#define CB_LINK_PROGRAM         CB_LIBEXEC_DIR "/cableboot-link"
#define CB_TELL_PROGRAM         CB_LIBEXEC_DIR "/cableboot-tell"

/* NetworkManager's files (networkmanager-dnsmasq.md 1.1) */
#define CB_FRAGMENT_DIR    "/etc/NetworkManager/dnsmasq-shared.d"
#define CB_FRAGMENT_PREFIX "cableboot-"
#define CB_FRAGMENT_SUFFIX ".conf"
#define CB_PID_FILE        "/run/nm-dnsmasq-%s.pid"
#define CB_LEASE_FILE      "/var/lib/NetworkManager/dnsmasq-%s.leases"

/* our zone of firewalld (conf/cableboot.firewalld.xml) */
#define CB_FIREWALLD_ZONE "cableboot"

/* our table in nftables; the interface follows */
#define CB_BARRIER_PREFIX "cableboot-"

/* the id of our profile; %s is the interface */
#define CB_PROFILE_ID "Cableboot %s"

/* the highest autoconnect-priority that NetworkManager knows (nm-settings(5)) */
#define CB_PROFILE_PRIORITY 999

/* the boot folder before the first enable, below the home of the person at the keyboard */
#define CB_DEFAULT_FOLDER "rpi-boot"
