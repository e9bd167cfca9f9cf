/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-report.h"

#include <string.h>

#include "boot/board.h"
#include "boot/boot-plan.h"
#include "boot/story-words.h"
#include "host/dict.h"
#include "host/mac-text.h"
#include "host/quote.h"
#include "host/subnet.h"
#include "wire/boot-event.h"

static gboolean
is_zero (const guint8 *bytes, gsize n_bytes) {
  for (gsize i = 0; i < n_bytes; i++)
    if (bytes[i] != 0)
      return FALSE;
  return TRUE;
}

static void
add_number (GVariantBuilder *dict, const char *key, guint32 number) {
  if (number != 0)
    g_variant_builder_add (dict, "{sv}", key, g_variant_new_uint32 (number));
}

static void
add_size (GVariantBuilder *dict, const char *key, guint64 size) {
  g_variant_builder_add (dict, "{sv}", key, g_variant_new_uint64 (size));
}

void
cb_story_report_bytes (GVariantBuilder *dict, const char *key, const CbBootBytes *bytes) {
  if (bytes->n_bytes > 0)
    g_variant_builder_add (dict, "{sv}", key,
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes->bytes, bytes->n_bytes, 1));
}

void
cb_story_report_text (GVariantBuilder *dict, const char *key, const CbBootBytes *bytes) {
  g_autofree char *text = cb_quote ((const char *) bytes->bytes, (gssize) bytes->n_bytes);

  if (bytes->n_bytes > 0)
    cb_dict_add_text (dict, key, text);
}

void
cb_story_report_board (GVariantBuilder *dict, const CbStoryEvent *event) {
  g_autofree char *mac = cb_mac_to_text (event->mac);
  g_autofree char *serial = g_strdup_printf ("%08x", event->serial);
  g_autofree char *address = cb_address_to_text (event->address);
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  if (!is_zero (event->mac, sizeof event->mac))
    cb_dict_add_text (dict, "mac", mac);
  if (event->serial != 0)
    cb_dict_add_text (dict, "serial", serial);
  if (event->board != CB_STORY_UNKNOWN && event->board <= n_boards) {
    cb_dict_add_text (dict, "model", boards[event->board - 1].model);
    cb_dict_add_text (dict, "board", boards[event->board - 1].name);
  }
  if (event->address != 0)
    cb_dict_add_text (dict, "address", address);
}

void
cb_story_report_kernel (GVariantBuilder *dict, const CbStoryEvent *event) {
  char hash[2 * CB_STORY_HASH_BYTES + 1];

  cb_story_report_text (dict, "release", &event->release);
  cb_story_report_text (dict, "build", &event->build);
  if (is_zero (event->hash, sizeof event->hash))
    return;
  for (gsize i = 0; i < sizeof event->hash; i++)
    g_snprintf (hash + 2 * i, 3, "%02x", event->hash[i]);
  cb_dict_add_text (dict, "hash", hash);
}

static void
add_file (GVariantBuilder *dict, const CbStoryEvent *event) {
  add_number (dict, "transfer", event->transfer);
  cb_story_report_bytes (dict, "file", &event->name);
  if (event->role != CB_STORY_UNKNOWN && event->role <= CB_ROLE_HIJACK + 1)
    cb_dict_add_text (dict, "role", cb_boot_role_to_code ((CbBootRole) (event->role - 1)));
  if (event->file_kind != CB_STORY_UNKNOWN && event->file_kind <= CB_FILE_N_)
    cb_dict_add_text (dict, "file_kind", cb_file_kind_to_code ((CbFileKind) (event->file_kind - 1)));
}

/* That none of its bytes are over says something of a file that is there. */
static gboolean
tells_bytes (const CbStoryEvent *event) {
  if (event->n_bytes != 0 || event->n_total != 0)
    return event->n_total != CB_BOOT_TOTAL_UNKNOWN || event->n_bytes != 0;
  return event->what == CB_STORY_PROGRESS || event->outcome == CB_STORY_OUTCOME_SENT;
}

static void
add_progress (GVariantBuilder *dict, const CbStoryEvent *event) {
  if (tells_bytes (event))
    add_size (dict, "bytes", event->n_bytes);
  if (event->n_total != CB_BOOT_TOTAL_UNKNOWN
      && (event->n_total != 0 || event->outcome == CB_STORY_OUTCOME_SENT))
    add_size (dict, "total", event->n_total);
}

static void
add_place (GVariantBuilder *dict, const CbStoryEvent *event, const CbStoryPlace *place) {
  cb_dict_add_text (dict, "uuid", place->uuid);
  cb_dict_add_text (dict, "interface", place->interface);
  g_variant_builder_add (dict, "{sv}", "time", g_variant_new_int64 (place->time));
  if (place->number == 0)
    return;
  add_number (dict, "boot", place->number);
  g_variant_builder_add (dict, "{sv}", "ms", g_variant_new_uint32 (event->ms));
  if (place->is_first)
    g_variant_builder_add (dict, "{sv}", "first_time", g_variant_new_boolean (TRUE));
  if (event->what == CB_STORY_KERNEL && place->same_kernel >= 0)
    g_variant_builder_add (dict, "{sv}", "same_kernel", g_variant_new_boolean (place->same_kernel != 0));
}

GVariant *
cb_story_report (const CbStoryEvent *event, const CbStoryPlace *place) {
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  cb_dict_add_text (&dict, "kind", cb_story_kind_to_code (event->what));
  add_place (&dict, event, place);
  cb_story_report_board (&dict, event);
  if (event->stage != CB_STORY_STAGE_NONE)
    cb_dict_add_text (&dict, "stage", cb_story_stage_to_code (event->stage));
  add_file (&dict, event);
  add_progress (&dict, event);
  if (event->outcome != CB_STORY_OUTCOME_NONE)
    cb_dict_add_text (&dict, "outcome", cb_story_outcome_to_code (event->outcome));
  add_number (&dict, "took_ms", event->ms_taken);
  add_number (&dict, "code", event->code);
  if (event->cause != CB_STORY_CAUSE_NONE)
    cb_dict_add_text (&dict, "cause", cb_story_cause_to_code (event->cause));
  cb_story_report_kernel (&dict, event);
  return g_variant_builder_end (&dict);
}

const char *
cb_story_signal (const CbStoryEvent *event) {
  switch (event->what) {
  case CB_STORY_BOARD: return "BoardSeen";
  case CB_STORY_ASKED: return "FileAsked";
  case CB_STORY_PROGRESS: return "FileProgress";
  case CB_STORY_FILE:
    return event->outcome == CB_STORY_OUTCOME_SENT || event->outcome == CB_STORY_OUTCOME_PROBED ? "FileSent"
                                                                                               : "FileMissing";
  case CB_STORY_KERNEL: return "KernelFetched";
  case CB_STORY_LINUX: return "LinuxUp";
  case CB_STORY_STALLED:
  case CB_STORY_SILENT: return "BootStalled";
  default: return "BootChanged";
  }
}
