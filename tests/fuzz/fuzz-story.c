/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Anything that may be heard on a cable, in any order: what is told of it can be written into the pipe, each
 * boot is over once, with one kernel and one Linux at the most, its clock goes on, and no more boots run than
 * boards are kept.
 *
 * Input: a byte of what the host does (bit 0: it has plans, bit 1: it looks at kernels), a byte that chooses
 * which of the names below are in the folder; then steps: a byte of what is heard, a byte of the board, two of
 * the time that went by before (10 ms each), and what the step needs. A name is a byte: its place below, or
 * from 0x80 on its length, and then it follows. */

#include "fuzz.h"

#include <string.h>

#include "boot/story.h"
#include "wire/bytes.h"

#define SERIAL "91cdf03d/"

static const char *const names[] = {
  "bootcode.bin", "config.txt", "start4.elf", "start.elf", "fixup4.dat", "fixup.dat", "cmdline.txt",
  "kernel8.img", "kernel_2712.img", "kernel7l.img", "bcm2711-rpi-4-b.dtb", "bcm2710-rpi-3-b-plus.dtb",
  "bcm2712-rpi-5-b.dtb",
  SERIAL "start4.elf", SERIAL "config.txt", SERIAL "start.elf", SERIAL "kernel8.img", "pieeprom.upd",
  "recovery.elf", "pieeprom.sig", "armstub8-gic.bin", "RPI_EFI.fd", "overlays/disable-bt.dtbo", "initramfs8",
  SERIAL "/config.txt", "abcstart4.elf", "pxelinux.cfg/default", "/kernel8.img",
};

typedef struct {
  guint32 ms;
  gboolean is_over;
  guint n_kernels, n_linux, n_handed_over;
} Boot;

typedef struct {
  CbStory *story;
  GArray *boots;
  guint n_running;
  guint8 chooses;
  guint8 host;
  guint64 ns;
} World;

static void
check_boot (World *world, const CbStoryEvent *story) {
  Boot *boot;

  fuzz_assert (story->boot <= world->boots->len + 1);
  if (story->boot > world->boots->len) {
    g_array_set_size (world->boots, story->boot);
    world->n_running++;
    fuzz_assert (story->what == CB_STORY_BOARD);
  }
  boot = &g_array_index (world->boots, Boot, story->boot - 1);
  fuzz_assert (!boot->is_over && story->ms >= boot->ms);
  boot->ms = story->ms;
  boot->n_kernels += story->what == CB_STORY_KERNEL;
  boot->n_linux += story->what == CB_STORY_LINUX;
  boot->n_handed_over += story->what == CB_STORY_STAGE && story->stage == CB_STORY_STAGE_HANDED_OVER;
  fuzz_assert (boot->n_kernels <= 1 && boot->n_linux <= 1 && boot->n_handed_over <= 1);
  boot->is_over = story->what == CB_STORY_ENDED;
  world->n_running -= boot->is_over;
  fuzz_assert (world->n_running <= CB_MAX_WATCHED_BOARDS);
}

static void
tell (const CbBootEvent *event, gpointer data) {
  uint8_t record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);
  CbBootEvent again;
  CbReader reader;

  fuzz_assert (event->kind == CB_BOOT_STORY && cb_boot_event_encode (event, &writer) == 0);
  reader = cb_reader_new (record, writer.n_bytes);
  fuzz_assert (cb_boot_event_decode (&reader, &again) == 0);
  fuzz_assert (event->story.what > 0 && event->story.what < CB_STORY_N_);
  fuzz_assert (event->story.what != CB_STORY_STALLED || event->story.cause != CB_STORY_CAUSE_NONE);
  fuzz_assert (event->story.what != CB_STORY_FILE || event->story.outcome != CB_STORY_OUTCOME_NONE);
  if (event->story.boot != 0)
    check_boot (data, &event->story);
}

static gboolean
folder_exists (const char *name, gpointer data) {
  const World *world = data;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return (world->chooses >> i % 8 & 1) == 0;
  return FALSE;
}

static GBytes *
folder_read (const char *name, gsize max_bytes, gpointer data) {
  return folder_exists (name, data) ? g_bytes_new_static ("", 0) : NULL;
}

static CbBootPlan *
plan (const CbBoard *board, const char *serial, gpointer data) {
  const World *world = data;
  const CbFolderView view = { folder_exists, folder_read, data };
  const CbBootCase boot_case = { .board = board, .serial = serial };

  fuzz_assert (serial == NULL || strspn (serial, "0123456789abcdef") == 8);
  return (world->host & 1) != 0 ? cb_boot_plan_new (&boot_case, &view) : NULL;
}

