/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable-boots.h"

#include <string.h>

#include "boot/boot-kin.h"
#include "boot/boot-record.h"
#include "boot/story-report.h"
#include "host/mac-text.h"
#include "limit.h"
#include "past-events.h"

/* A boot that runs, or has since this watcher began. */
typedef struct {
  CbBootRecord *record;
  guint32 id;         /* by which the watcher calls it; 0: an earlier one did */
  guint32 late_id;    /* by which the one before calls it; 0: it is of no more use */
  gboolean is_doubted; /* it was under way when its board was heard anew: is it the same boot? */
  guint32 ms_before;  /* from its begin to that of the watcher's count */
  gboolean is_first;  /* no boot of its board is on record */
  guint n_saves;      /* 0: its number isn't on record yet */
} Boot;

struct CbCableBoots {
  CbBootsShared *shared;
  char *uuid, *interface, *user;
  guint32 uid;
  gboolean plugged;
  gint64 unplugged_at; /* ms since 1970 */
  GSource *flap;       /* until the end of its boots, if the cable doesn't come */
  GPtrArray *boots;    /* Boot */
  CbPastEvents *past;
  gint64 second;       /* the present one, and the events that it brought */
  guint n_in_second;
  gint64 minute;       /* likewise, and the boots that began in it */
  guint n_in_minute;
  guint32 refused;     /* boots of the watcher up to this number that aren't known were too many */
  gboolean is_unwritten; /* the last record could not be written, and this was said */
};

static gint64
now (void) {
  return g_get_real_time () / 1000;
}

static void
boot_free (gpointer data) {
  Boot *boot = data;

  cb_boot_record_free (boot->record);
  g_free (boot);
}

guint32
cb_cable_boots_uid (const CbCableBoots *self) {
  return self->uid;
}

/* --- what is told of the cable and its boots --- */

static void
tell (CbCableBoots *self, const char *signal, GVariant *event) {
  g_autoptr (GVariant) kept = g_variant_ref_sink (event);

  cb_past_events_add (self->past, kept);
  cb_herald_tell (self->shared->herald, self->uuid, self->uid, signal, kept);
}

static void
tell_of_cable (CbCableBoots *self, const char *kind, gint64 time, const char *outcome,
               const CbBootEvent *stranger) {
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dict, "{sv}", "kind", g_variant_new_string (kind));
  g_variant_builder_add (&dict, "{sv}", "uuid", g_variant_new_string (self->uuid));
  g_variant_builder_add (&dict, "{sv}", "interface", g_variant_new_string (self->interface));
  g_variant_builder_add (&dict, "{sv}", "time", g_variant_new_int64 (time));
  if (outcome != NULL)
    g_variant_builder_add (&dict, "{sv}", "outcome", g_variant_new_string (outcome));
  if (stranger != NULL) {
    g_variant_builder_add (&dict, "{sv}", "mac",
                           g_variant_new_take_string (cb_mac_to_text (stranger->stranger.mac)));
    cb_story_report_text (&dict, "vendor_class", &stranger->stranger.vendor_class);
  }
  tell (self, "BootChanged", g_variant_builder_end (&dict));
}

static GVariant *
report (CbCableBoots *self, const Boot *boot, const CbStoryEvent *event, gint64 time, int same_kernel) {
  return cb_story_report (event, &(CbStoryPlace){
                                     .uuid = self->uuid,
                                     .interface = self->interface,
                                     .time = time,
                                     .number = boot != NULL ? cb_boot_record_number (boot->record) : 0,
                                     .same_kernel = same_kernel,
                                     .is_first = boot != NULL && boot->is_first,
                                 });
}

/* --- records --- */

CbBootStore *
cb_boots_shared_store (CbBootsShared *shared) {
  if (shared->store == NULL)
    shared->store = cb_boot_store_open ();
  return shared->store;
}

static void
save (CbCableBoots *self, Boot *boot) {
  g_autoptr (GVariant) dict = g_variant_ref_sink (cb_boot_record_to_variant (boot->record, FALSE));
  g_autofree char *text = cb_boot_record_to_text (boot->record);
  g_autoptr (GError) error = NULL;
  gboolean is_written = cb_boot_store_save (cb_boots_shared_store (self->shared), dict, text,
                                            !cb_boot_record_is_running (boot->record), &error);

  if (!is_written && !self->is_unwritten)
    g_warning ("%s", error->message);
  self->is_unwritten = !is_written;
  boot->n_saves++;
}

/* Stalls that come and go as often as a client likes are written at the end. */
static gboolean
is_due_to_be_saved (const Boot *boot, const CbStoryEvent *event) {
  if (boot->n_saves == 0 || event->what == CB_STORY_ENDED)
    return TRUE;
  if (boot->n_saves >= CB_MAX_BOOT_WRITES)
    return FALSE;
  return event->what == CB_STORY_KERNEL || event->what == CB_STORY_STALLED || event->what == CB_STORY_LINUX;
}

