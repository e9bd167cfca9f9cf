/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A story with its world in memory: a boot folder, a clock, boards that ask, and what was told as lines. Each
 * event is checked on the way: it can be written into the pipe, and its boot's own rules hold. */

#pragma once

#include "memory-folder.h"
#include "unit.h"

#include "boot/story-words.h"
#include "boot/story.h"

#define SERVER_ADDRESS 0x0a2a0001u
#define BOARD_ADDRESS  0x0a2a0010u
#define PI4_SERIAL     0x91cdf03du
#define PI4_REVISION   0x00d03114u
#define MAX_TOLD_BOOTS 512

typedef struct {
  CbStory *story;
  MemoryFolder folder;
  gboolean has_plan;
  gboolean has_facts; /* look_at_kernel says so */
  guint n_looks, n_plans;
  guint64 ns;
  GString *lines;     /* "BOOT WHAT ..." each */
  guint32 n_transfers;
  struct {
    guint n_kernels, n_linux, n_ended;
    guint32 ms;
    guint stage;
    guint n_handed_over;
  } boots[MAX_TOLD_BOOTS];
  guint32 n_boots;
  CbStoryEvent last[CB_STORY_N_]; /* of each kind; its bytes aren't valid any more */
} Told;

static inline void
told_check (Told *told, const CbBootEvent *event) {
  const CbStoryEvent *story = &event->story;
  uint8_t record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);

  assert_int_equal (event->kind, CB_BOOT_STORY);
  assert_int_equal (cb_boot_event_encode (event, &writer), 0);
  assert_true (story->boot < MAX_TOLD_BOOTS);
  if (story->boot == 0)
    return;
  told->n_boots = MAX (told->n_boots, story->boot);
  assert_int_equal (told->boots[story->boot].n_ended, 0);
  assert_true (story->ms >= told->boots[story->boot].ms);
  told->boots[story->boot].ms = story->ms;
  told->boots[story->boot].n_kernels += story->what == CB_STORY_KERNEL;
  told->boots[story->boot].n_linux += story->what == CB_STORY_LINUX;
  told->boots[story->boot].n_ended += story->what == CB_STORY_ENDED;
  told->boots[story->boot].n_handed_over +=
      story->what == CB_STORY_STAGE && story->stage == CB_STORY_STAGE_HANDED_OVER;
  told->boots[story->boot].stage = story->stage;
  assert_true (told->boots[story->boot].n_kernels <= 1);
  assert_true (told->boots[story->boot].n_linux <= 1);
  assert_true (told->boots[story->boot].n_handed_over <= 1);
}

static inline void
told_write (GString *lines, const CbStoryEvent *story) {
  g_autofree char *name = g_strndup ((const char *) story->name.bytes, story->name.n_bytes);

  g_string_append_printf (lines, "%u %s", story->boot, cb_story_kind_to_code (story->what));
  if (story->what == CB_STORY_STAGE)
    g_string_append_printf (lines, " %s", cb_story_stage_to_code (story->stage));
  if (story->outcome != 0)
    g_string_append_printf (lines, " %s", cb_story_outcome_to_code (story->outcome));
  if (story->cause != 0)
    g_string_append_printf (lines, " %s", cb_story_cause_to_code (story->cause));
  if (name != NULL)
    g_string_append_printf (lines, " %s", name);
  if (story->release.n_bytes > 0)
    g_string_append_printf (lines, " %.*s", (int) story->release.n_bytes, (const char *) story->release.bytes);
  g_string_append_c (lines, '\n');
}

static inline void
told_tell (const CbBootEvent *event, gpointer data) {
  Told *told = data;

  told_check (told, event);
  told->last[event->story.what] = event->story;
  told_write (told->lines, &event->story);
}

static inline CbBootPlan *
told_plan (const CbBoard *board, const char *serial, gpointer data) {
  Told *told = data;
  CbFolderView view = memory_folder_view (&told->folder);
  const CbBootCase boot_case = { .board = board, .serial = serial };

  told->n_plans++;
  return told->has_plan ? cb_boot_plan_new (&boot_case, &view) : NULL;
}

static inline gboolean
told_look (const char *name, gpointer data) {
  Told *told = data;

  assert_non_null (name);
  told->n_looks++;
  return told->has_facts;
}

