/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: start*.elf and fixup*.dat (pi-netboot.md 5.7, 6.2). That both are of one set can't be proven from
 * their bytes: days and sizes are what there is. */

#include "boot/boot-check-private.h"

#include <string.h>

#define KB 1000u
#define DAY_SECONDS (24 * 60 * 60)

/* Plausible sizes, by how the name ends before its dot (6.2, own choice of ranges). The first that fits. */
static const struct {
  CbFileKind kind;
  const char *begins, *ends;
  guint64 min_bytes, max_bytes;
} sizes[] = {
  { CB_FILE_FIRMWARE, "start", "_cd.elf", 500 * KB, 1100 * KB },
  { CB_FILE_FIRMWARE, "start", "cd.elf", 500 * KB, 1100 * KB },
  { CB_FILE_FIRMWARE, "start", "db.elf", 2800 * KB, 5500 * KB },
  { CB_FILE_FIRMWARE, "start", "x.elf", 2800 * KB, 5500 * KB },
  { CB_FILE_FIRMWARE, "start", "4.elf", 1900 * KB, 2800 * KB },
  { CB_FILE_FIRMWARE, "start", "start.elf", 2500 * KB, 3500 * KB },
  { CB_FILE_FIXUP, "fixup", "cd.dat", 2 * KB, 4500 },
  { CB_FILE_FIXUP, "fixup", ".dat", 4 * KB, 12 * KB },
};

static const char *
last_part (const char *name) {
  const char *slash = strrchr (name, '/');

  return slash ? slash + 1 : name;
}

/* Names that a line of config.txt chose freely have no size to expect. */
static void
check_size (CbBootCheck *self, const CbBootEntry *entry, guint64 n_bytes) {
  const char *last = last_part (entry->name);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    if (sizes[i].kind != entry->kind || !g_str_has_prefix (last, sizes[i].begins)
        || !g_str_has_suffix (last, sizes[i].ends))
      continue;
    if (n_bytes < sizes[i].min_bytes || n_bytes > sizes[i].max_bytes)
      cb_check_add (self, CB_FINDING_FIRMWARE_SIZE, entry)->detail =
          g_strdup_printf ("%" G_GUINT64_FORMAT, n_bytes);
    return;
  }
}

/* When it was changed, in seconds since 1970. */
static gint64
judge (CbBootCheck *self, const CbBootEntry *entry) {
  g_auto (CbHeldFile) file = { 0 };

  self->inventory->look (entry->name, &file, self->inventory->data);
  if (cb_check_worst (self, entry->name) < CB_SEVERITY_ERROR)
    check_size (self, entry, file.n_bytes);
  return file.s_changed;
}

void
cb_check_firmware (CbBootCheck *self) {
  const CbBootEntry *start = cb_check_loaded (self, CB_FILE_FIRMWARE);
  const CbBootEntry *fixup = cb_check_loaded (self, CB_FILE_FIXUP);
  gint64 s_start = start ? judge (self, start) : 0;
  gint64 s_fixup = fixup ? judge (self, fixup) : 0;

  if (start && fixup && ABS (s_start - s_fixup) > DAY_SECONDS)
    cb_check_add (self, CB_FINDING_FIRMWARE_SETS, fixup)->other = g_strdup (start->name);
}
