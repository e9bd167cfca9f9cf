/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-record.h"

#include <string.h>

#include "boot/story-report.h"
#include "boot/story-words.h"
#include "host/dict.h"
#include "limit.h"

/* Bytes that are kept. */
typedef struct {
  guint8 *bytes;
  gsize n_bytes;
} Kept;

struct CbBootRecord {
  guint32 number, uid;
  char *uuid, *interface, *user;
  gint64 time;
  gboolean running;
  guint32 took_ms;

  CbStoryEvent board; /* who it is; nothing else is set */
  CbStoryStage stage;
  guint32 ms_stage;   /* when it was reached */
  guint32 stage_ms[CB_STORY_STAGE_N_];
  CbStoryCause cause; /* of a stall that lasts, or of the end */
  Kept file;          /* that cause is about */

  gboolean has_kernel;
  CbStoryEvent kernel; /* hash, release and build; the bytes are those below */
  Kept name, release, build;
  int same_kernel;
  guint32 kernel_ms, linux_ms; /* 0: not yet */

  guint32 n_files;
  guint64 n_bytes;
  GPtrArray *events; /* GVariant */
  gsize n_text;      /* that they take */
};

/* bytes may be those of kept. */
static void
keep (Kept *kept, const CbBootBytes *bytes) {
  guint8 *before = kept->bytes;

  *kept = (Kept){ bytes->n_bytes > 0 ? g_memdup2 (bytes->bytes, bytes->n_bytes) : NULL, bytes->n_bytes };
  g_free (before);
}

static CbBootBytes
bytes_of (const Kept *kept) {
  return (CbBootBytes){ kept->bytes, kept->n_bytes };
}

CbBootRecord *
cb_boot_record_new (const CbBootBegin *begin) {
  CbBootRecord *record = g_new0 (CbBootRecord, 1);

  record->number = begin->number;
  record->uuid = g_strdup (begin->uuid);
  record->interface = g_strdup (begin->interface);
  record->user = g_strdup (begin->user);
  record->uid = begin->uid;
  record->time = begin->time;
  record->running = TRUE;
  record->same_kernel = -1;
  record->events = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  return record;
}

void
cb_boot_record_free (CbBootRecord *record) {
  if (record == NULL)
    return;
  g_free (record->uuid);
  g_free (record->interface);
  g_free (record->user);
  g_free (record->file.bytes);
  g_free (record->name.bytes);
  g_free (record->release.bytes);
  g_free (record->build.bytes);
  g_ptr_array_unref (record->events);
  g_free (record);
}

static gboolean
has_mac (const CbStoryEvent *event) {
  static const guint8 none[sizeof event->mac];

  return memcmp (event->mac, none, sizeof none) != 0;
}

static void
copy_board (CbStoryEvent *to, const CbStoryEvent *from) {
  if (has_mac (from))
    memcpy (to->mac, from->mac, sizeof to->mac);
  to->serial = from->serial != 0 ? from->serial : to->serial;
  to->revision = from->revision != 0 ? from->revision : to->revision;
  to->board = from->board != CB_STORY_UNKNOWN ? from->board : to->board;
  to->address = from->address != 0 ? from->address : to->address;
}

void
cb_boot_record_complete (CbBootRecord *record, CbStoryEvent *event) {
  copy_board (&record->board, event);
  copy_board (event, &record->board);
}

void
cb_boot_record_board (const CbBootRecord *record, CbStoryEvent *ret_event) {
  copy_board (ret_event, &record->board);
}

/* --- what is told --- */

/* Bytes of text that a byte of a name takes ("0x6b, "). */
#define N_TEXT_OF_BYTE 6

/* For n_bytes more; there is always room for the end. */
static gboolean
has_room (const CbBootRecord *record, const CbStoryEvent *event, gsize n_bytes) {
  gboolean is_vital = event->what == CB_STORY_KERNEL || event->what == CB_STORY_STALLED
                      || event->what == CB_STORY_LINUX;
  gsize n_most = is_vital ? CB_MAX_BOOT_EVENTS_TEXT_BYTES : CB_MAX_BOOT_FILES_TEXT_BYTES;

  return event->what == CB_STORY_ENDED || record->n_text + n_bytes <= n_most;
}

