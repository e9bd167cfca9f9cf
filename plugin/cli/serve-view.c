/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "serve-view.h"

#include <arpa/inet.h>

#include <glib/gi18n-lib.h>

#include "escape.h"
#include "host/mac-text.h"
#include "json.h"

#define FORMAT_VERSION 1
#define NS_PER_MS      1000000

struct CbServeView {
  gboolean utf8;
  GHashTable *begun; /* transfer's id -> ns_now of CB_BOOT_ASKED */
};

/* In --json, so never translated. */
static const char *const kind_words[CB_BOOT_N_] = {
  [CB_BOOT_READY] = "ready",
  [CB_BOOT_STRANGER] = "stranger",
  [CB_BOOT_BOARD_SEEN] = "board",
  [CB_BOOT_ADDRESSED] = "addressed",
  [CB_BOOT_ASKED] = "asked",
  [CB_BOOT_PROBED] = "probed",
  [CB_BOOT_PROGRESS] = "progress",
  [CB_BOOT_SENT] = "sent",
  [CB_BOOT_MISSING] = "missing",
  [CB_BOOT_REFUSED] = "refused",
  [CB_BOOT_ABORTED] = "aborted",
  [CB_BOOT_CHANGED] = "changed",
  [CB_BOOT_TIMED_OUT] = "timed-out",
};

static const struct {
  const char *word;
  const char *text;
} refusals[] = {
  [CB_BOOT_REFUSED_DENIED] = { "denied", N_ ("no permission to read it") },
  [CB_BOOT_REFUSED_LINK] = { "link", N_ ("a link that leads out of the folder") },
  [CB_BOOT_REFUSED_LOOP] = { "loop", N_ ("a link that leads to itself") },
  [CB_BOOT_REFUSED_SPECIAL] = { "special", N_ ("not a regular file") },
  [CB_BOOT_REFUSED_NAME] = { "name", N_ ("not a name that is served") },
  [CB_BOOT_REFUSED_WRITE] = { "write", N_ ("nothing can be written here") },
  [CB_BOOT_REFUSED_REQUEST] = { "request", N_ ("not a proper request") },
  [CB_BOOT_REFUSED_BUSY] = { "busy", N_ ("too many transfers at once") },
  [CB_BOOT_REFUSED_FAILED] = { "failed", N_ ("it can't be read") },
};

CbServeView *
cb_serve_view_new (gboolean utf8) {
  CbServeView *view = g_new0 (CbServeView, 1);

  view->utf8 = utf8;
  view->begun = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  return view;
}

void
cb_serve_view_free (CbServeView *view) {
  if (!view)
    return;
  g_hash_table_unref (view->begun);
  g_free (view);
}

/* Milliseconds since the file was asked for. */
static guint64
note_time (CbServeView *view, const CbBootEvent *event, guint64 ns_now) {
  gpointer id = GUINT_TO_POINTER (event->transfer.id);
  const guint64 *ns_begun = g_hash_table_lookup (view->begun, id);
  guint64 ms = ns_begun ? (ns_now - *ns_begun) / NS_PER_MS : 0;

  if (event->kind == CB_BOOT_ASKED)
    g_hash_table_insert (view->begun, id, g_memdup2 (&ns_now, sizeof ns_now));
  else if (event->kind != CB_BOOT_PROGRESS)
    g_hash_table_remove (view->begun, id);
  return ms;
}

static char *
address_text (guint32 address) {
  struct in_addr ipv4 = { htonl (address) };
  char text[INET_ADDRSTRLEN];

  return address == 0 ? g_strdup ("IPv6") : g_strdup (inet_ntop (AF_INET, &ipv4, text, sizeof text));
}

static char *
bytes_text (const CbBootBytes *bytes, gboolean utf8) {
  return cb_escape_bytes ((const char *) bytes->bytes, bytes->n_bytes, utf8);
}

static const char *
refusal_word (guint code) {
  return code < G_N_ELEMENTS (refusals) && refusals[code].word ? refusals[code].word : "failed";
}

const char *
cb_serve_view_refusal (guint code) {
  return _ (code < G_N_ELEMENTS (refusals) && refusals[code].text ? refusals[code].text
                                                                  : refusals[CB_BOOT_REFUSED_FAILED].text);
}

static char *
sent_text (const CbBootTransfer *transfer, const char *name, const char *client, guint64 ms) {
  g_autofree char *size = g_format_size (transfer->n_bytes);
  g_autofree char *rate = g_format_size (transfer->n_bytes * 1000 / MAX (ms, 1));

  return g_strdup_printf (_ ("sent      %s to %s: %s in %.2f s, %s/s"), name, client, size, (double) ms / 1000,
                          rate);
}