static void
identify (CbCableBoots *self, Boot *boot) {
  CbStoryEvent board = { 0 };

  cb_boot_record_board (boot->record, &board);
  boot->is_first = cb_boot_kin_is_first (cb_boot_store_boots (cb_boots_shared_store (self->shared)), self->uid,
                                         cb_boot_record_number (boot->record), &board);
}

/* event->ms is from the boot's begin, and the watcher's own clock: it counts, not when we come to hear of it.
 * Who follows hears it before the disk does. */
static void
take (CbCableBoots *self, Boot *boot, CbStoryEvent *event) {
  gint64 time = cb_boot_record_begin (boot->record) + event->ms;
  int same_kernel = -1;

  if (!cb_boot_record_is_running (boot->record))
    return;
  cb_boot_record_complete (boot->record, event);
  if (event->what == CB_STORY_BOARD)
    identify (self, boot);
  if (event->what == CB_STORY_KERNEL) {
    same_kernel = cb_boot_kin_has_same_kernel (cb_boot_store_boots (cb_boots_shared_store (self->shared)),
                                               self->uid, cb_boot_record_number (boot->record), event);
    cb_boot_record_set_same_kernel (boot->record, same_kernel);
  }
  if (event->what != CB_STORY_PROGRESS || cb_herald_is_heard (self->shared->herald))
    tell (self, cb_story_signal (event), report (self, boot, event, time, same_kernel));
  cb_boot_record_take (boot->record, event, time);
  if (is_due_to_be_saved (boot, event))
    save (self, boot);
}

static void
end_boot (CbCableBoots *self, Boot *boot, CbStoryCause cause, gint64 time) {
  gint64 ms = MAX (time - cb_boot_record_begin (boot->record), 0);
  CbStoryEvent event = cb_boot_record_end (boot->record, cause, (guint32) MIN (ms, G_MAXUINT32));

  take (self, boot, &event);
}

static void
end_all (CbCableBoots *self, CbStoryCause cause, gint64 time) {
  for (guint i = 0; i < self->boots->len; i++)
    end_boot (self, self->boots->pdata[i], cause, time);
}

/* What happened before isn't for somebody else. */
static void
hand_over (CbCableBoots *self, const CbSettings *settings) {
  end_all (self, CB_STORY_CAUSE_NONE, now ());
  g_ptr_array_set_size (self->boots, 0);
  cb_past_events_free (self->past);
  self->past = cb_past_events_new ();
  g_free (self->user);
  self->user = g_strdup (settings->user);
  self->uid = settings->uid;
}

gboolean
cb_cable_boots_update (CbCableBoots *self, const CbSettings *settings) {
  gboolean is_moved = g_strcmp0 (self->interface, settings->interface) != 0;

  if (is_moved) {
    g_free (self->interface);
    self->interface = g_strdup (settings->interface);
  }
  if (self->uid != settings->uid)
    hand_over (self, settings);
  return is_moved;
}

CbCableBoots *
cb_cable_boots_new (CbBootsShared *shared, const CbSettings *settings) {
  CbCableBoots *self = g_new0 (CbCableBoots, 1);

  self->shared = shared;
  self->uuid = g_strdup (settings->uuid);
  self->boots = g_ptr_array_new_with_free_func (boot_free);
  self->past = cb_past_events_new ();
  cb_cable_boots_update (self, settings);
  return self;
}

/* --- which boot it is --- */

static Boot *
find_id (CbCableBoots *self, guint32 id) {
  for (guint i = 0; i < self->boots->len; i++)
    if (((Boot *) self->boots->pdata[i])->id == id)
      return self->boots->pdata[i];
  return NULL;
}

/* One that an earlier watcher told of, of the same board. */
static Boot *
find_left (CbCableBoots *self, const CbStoryEvent *event) {
  for (guint i = 0; i < self->boots->len; i++) {
    Boot *boot = self->boots->pdata[i];
    CbStoryEvent board = { 0 };

    cb_boot_record_board (boot->record, &board);
    if (boot->id == 0 && cb_boot_record_is_running (boot->record)
        && memcmp (board.mac, event->mac, sizeof board.mac) == 0)
      return boot;
  }
  return NULL;
}

/* Those that are over go first; a watcher that tells of more boards than it can know has gone mad. */
static gboolean
make_room (CbCableBoots *self) {
  for (guint i = 0; i < self->boots->len && self->boots->len >= CB_MAX_RUNNING_BOOTS; i++)
    if (!cb_boot_record_is_running (((Boot *) self->boots->pdata[i])->record))
      g_ptr_array_remove_index (self->boots, i--);
  return self->boots->len < CB_MAX_RUNNING_BOOTS;
}