/* files: of the boot folder, separated by blanks. */
static inline Told *
told_new (const char *files) {
  Told *told = g_new0 (Told, 1);
  const CbStoryHost host = { told_tell, told_plan, told_look, told };

  told->folder = memory_folder_new (files);
  told->has_plan = TRUE;
  told->ns = 1;
  told->lines = g_string_new (NULL);
  told->story = cb_story_new (&host, told->ns);
  return told;
}

static inline void
told_free (Told *told) {
  cb_story_free (told->story);
  memory_folder_clear (&told->folder);
  g_string_free (told->lines, TRUE);
  g_free (told);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Told, told_free)

static inline void
told_config (Told *told, const char *text) {
  memory_folder_add (&told->folder, "config.txt", text, strlen (text));
}

/* Lets time go by, as a main loop does: what is due is due at its own moment. */
static inline void
told_wait (Told *told, guint ms) {
  guint64 ns_end = told->ns + ms * (guint64) 1000000;
  guint n_turns = 0;

  while (cb_story_deadline (told->story) <= ns_end) {
    told->ns = MAX (told->ns, cb_story_deadline (told->story));
    cb_story_due (told->story, told->ns);
    assert_true (cb_story_deadline (told->story) > told->ns);
    assert_true (n_turns++ < 10000);
  }
  told->ns = ns_end;
}

/* Lines since the last call are these, separated by newlines; kinds board, asked and progress left out. */
static inline void
told_lines (Told *told, const char *expected) {
  g_auto (GStrv) lines = g_strsplit (told->lines->str, "\n", -1);
  g_autoptr (GString) left = g_string_new (NULL);

  for (char **line = lines; *line != NULL && (*line)[0] != '\0'; line++)
    if (strstr (*line, " board") == NULL && strstr (*line, " asked") == NULL
        && strstr (*line, " progress") == NULL)
      g_string_append_printf (left, "%s\n", *line);
  assert_string_equal (left->str, expected);
  g_string_truncate (told->lines, 0);
}

static inline gboolean
told_has (const Told *told, const char *part) {
  return strstr (told->lines->str, part) != NULL;
}