static void
keep_event (CbBootRecord *record, const CbStoryEvent *event, gint64 time) {
  CbStoryEvent bare = *event;
  g_autoptr (GVariant) dict = NULL;
  g_autofree char *text = NULL;

  if (!has_room (record, event, N_TEXT_OF_BYTE * event->name.n_bytes))
    return;
  memset (bare.mac, 0, sizeof bare.mac);
  bare.serial = bare.address = 0;
  bare.board = CB_STORY_UNKNOWN;
  dict = g_variant_ref_sink (cb_story_report (&bare, &(CbStoryPlace){ .time = time, .number = record->number,
                                                                      .same_kernel = record->same_kernel }));
  text = g_variant_print (dict, TRUE);
  if (!has_room (record, event, strlen (text)))
    return;
  record->n_text += strlen (text) + strlen (", ");
  g_ptr_array_add (record->events, g_steal_pointer (&dict));
}

/* Who the board is may be told anew before where it is. */
static void
reach (CbBootRecord *record, const CbStoryEvent *event) {
  if (event->stage == CB_STORY_STAGE_NONE || event->stage == record->stage)
    return;
  record->stage_ms[record->stage] += event->ms - MIN (event->ms, record->ms_stage);
  record->ms_stage = event->ms;
  record->stage = (CbStoryStage) event->stage;
}

static void
take_kernel (CbBootRecord *record, const CbStoryEvent *event) {
  record->has_kernel = TRUE;
  record->kernel_ms = event->ms;
  memcpy (record->kernel.hash, event->hash, sizeof event->hash);
  keep (&record->name, &event->name);
  keep (&record->release, &event->release);
  keep (&record->build, &event->build);
  record->kernel.release = bytes_of (&record->release);
  record->kernel.build = bytes_of (&record->build);
}

static void
blame (CbBootRecord *record, const CbStoryEvent *event) {
  record->cause = (CbStoryCause) event->cause;
  keep (&record->file, &event->name);
}

static void
count_file (CbBootRecord *record, const CbStoryEvent *event) {
  record->n_bytes += event->n_bytes;
  record->n_files += event->outcome == CB_STORY_OUTCOME_SENT;
}

void
cb_boot_record_take (CbBootRecord *record, const CbStoryEvent *event, gint64 time) {
  static const CbStoryEvent nothing;

  if (!record->running)
    return;
  record->took_ms = MAX (record->took_ms, event->ms);
  reach (record, event);
  if (event->what != CB_STORY_ASKED && event->what != CB_STORY_PROGRESS)
    keep_event (record, event, time);
  switch (event->what) {
  case CB_STORY_FILE: count_file (record, event); break;
  case CB_STORY_KERNEL: take_kernel (record, event); break;
  case CB_STORY_STALLED: blame (record, event); break;
  case CB_STORY_RESUMED: blame (record, &nothing); break;
  case CB_STORY_LINUX: record->linux_ms = event->ms; break;
  case CB_STORY_ENDED:
    blame (record, event);
    record->running = FALSE;
    break;
  default: break;
  }
}

void
cb_boot_record_set_same_kernel (CbBootRecord *record, int same_kernel) {
  record->same_kernel = same_kernel;
}

guint32
cb_boot_record_number (const CbBootRecord *record) {
  return record->number;
}

gint64
cb_boot_record_begin (const CbBootRecord *record) {
  return record->time;
}

gboolean
cb_boot_record_is_running (const CbBootRecord *record) {
  return record->running;
}

gboolean
cb_boot_record_is_stalled (const CbBootRecord *record) {
  return record->running && record->cause != CB_STORY_CAUSE_NONE;
}

CbStoryStage
cb_boot_record_stage (const CbBootRecord *record) {
  return record->stage;
}

/* Whoever pulls the plug of a board that has its kernel does so on purpose. */
CbStoryEvent
cb_boot_record_end (const CbBootRecord *record, CbStoryCause cause, guint32 ms) {
  CbStoryEvent event = { .what = CB_STORY_ENDED, .stage = (uint8_t) record->stage, .ms = ms };

  if (record->cause != CB_STORY_CAUSE_NONE) {
    event.cause = (uint8_t) record->cause;
    event.name = bytes_of (&record->file);
  } else if (record->stage < CB_STORY_STAGE_LOADER) {
    event.cause = (uint8_t) cause;
  }
  return event;
}