/* What is refused stays so to its end, or its record would begin there. */
static gboolean
may_begin (CbCableBoots *self, const CbStoryEvent *event, gint64 time) {
  if (time / 60000 != self->minute) {
    self->minute = time / 60000;
    self->n_in_minute = 0;
  }
  if (event->boot <= self->refused)
    return FALSE;
  if (self->n_in_minute < CB_MAX_BOOTS_PER_MINUTE && make_room (self)) {
    self->n_in_minute++;
    return TRUE;
  }
  self->refused = event->boot;
  return FALSE;
}

static Boot *
begin (CbCableBoots *self, const CbStoryEvent *event, gint64 time) {
  Boot *boot;

  if (!may_begin (self, event, time))
    return NULL;
  boot = g_new0 (Boot, 1);
  boot->id = event->boot;
  boot->record = cb_boot_record_new (&(CbBootBegin){
      .number = cb_boot_store_next (cb_boots_shared_store (self->shared)),
      .uuid = self->uuid,
      .interface = self->interface,
      .user = self->user,
      .uid = self->uid,
      .time = time - event->ms,
  });
  g_ptr_array_add (self->boots, boot);
  return boot;
}

static Boot *
go_on (Boot *boot, const CbStoryEvent *event, gint64 time) {
  gint64 ms = time - cb_boot_record_begin (boot->record) - event->ms;

  boot->id = event->boot;
  boot->late_id = 0;
  boot->is_doubted = TRUE;
  boot->ms_before = (guint32) CLAMP (ms, 0, G_MAXINT32);
  return boot;
}

/* Its first step tells: a board that is past its firmware, or that stalled, and asks for an address or for
 * firmware begins anew; the loaders of a Pi 3, and start*.elf, bring the network up again and go on. */
static gboolean
begins_anew (const Boot *boot, const CbStoryEvent *event) {
  CbStoryStage before = cb_boot_record_stage (boot->record);

  if (event->stage == CB_STORY_STAGE_ADDRESS)
    return before >= CB_STORY_STAGE_SYSTEM || cb_boot_record_is_stalled (boot->record);
  return event->stage < CB_STORY_STAGE_LOADER && before >= CB_STORY_STAGE_HANDED_OVER;
}

/* It was taken for the boot before: that one is over, and a new one has begun. */
static Boot *
part (CbCableBoots *self, Boot *before, const CbStoryEvent *event, gint64 time) {
  CbStoryEvent board = { .what = CB_STORY_BOARD, .boot = event->boot, .ms = event->ms };
  Boot *boot;

  cb_boot_record_board (before->record, &board);
  before->id = 0;
  end_boot (self, before, CB_STORY_CAUSE_NONE, time - event->ms);
  boot = begin (self, event, time);
  if (boot != NULL)
    take (self, boot, &board);
  return boot;
}

static Boot *
find_or_begin (CbCableBoots *self, const CbStoryEvent *event, gint64 time) {
  Boot *boot = find_id (self, event->boot);

  if (boot != NULL && boot->is_doubted && event->what != CB_STORY_BOARD) {
    boot->is_doubted = FALSE;
    if (begins_anew (boot, event))
      return part (self, boot, event, time);
  }
  if (boot != NULL)
    return boot;
  boot = find_left (self, event);
  return boot != NULL ? go_on (boot, event, time) : begin (self, event, time);
}

/* --- */

/* More than all boards together could honestly ask for is left out. */
static gboolean
is_too_much (CbCableBoots *self, const CbStoryEvent *event, gint64 time) {
  if (time / 1000 != self->second) {
    self->second = time / 1000;
    self->n_in_second = 0;
  }
  return ++self->n_in_second > CB_MAX_EVENTS_PER_SECOND
         && (event->what == CB_STORY_ASKED || event->what == CB_STORY_PROGRESS || event->what == CB_STORY_FILE);
}

static void
take_story (CbCableBoots *self, const CbStoryEvent *told) {
  gint64 time = now ();
  CbStoryEvent event = *told;
  Boot *boot;

  if (is_too_much (self, told, time))
    return;
  if (told->boot == 0) {
    /* The watcher doesn't know that the cable is out. */
    if (told->what == CB_STORY_SILENT && !self->plugged)
      return;
    tell (self, cb_story_signal (told), report (self, NULL, told, time, -1));
    return;
  }
  boot = find_or_begin (self, told, time);
  if (boot == NULL)
    return;
  event.ms += MIN (boot->ms_before, G_MAXUINT32 - event.ms);
  take (self, boot, &event);
}