static inline guint
told_count (const Told *told, const char *part) {
  guint n = 0;

  for (const char *at = told->lines->str; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

/* A board on the cable; number 0 to 255. */
typedef struct {
  Told *told;
  guint8 number;
  guint32 serial, revision;
  gboolean is_first_rom;
  gboolean is_nameless; /* the server's events don't tell its MAC */
} Board;

static inline Board
board_of (Told *told, guint8 number, guint32 serial, guint32 revision) {
  return (Board){ told, number, serial, revision, FALSE, FALSE };
}

static inline CbDhcpSight
board_sight (const Board *board, CbDhcpType type) {
  return (CbDhcpSight){
    .mac = { 0xdc, 0xa6, 0x32, 0, 0, board->number },
    .type = (uint8_t) type,
    .is_ours = type == CB_DHCP_TYPE_OFFER || type == CB_DHCP_TYPE_ACK,
    .is_board = type == CB_DHCP_TYPE_DISCOVER || type == CB_DHCP_TYPE_REQUEST,
    .is_first_rom = board->is_first_rom,
    .has_pi_uuid = board->revision != 0,
    .serial = board->serial,
    .revision = board->revision,
    .address = type == CB_DHCP_TYPE_OFFER || type == CB_DHCP_TYPE_ACK ? BOARD_ADDRESS + board->number : 0,
  };
}

static inline void
board_dhcp (const Board *board, CbDhcpType type) {
  const CbDhcpSight sight = board_sight (board, type);

  cb_story_dhcp (board->told->story, &sight, board->told->ns);
}

/* By another speaker than the boot loader. */
static inline void
board_dhcp_as (const Board *board, CbDhcpType type, CbDhcpSpeaker speaker) {
  CbDhcpSight sight = board_sight (board, type);

  sight.speaker = speaker;
  sight.has_pi_uuid = sight.is_first_rom = false;
  sight.serial = sight.revision = 0;
  cb_story_dhcp (board->told->story, &sight, board->told->ns);
}

/* DISCOVER, OFFER, and REQUEST, ACK of those that have an EEPROM. */
static inline void
board_address (const Board *board, gboolean has_eeprom) {
  board_dhcp (board, CB_DHCP_TYPE_DISCOVER);
  told_wait (board->told, 5);
  board_dhcp (board, CB_DHCP_TYPE_OFFER);
  if (has_eeprom) {
    told_wait (board->told, 5);
    board_dhcp (board, CB_DHCP_TYPE_REQUEST);
    told_wait (board->told, 5);
    board_dhcp (board, CB_DHCP_TYPE_ACK);
  }
  told_wait (board->told, 5);
}

/* One event of a transfer. */
static inline void
board_transfer_bytes (const Board *board, CbBootEventKind kind, guint32 id, CbBootBytes name, guint64 n_bytes,
                      guint64 n_total, guint16 code) {
  const guint8 mac[] = { 0xdc, 0xa6, 0x32, 0, 0, board->number };
  const CbBootEvent event = {
    .kind = kind,
    .transfer = { .address = BOARD_ADDRESS + board->number, .port = 49152, .id = id, .n_bytes = n_bytes,
                  .n_total = n_total, .code = code, .name = name },
  };

  cb_story_transfer (board->told->story, &event, board->is_nameless ? NULL : mac, board->told->ns);
}

static inline void
board_transfer (const Board *board, CbBootEventKind kind, guint32 id, const char *name, guint64 n_bytes,
                guint64 n_total, guint16 code) {
  const CbBootBytes bytes = { (const uint8_t *) name, strlen (name) };

  board_transfer_bytes (board, kind, id, bytes, n_bytes, n_total, code);
}

static inline guint32
board_asks (const Board *board, const char *name) {
  guint32 id = ++board->told->n_transfers;

  told_wait (board->told, 5);
  board_transfer (board, CB_BOOT_ASKED, id, name, 0, CB_BOOT_TOTAL_UNKNOWN, 0);
  return id;
}

#define FILE_BYTES 2000000u

static inline void
board_loads_bytes (const Board *board, const char *name, guint64 n_bytes) {
  guint32 id = board_asks (board, name);

  told_wait (board->told, 100);
  board_transfer (board, CB_BOOT_PROGRESS, id, name, n_bytes / 2, n_bytes, 0);
  told_wait (board->told, 100);
  board_transfer (board, CB_BOOT_SENT, id, name, n_bytes, n_bytes, 0);
}

static inline void
board_loads (const Board *board, const char *name) {
  board_loads_bytes (board, name, FILE_BYTES);
}

static inline void
board_ends (const Board *board, const char *name, CbBootEventKind kind, guint16 code) {
  guint32 id = board_asks (board, name);

  told_wait (board->told, 2);
  board_transfer (board, kind, id, name, 0, CB_BOOT_TOTAL_UNKNOWN, code);
}

static inline void
board_misses (const Board *board, const char *name) {
  board_ends (board, name, CB_BOOT_MISSING, 0);
}

static inline void
board_probes (const Board *board, const char *name) {
  board_ends (board, name, CB_BOOT_PROBED, 0);
}

/* A Pi 4 whose files are all in the root folder. */
#define PI4_FILES                                                                                          \
  "config.txt start4.elf fixup4.dat bcm2711-rpi-4-b.dtb cmdline.txt kernel8.img overlays/disable-bt.dtbo"

static inline Board
pi4_of (Told *told) {
  return board_of (told, 1, PI4_SERIAL, PI4_REVISION);
}

static inline void
pi4_loads_firmware (const Board *board) {
  board_misses (board, "91cdf03d/start4.elf");
  board_misses (board, "91cdf03d/start.elf");
  board_loads (board, "config.txt");
  board_misses (board, "pieeprom.sig");
  board_misses (board, "recover4.elf");
  board_misses (board, "recovery.elf");
  board_loads (board, "start4.elf");
  board_loads (board, "fixup4.dat");
}

/* All that comes before the kernel. */
static inline void
pi4_loads_settings (const Board *board) {
  board_misses (board, "recovery.elf");
  board_loads (board, "config.txt");
  board_misses (board, "dt-blob.bin");
  board_misses (board, "bootcfg.txt");
  board_probes (board, "kernel8.img");
  board_loads (board, "bcm2711-rpi-4-b.dtb");
  board_loads (board, "cmdline.txt");
  board_misses (board, "armstub8-gic.bin");
}

static inline void
pi4_loads_all (const Board *board) {
  board_address (board, TRUE);
  pi4_loads_firmware (board);
  pi4_loads_settings (board);
  board_loads (board, "kernel8.img");
}