/* --- what it comes to --- */

static const char *
result_of (CbStoryStage stage, gboolean running) {
  if (stage == CB_STORY_STAGE_LINUX)
    return "linux";
  if (stage >= CB_STORY_STAGE_LOADER)
    return "handed-over";
  return running ? "running" : "failed";
}

static void
add_number (GVariantBuilder *dict, const char *key, guint32 number) {
  g_variant_builder_add (dict, "{sv}", key, g_variant_new_uint32 (number));
}

static void
add_stages (GVariantBuilder *dict, const CbBootRecord *record) {
  g_autoptr (GVariantBuilder) stages = g_variant_builder_new (G_VARIANT_TYPE ("a{su}"));

  for (guint stage = CB_STORY_STAGE_NONE + 1; stage < CB_STORY_STAGE_N_; stage++) {
    guint32 ms = record->stage_ms[stage];

    if (stage == record->stage)
      ms += record->took_ms - MIN (record->took_ms, record->ms_stage);
    if (ms > 0 || stage == record->stage)
      g_variant_builder_add (stages, "{su}", cb_story_stage_to_code (stage), ms);
  }
  g_variant_builder_add (dict, "{sv}", "stages", g_variant_builder_end (stages));
}

static void
add_kernel (GVariantBuilder *dict, const CbBootRecord *record) {
  CbBootBytes name = bytes_of (&record->name);

  if (!record->has_kernel)
    return;
  cb_story_report_bytes (dict, "kernel", &name);
  cb_story_report_kernel (dict, &record->kernel);
  add_number (dict, "kernel_ms", record->kernel_ms);
  if (record->same_kernel >= 0)
    g_variant_builder_add (dict, "{sv}", "same_kernel", g_variant_new_boolean (record->same_kernel != 0));
}

static void
add_cause (GVariantBuilder *dict, const CbBootRecord *record) {
  CbBootBytes file = bytes_of (&record->file);

  /* To unplug what has its kernel is no failure. */
  if (record->cause == CB_STORY_CAUSE_NONE
      || (record->cause == CB_STORY_CAUSE_UNPLUGGED && record->stage >= CB_STORY_STAGE_LOADER))
    return;
  cb_dict_add_text (dict, "cause", cb_story_cause_to_code (record->cause));
  cb_story_report_bytes (dict, "file", &file);
}

static void
add_events (GVariantBuilder *dict, const CbBootRecord *record) {
  g_autoptr (GVariantBuilder) events = g_variant_builder_new (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < record->events->len; i++)
    g_variant_builder_add_value (events, record->events->pdata[i]);
  g_variant_builder_add (dict, "{sv}", "events", g_variant_builder_end (events));
}

GVariant *
cb_boot_record_to_variant (const CbBootRecord *record, gboolean with_events) {
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  add_number (&dict, "number", record->number);
  cb_dict_add_text (&dict, "uuid", record->uuid);
  cb_dict_add_text (&dict, "interface", record->interface);
  cb_dict_add_text (&dict, "user", record->user);
  add_number (&dict, "uid", record->uid);
  g_variant_builder_add (&dict, "{sv}", "time", g_variant_new_int64 (record->time));
  add_number (&dict, "took_ms", record->took_ms);
  g_variant_builder_add (&dict, "{sv}", "running", g_variant_new_boolean (record->running));
  cb_story_report_board (&dict, &record->board);
  cb_dict_add_text (&dict, "stage", cb_story_stage_to_code (record->stage));
  cb_dict_add_text (&dict, "result", result_of (record->stage, record->running));
  add_cause (&dict, record);
  add_kernel (&dict, record);
  if (record->linux_ms != 0)
    add_number (&dict, "linux_ms", record->linux_ms);
  add_number (&dict, "files", record->n_files);
  g_variant_builder_add (&dict, "{sv}", "bytes", g_variant_new_uint64 (record->n_bytes));
  add_stages (&dict, record);
  if (with_events)
    add_events (&dict, record);
  return g_variant_builder_end (&dict);
}
