/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The settings of one cable, text <-> struct: what /etc/cableboot/UUID.conf holds.
 *
 * The file is the state; profile and fragment are made from it (design, section 3). Every value
 * that is read passes the module that judges it (interface-name, folder-path, link-target,
 * mac-prefixes, subnet): a CbSettings that came out of cb_settings_parse() can be used without a second look.
 * Reading and writing the file is not done here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_CABLE_STATE_UNFINISHED,  /* enable began and hasn't ended: undo it at the next start */
  CB_CABLE_STATE_ENABLED,     /* profile connects by itself */
  CB_CABLE_STATE_DOWN,        /* given back to the other profiles, settings kept */
  CB_CABLE_STATE_DISABLING,   /* disable began and hasn't ended: go on with it at the next start */
} CbCableState;

typedef enum {
  CB_SERVER_AUTO,     /* as the plan says (serve-plan.h) */
  CB_SERVER_DNSMASQ,  /* dnsmasq or nobody */
  CB_SERVER_BUILTIN,  /* cableboot-link or nobody */
} CbServerChoice;

typedef enum {
  CB_CLIENTS_PI,   /* only boards that look like a Pi get an address */
  CB_CLIENTS_ANY,  /* everybody on the cable does */
} CbClients;

typedef enum {
  CB_PLAN_DNSMASQ,         /* dnsmasq does DHCP and TFTP */
  CB_PLAN_BUILTIN_BESIDE,  /* the built-in server does, dnsmasq runs silently beside it */
  CB_PLAN_BUILTIN_ALONE,   /* the built-in server does, there is no dnsmasq */
  CB_PLAN_NONE,            /* nobody can */
} CbPlanServer;

typedef struct {
  char *uuid;             /* of the profile and the file name; lower case */
  CbCableState state;
  char *interface;        /* its last known name */
  char *mac;              /* permanent address, "dc:a6:32:01:02:03"; NULL when the NIC has none */
  char *folder;           /* bytes of a path as cb_folder_path_judge() returns it; UTF-8 */
  char **targets;         /* directories outside it that its links may lead to (link-target.h); NULL for none */
  char *user;             /* who enabled */
  guint32 uid;            /* never 0 and never -1 */
  CbServerChoice server;
  CbPlanServer serving;   /* what the last plan (serve-plan.h) made of it; never NONE */
  gboolean aside;         /* something else lives on the interface, so the profile mustn't start by itself */
  CbClients clients;
  gboolean internet;      /* the cable may use the machine's other networks */
  gboolean address_fixed; /* the person chose the address */
  guint32 address;        /* host's end, host byte order; 0 as long as none was chosen */
  guint prefix;           /* 16 to 30; 0 with address 0 */

  /* what was there before, to be put back by disable */
  gboolean before_known;
  gboolean ip_forward_was;
  gboolean leases_were_there;
  gboolean default_profile_was_there;  /* NetworkManager's auto-default profile carried the NIC */
  char **made_folders;    /* folders that enable had to make, outermost first; NULL for none */
} CbSettings;

/* Everything empty, AUTO, PI, UNFINISHED. Free with cb_settings_free(). */
CbSettings *cb_settings_new (void);

/* NULL is fine. */
void cb_settings_free (CbSettings *self);

/* A deep copy. */
CbSettings *cb_settings_copy (const CbSettings *self);

/* @uuid: the file's name without ".conf"; an upper-case one is lowered.
 * @text: @n_text bytes, any bytes; no zero byte at the end needed.
 *
 * NULL with CB_ERROR_INVALID for damaged or hostile text (the message names the group and the key),
 * for a text longer than CB_MAX_SETTINGS_BYTES and for an unknown key; with CB_ERROR_REFUSED when a
 * newer cableboot wrote it. */
CbSettings *cb_settings_parse (const char *uuid, const char *text, gsize n_text, GError **error);

/* The text of the file, opening with a comment that says who writes it. Parsing it again gives an
 * equal struct, and rendering that gives equal bytes. Caller frees. uuid isn't part of it. */
char *cb_settings_render (const CbSettings *self);

/* Words of the command line, the bus and the file. _to_text: static, never NULL for a value of the
 * enum. _from_text: FALSE with CB_ERROR_INVALID for any other word (NULL too); the message lists
 * the words. ret is written only on success. */
const char *cb_cable_state_to_text (CbCableState state);  /* unfinished enabled down disabling */
gboolean cb_cable_state_from_text (const char *text, CbCableState *ret, GError **error);
const char *cb_server_choice_to_text (CbServerChoice choice);  /* auto dnsmasq builtin */
gboolean cb_server_choice_from_text (const char *text, CbServerChoice *ret, GError **error);
const char *cb_serving_to_text (CbPlanServer serving);  /* dnsmasq beside alone */
gboolean cb_serving_from_text (const char *text, CbPlanServer *ret, GError **error);
const char *cb_clients_to_text (CbClients clients);  /* pi any */
gboolean cb_clients_from_text (const char *text, CbClients *ret, GError **error);
const char *cb_internet_to_text (gboolean internet);  /* no yes */
gboolean cb_internet_from_text (const char *text, gboolean *ret, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbSettings, cb_settings_free)

G_END_DECLS
