/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The office guard's question (wire/dhcp-probe.h), put on the cable.
 *
 * cableboot-link decides when it is due and hears the answers; it can't send (link/sandbox.h). Of the ways
 * to let it, this one takes the least: a packet socket handed over for sending would be a licence to put any
 * frame on somebody's network, and so would bytes that it makes and we send. So it asks with an event that
 * carries nothing (CB_BOOT_PROBE_DUE), and the bytes are made here, out of our own MAC and a random number.
 * No byte of a peer is read for it, and the socket lives for one call.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Broadcasts one DHCPDISCOVER from 0.0.0.0 on the interface, whose MAC mac is (6 bytes). The answer isn't
 * waited for. The caller sends no more than CB_MAX_PROBES for one watcher, whatever it asks.
 * FALSE and CB_ERROR_FAILED when the kernel refuses: the link is down, for one. */
gboolean cb_office_probe_send (int ifindex, const guint8 *mac, GError **error);

G_END_DECLS