static gboolean
look_at_kernel (const char *name, gpointer data) {
  const World *world = data;

  fuzz_assert (name[0] != '\0' && name[0] != '/');
  return (world->host & 2) != 0;
}

static CbBootBytes
read_name (CbReader *input) {
  guint8 place = cb_reader_u8 (input);
  gsize n_bytes = place & 0x7f;

  if (place < 0x80) {
    const char *name = names[place % G_N_ELEMENTS (names)];

    return (CbBootBytes){ (const uint8_t *) name, strlen (name) };
  }
  if (n_bytes == 0x7f)
    n_bytes = CB_MAX_EVENT_NAME_BYTES + 40;
  n_bytes = MIN (n_bytes, input->n_left);
  return (CbBootBytes){ n_bytes > 0 ? cb_reader_bytes (input, n_bytes) : NULL, n_bytes };
}

static void
hear_dhcp (World *world, CbReader *input, guint8 board) {
  guint8 how = cb_reader_u8 (input), type = cb_reader_u8 (input);
  static const guint32 revisions[] = { 0, 0x00d03114, 0x00d04170, 0xffffffff };
  const CbDhcpSight sight = {
    .mac = { 0xdc, 0xa6, 0x32, 0, 0, board },
    .type = type & 0xf,
    .is_ours = how & 1,
    .is_board = how >> 1 & 1,
    .speaker = (CbDhcpSpeaker) ((how >> 2 & 3) % 3),
    .is_first_rom = how >> 4 & 1,
    .has_pi_uuid = how >> 5 & 1,
    .serial = (how >> 6 & 1) != 0 ? 0x91cdf03d + board : 0,
    .revision = revisions[type >> 6],
    .address = (how >> 7 & 1) != 0 ? 0x0a2a0010u + board : 0,
  };

  cb_story_dhcp (world->story, &sight, world->ns);
}

static void
hear_transfer (World *world, CbReader *input, guint8 board) {
  guint8 kind = cb_reader_u8 (input), how = cb_reader_u8 (input);
  const guint8 mac[] = { 0xdc, 0xa6, 0x32, 0, 0, board };
  const CbBootEvent event = {
    .kind = (CbBootEventKind) (CB_BOOT_ASKED + kind % (CB_BOOT_TIMED_OUT - CB_BOOT_ASKED + 1)),
    .transfer = {
      .address = (how & 2) != 0 ? 0x0a2a0010u + board : 0,
      .id = cb_reader_u8 (input),
      .n_bytes = (guint64) cb_reader_u16 (input) << (how >> 4),
      .n_total = (how & 4) != 0 ? CB_BOOT_TOTAL_UNKNOWN : (guint64) cb_reader_u16 (input) << (how >> 4),
      .code = kind >> 4,
      .name = read_name (input),
    },
  };

  cb_story_transfer (world->story, &event, (how & 1) != 0 ? mac : NULL, world->ns);
}

static void
hear_kernel (World *world, CbReader *input) {
  guint8 place = cb_reader_u8 (input);
  CbStoryKernel kernel = { .has_hash = place & 1 };

  memset (kernel.release, 'r', sizeof kernel.release - 1);
  memset (kernel.build, 'b', sizeof kernel.build - 1);
  cb_story_kernel (world->story, names[place % G_N_ELEMENTS (names)], place > 0x80 ? NULL : &kernel, world->ns);
}

static void
step (World *world, CbReader *input) {
  guint8 what = cb_reader_u8 (input), board = cb_reader_u8 (input);
  const guint8 mac[] = { 0xdc, 0xa6, 0x32, 0, 0, board };
  guint64 ns_deadline;

  world->ns += cb_reader_u16 (input) * (guint64) 10000000;
  cb_story_due (world->story, world->ns);
  ns_deadline = cb_story_deadline (world->story);
  fuzz_assert (ns_deadline > world->ns);
  switch (what % 8) {
  case 0:
  case 1: hear_dhcp (world, input, board); break;
  case 2:
  case 3:
  case 4: hear_transfer (world, input, board); break;
  case 5: cb_story_arp (world->story, mac, 0, world->ns); break;
  case 6: hear_kernel (world, input); break;
  default:
    if (what == 0xff)
      cb_story_unplug (world->story, world->ns);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader input = cb_reader_new (bytes, n_bytes);
  World world = { .ns = 1, .boots = g_array_new (FALSE, TRUE, sizeof (Boot)) };
  const CbStoryHost host = { tell, plan, look_at_kernel, &world };

  world.host = cb_reader_u8 (&input);
  world.chooses = cb_reader_u8 (&input);
  world.story = cb_story_new (&host, world.ns);
  while (input.n_left > 0 && !input.failed)
    step (&world, &input);
  cb_story_free (world.story);
  g_array_unref (world.boots);
  return 0;
}