static char *
progress_text (const CbBootTransfer *transfer, const char *name, const char *client) {
  g_autofree char *size = g_format_size (transfer->n_bytes);

  if (transfer->n_total == CB_BOOT_TOTAL_UNKNOWN || transfer->n_total == 0)
    return g_strdup_printf (_ ("sending   %s to %s: %s"), name, client, size);
  return g_strdup_printf (_ ("sending   %s to %s: %s, %u %%"), name, client, size,
                          (guint) (transfer->n_bytes * 100 / transfer->n_total));
}

static char *
transfer_text (CbServeView *view, const CbBootEvent *event, guint64 ms) {
  const CbBootTransfer *transfer = &event->transfer;
  g_autofree char *name = bytes_text (&transfer->name, view->utf8);
  g_autofree char *client = address_text (transfer->address);
  g_autofree char *size = g_format_size (transfer->n_total);

  switch ((int) event->kind) {
  case CB_BOOT_PROBED:
    return g_strdup_printf (_ ("probed    %s by %s: %s"), name, client, size);
  case CB_BOOT_PROGRESS:
    return progress_text (transfer, name, client);
  case CB_BOOT_SENT:
    return sent_text (transfer, name, client, ms);
  case CB_BOOT_MISSING:
    return g_strdup_printf (_ ("missing   %s, asked for by %s"), name, client);
  case CB_BOOT_REFUSED:
    return g_strdup_printf (_ ("refused   %s to %s: %s"), name, client, cb_serve_view_refusal (transfer->code));
  case CB_BOOT_ABORTED:
    return g_strdup_printf (_ ("aborted   %s by %s: error %u"), name, client, transfer->code);
  case CB_BOOT_CHANGED:
    return g_strdup_printf (_ ("changed   %s while it was sent to %s: stopped"), name, client);
  case CB_BOOT_TIMED_OUT:
    return g_strdup_printf (_ ("timed out %s: %s doesn't answer any more"), name, client);
  default:
    return NULL;
  }
}

char *
cb_serve_view_text (CbServeView *view, const CbBootEvent *event, guint64 ns_now) {
  g_autofree char *mac = NULL, *address = NULL;

  if (cb_boot_event_is_transfer (event))
    return transfer_text (view, event, note_time (view, event, ns_now));
  if (event->kind != CB_BOOT_ADDRESSED)
    return NULL;
  mac = cb_mac_to_text (event->addressed.mac);
  address = address_text (event->addressed.address);
  return g_strdup_printf (_ ("address   %s for %s"), address, mac);
}

static void
add_transfer (JsonBuilder *builder, const CbBootEvent *event, guint64 ms) {
  const CbBootTransfer *transfer = &event->transfer;
  g_autofree char *name = bytes_text (&transfer->name, TRUE);
  g_autofree char *client = address_text (transfer->address);

  cb_json_add_text (builder, "file", name);
  cb_json_add_text (builder, "client", client);
  cb_json_add_number (builder, "port", transfer->port);
  cb_json_add_number (builder, "transfer", transfer->id);
  if (event->kind == CB_BOOT_REFUSED)
    cb_json_add_text (builder, "reason", refusal_word (transfer->code));
  if (event->kind == CB_BOOT_REFUSED || event->kind == CB_BOOT_MISSING)
    return;
  cb_json_add_number (builder, "bytes", transfer->n_bytes);
  if (transfer->n_total != CB_BOOT_TOTAL_UNKNOWN)
    cb_json_add_number (builder, "total", transfer->n_total);
  if (event->kind != CB_BOOT_ASKED)
    cb_json_add_number (builder, "ms", ms);
  if (event->kind == CB_BOOT_ABORTED)
    cb_json_add_number (builder, "code", transfer->code);
}

static void
add_board (JsonBuilder *builder, const CbBootEvent *event) {
  g_autofree char *mac = cb_mac_to_text (event->board.mac);
  g_autofree char *more = NULL;

  cb_json_add_text (builder, "mac", mac);
  if (event->kind == CB_BOOT_ADDRESSED)
    more = address_text (event->addressed.address);
  else if (event->kind == CB_BOOT_STRANGER)
    more = bytes_text (&event->stranger.vendor_class, TRUE);
  else if (event->board.serial != 0)
    more = g_strdup_printf ("%08x", event->board.serial);
  if (more)
    cb_json_add_text (builder,
              event->kind == CB_BOOT_ADDRESSED  ? "address"
              : event->kind == CB_BOOT_STRANGER ? "vendor_class"
                                                : "serial",
              more);
}

char *
cb_serve_view_json (CbServeView *view, const CbBootEvent *event, guint64 ns_now) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  cb_json_add_text (builder, "event", kind_words[event->kind] ? kind_words[event->kind] : "other");
  if (cb_boot_event_is_transfer (event))
    add_transfer (builder, event, note_time (view, event, ns_now));
  else if (event->kind != CB_BOOT_READY)
    add_board (builder, event);
  return cb_json_end (builder, FALSE);
}