void
cb_cable_boots_take (CbCableBoots *self, const CbBootEvent *event) {
  if (event->kind == CB_BOOT_STORY)
    take_story (self, &event->story);
  else if (event->kind == CB_BOOT_STRANGER)
    tell_of_cable (self, "stranger", now (), NULL, event);
}

static gboolean
awaits_system (const Boot *boot) {
  CbStoryStage stage = cb_boot_record_stage (boot->record);

  return cb_boot_record_is_running (boot->record)
         && (stage == CB_STORY_STAGE_LOADER || stage == CB_STORY_STAGE_HANDED_OVER);
}

void
cb_cable_boots_take_late (CbCableBoots *self, const CbBootEvent *event) {
  CbStoryEvent told = event->story;

  if (event->kind != CB_BOOT_STORY || told.boot == 0 || told.what == CB_STORY_ENDED)
    return;
  for (guint i = 0; i < self->boots->len; i++) {
    Boot *boot = self->boots->pdata[i];

    if (boot->late_id != told.boot || (told.stage != CB_STORY_STAGE_LINUX && !awaits_system (boot)))
      continue;
    told.ms += MIN (boot->ms_before, G_MAXUINT32 - told.ms);
    take (self, boot, &told);
    return;
  }
}

gboolean
cb_cable_boots_await_system (const CbCableBoots *self) {
  for (guint i = 0; i < self->boots->len; i++)
    if (awaits_system (self->boots->pdata[i]))
      return TRUE;
  return FALSE;
}

/* A new watcher counts from 1: none of what was told has its number any more. */
static void
forget_ids (CbCableBoots *self) {
  self->refused = 0;
  for (guint i = 0; i < self->boots->len; i++) {
    Boot *boot = self->boots->pdata[i];

    boot->late_id = boot->id;
    boot->id = 0;
    boot->is_doubted = FALSE;
    if (!cb_boot_record_is_running (boot->record))
      g_ptr_array_remove_index (self->boots, i--);
  }
}

void
cb_cable_boots_watcher_begins (CbCableBoots *self, const char *outcome) {
  forget_ids (self);
  if (outcome != NULL)
    tell_of_cable (self, "watcher", now (), outcome, NULL);
}

void
cb_cable_boots_watcher_given_up (CbCableBoots *self) {
  tell_of_cable (self, "watcher", now (), "given-up", NULL);
  end_all (self, CB_STORY_CAUSE_NONE, now ());
}

/* --- the cable itself --- */

static void
stop_waiting (CbCableBoots *self) {
  if (self->flap == NULL)
    return;
  g_source_destroy (self->flap);
  g_clear_pointer (&self->flap, g_source_unref);
}

static gboolean
on_out_for_long (gpointer data) {
  CbCableBoots *self = data;

  stop_waiting (self);
  end_all (self, CB_STORY_CAUSE_UNPLUGGED, self->unplugged_at);
  return G_SOURCE_REMOVE;
}

void
cb_cable_boots_set_plugged (CbCableBoots *self, gboolean plugged) {
  if (self->plugged == plugged)
    return;
  self->plugged = plugged;
  stop_waiting (self);
  tell_of_cable (self, plugged ? "plugged" : "unplugged", now (), NULL, NULL);
  if (plugged)
    return;
  self->unplugged_at = now ();
  self->flap = g_timeout_source_new (CB_CABLE_FLAP_MS);
  g_source_set_callback (self->flap, on_out_for_long, self, NULL);
  g_source_attach (self->flap, self->shared->context);
}

void
cb_cable_boots_end (CbCableBoots *self) {
  end_all (self, self->plugged ? CB_STORY_CAUSE_NONE : CB_STORY_CAUSE_UNPLUGGED, now ());
}

void
cb_cable_boots_add_past (const CbCableBoots *self, GPtrArray *events) {
  cb_past_events_list (self->past, events);
}

GVariant *
cb_cable_boots_find (const CbCableBoots *self, guint32 number, gboolean with_events) {
  for (guint i = 0; i < self->boots->len; i++) {
    const Boot *boot = self->boots->pdata[i];

    if (cb_boot_record_number (boot->record) == number)
      return cb_boot_record_to_variant (boot->record, with_events);
  }
  return NULL;
}

void
cb_cable_boots_free (CbCableBoots *self) {
  if (self == NULL)
    return;
  stop_waiting (self);
  for (guint i = 0; i < self->boots->len; i++)
    if (cb_boot_record_is_running (((Boot *) self->boots->pdata[i])->record))
      save (self, self->boots->pdata[i]);
  g_ptr_array_unref (self->boots);
  cb_past_events_free (self->past);
  g_free (self->uuid);
  g_free (self->interface);
  g_free (self->user);
  g_free (self);
}
