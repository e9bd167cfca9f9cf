/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "story-json.h"

#include "boot/story-words.h"
#include "event-text.h"
#include "json.h"

/* In the order of the output. */
static const char *const event_keys[] = {
  "uuid",         "interface", "boot",       "ms",      "mac",     "serial",  "model",
  "board",        "address",   "stage",      "transfer", "file",   "role",    "file_kind",
  "outcome",      "bytes",     "total",      "took_ms", "code",    "cause",   "release",
  "build",        "hash",      "same_kernel", "first_time", "vendor_class", NULL,
};

static const char *const boot_keys[] = {
  "uuid",    "interface", "user",        "took_ms", "running", "mac",       "serial",   "model",
  "board",   "address",   "stage",       "result",  "cause",   "file",      "release",  "build",
  "hash",    "same_kernel", "kernel",    "kernel_ms", "linux_ms", "files",  "bytes",    NULL,
};

static void
add_time (JsonBuilder *builder, GVariant *dict) {
  g_autofree char *time = cb_event_rfc3339 (dict);

  cb_json_add_text (builder, "time", time);
}

static void
add_cause_in_words (JsonBuilder *builder, GVariant *dict) {
  CbStoryCause cause = cb_story_cause_from_code (cb_dict_text (dict, "cause"));

  if (cause == CB_STORY_CAUSE_NONE)
    return;
  cb_json_add_text (builder, "message", cb_story_cause_to_text (cause));
  cb_json_add_text (builder, "remedy", cb_story_cause_to_remedy (cause));
}

static void
add_event (JsonBuilder *builder, GVariant *event) {
  cb_json_add_text (builder, "event", cb_dict_text (event, "kind"));
  add_time (builder, event);
  cb_json_add_keys (builder, event, event_keys);
  add_cause_in_words (builder, event);
}

char *
cb_story_json_event (GVariant *event) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  add_event (builder, event);
  return cb_json_end (builder, FALSE);
}

char *
cb_story_json_failure (const GError *error, GVariant *event, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  cb_json_add_error (builder, error);
  cb_json_add_text (builder, "cause", cb_dict_text (event, "cause"));
  json_builder_end_object (builder);
  return cb_json_end (builder, pretty);
}

/* {"address": 123, "firmware": 1400}; nothing where the record has none. */
static void
add_stages (JsonBuilder *builder, GVariant *boot) {
  g_autoptr (GVariant) stages = g_variant_lookup_value (boot, "stages", G_VARIANT_TYPE ("a{su}"));
  GVariantIter iter;
  const char *stage;
  guint32 ms;

  if (!stages)
    return;
  json_builder_set_member_name (builder, "stages_ms");
  json_builder_begin_object (builder);
  g_variant_iter_init (&iter, stages);
  while (g_variant_iter_next (&iter, "{&su}", &stage, &ms))
    cb_json_add_number (builder, stage, ms);
  json_builder_end_object (builder);
}

static void
add_events (JsonBuilder *builder, GVariant *boot) {
  g_autoptr (GVariant) events = g_variant_lookup_value (boot, "events", G_VARIANT_TYPE ("aa{sv}"));

  if (!events)
    return;
  json_builder_set_member_name (builder, "events");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < g_variant_n_children (events); i++) {
    g_autoptr (GVariant) event = g_variant_get_child_value (events, i);

    json_builder_begin_object (builder);
    add_event (builder, event);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_boot (JsonBuilder *builder, GVariant *boot) {
  json_builder_begin_object (builder);
  cb_json_add_number (builder, "number", cb_dict_number (boot, "number"));
  add_time (builder, boot);
  cb_json_add_keys (builder, boot, boot_keys);
  add_stages (builder, boot);
  add_cause_in_words (builder, boot);
  add_events (builder, boot);
  json_builder_end_object (builder);
}

static void
add_named_boot (JsonBuilder *builder, const char *key, GVariant *boot) {
  if (!boot)
    return;
  json_builder_set_member_name (builder, key);
  add_boot (builder, boot);
}

char *
cb_story_json_summary (GVariant *boot, GVariant *before) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  cb_json_add_text (builder, "event", "summary");
  add_named_boot (builder, "boot", boot);
  add_named_boot (builder, "before", before);
  return cb_json_end (builder, FALSE);
}

char *
cb_story_json_boots (GVariant *boots, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  json_builder_set_member_name (builder, "boots");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < g_variant_n_children (boots); i++) {
    g_autoptr (GVariant) boot = g_variant_get_child_value (boots, i);

    add_boot (builder, boot);
  }
  json_builder_end_array (builder);
  return cb_json_end (builder, pretty);
}

char *
cb_story_json_boot (GVariant *boot, gboolean pretty) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();

  add_named_boot (builder, "boot", boot);
  return cb_json_end (builder, pretty);
}
