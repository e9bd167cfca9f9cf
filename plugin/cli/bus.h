/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The way to cablebootd: one call each for the methods of the D-Bus contract
 * (conf/org.freedesktop.NetworkManager.cableboot.xml). Connects at the first call; the bus starts
 * the daemon.
 *
 * Every error that comes out is a CB_ERROR with a text for a person: the daemon's own arrive with
 * their code, and what the bus says is put into words here.
 */

#pragma once

#include <gio/gio.h>

#include "person.h"

G_BEGIN_DECLS

typedef struct CbBus CbBus;

/* wait_s: how long a changing call may take, in seconds. 0 sends it and comes back as soon as it
 * isn't refused at once. */
CbBus *cb_bus_new (int wait_s);

/* Accepts NULL. */
void cb_bus_free (CbBus *bus);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbBus, cb_bus_free)

/* Tells GDBus the error names of the contract, so that g_error_matches works on CB_ERROR. Called
 * once, by main. */
void cb_bus_register_errors (void);

/* The changing calls. ifname may be NULL. options is an a{sv}, may be floating and is consumed. A
 * text agent asks for a password where one is needed (text-agent.h). *ret_answer is set to the
 * answer, a{sv} or a(ss), or to NULL when the call was sent without waiting for its end; unref with
 * g_variant_unref. folder is a path, NULL for "the last one". */
gboolean cb_bus_enable (CbBus *bus, const char *ifname, const char *folder, GVariant *options,
                        GVariant **ret_answer, GError **error);
gboolean cb_bus_disable (CbBus *bus, const char *ifname, GVariant *options, GVariant **ret_answer,
                         GError **error);
gboolean cb_bus_up (CbBus *bus, const char *ifname, GVariant *options, GVariant **ret_answer,
                    GError **error);
gboolean cb_bus_down (CbBus *bus, const char *ifname, GVariant *options, GVariant **ret_answer,
                      GError **error);

/* What an enable with the same arguments would have to be told as its option "targets": aay, or NULL with
 * error. options as above. Unref with g_variant_unref. */
GVariant *cb_bus_link_targets (CbBus *bus, const char *ifname, const char *folder, GVariant *options,
                               GError **error);

/* aa{sv}, or NULL with error. Unref with g_variant_unref. */
GVariant *cb_bus_list_cables (CbBus *bus, GError **error);
GVariant *cb_bus_list_interfaces (CbBus *bus, GError **error);

/* The boots on record, the latest first: aa{sv}, or NULL with error. number: that one alone, with its events;
 * 0: all, at most limit (0: as many as there are). Unref with g_variant_unref. */
GVariant *cb_bus_list_boots (CbBus *bus, guint32 limit, guint32 number, GError **error);

/* Asks for the signals of all cables that are the caller's; starts the daemon. watching: "monitor" or "wait".
 * What happened before: aa{sv}, or NULL with error. Unref with g_variant_unref. */
GVariant *cb_bus_follow (CbBus *bus, const char *watching, GError **error);

/* The same for a daemon that was started again; starts none, and comes back at once. done gets NULL where the
 * daemon isn't there any more, or doesn't want to. */
typedef void (*CbBusFollowed) (GVariant *events, gpointer data);
void cb_bus_follow_again (CbBus *bus, const char *watching, CbBusFollowed done, gpointer data);

/* The connection, for signals and names; owned by bus. NULL with error. */
GDBusConnection *cb_bus_connection (CbBus *bus, GError **error);

/* A new options dictionary with the caller's locale in it; for cb_bus_*. */
GVariantDict *cb_bus_options (void);

G_END_DECLS
