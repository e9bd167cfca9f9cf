/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A boot folder in memory, planned and checked. The first byte chooses the board, the lowest bit of the second
 * one whether its serial is known, the next whether the board is guessed at as well. What follows are files: a
 * byte whose lower five bits choose a name and the others what it leads to, two bytes of length, and the
 * bytes. Of files with one name the first counts.
 *
 * Files may say that they are longer than they are: they shrank. */

#include "fuzz.h"

#include <string.h>

#include "boot/boot-check.h"
#include "boot/boot-guess.h"
#include "limit.h"
#include "wire/bytes.h"

#define SERIAL    "91cdf03d"
#define MAX_FILES 32

static const char *const names[] = {
  "config.txt", "cmdline.txt", "start4.elf", "fixup4.dat", "kernel8.img", "kernel7l.img", "initramfs8",
  "bcm2711-rpi-4-b.dtb", "overlays/overlay_map.dtb", "overlays/a.dtbo", "overlays/b.dtbo", "a.txt", "b.txt",
  "bootcode.bin", "start.elf", "fixup.dat", "bcm2710-rpi-3-b-plus.dtb", "kernel_2712.img",
  "bcm2712-rpi-5-b.dtb", "pieeprom.sig", "pieeprom.upd", "recovery.elf", "boot.img", "armstub8-gic.bin",
  SERIAL "/start4.elf", SERIAL "/config.txt", SERIAL "/start.elf", "CONFIG.TXT", "91CDF03D", "Image",
  "Image.gz", "a/kernel8.img",
};

typedef enum {
  FORM_FILE,
  FORM_SHRUNK,
  FORM_LOCKED,
  FORM_FOLDER,
  FORM_SPECIAL,
  FORM_DANGLING,
  FORM_LOOP,
  FORM_CLOSED,
} Form;

typedef struct {
  const char *name;
  Form form;
  const uint8_t *bytes;
  size_t n_bytes;
} File;

typedef struct {
  File files[MAX_FILES];
  unsigned n_files;
  const File *open;
} Folder;

static const File *
find (const Folder *folder, const char *name) {
  for (unsigned i = 0; i < folder->n_files; i++)
    if (strcmp (folder->files[i].name, name) == 0)
      return &folder->files[i];
  return NULL;
}

static gboolean
is_file (const File *file) {
  return file->form <= FORM_LOCKED;
}

static guint64
size_of (const File *file) {
  return file->form == FORM_SHRUNK ? file->n_bytes + 300000000 : file->n_bytes;
}

static void
look (const char *name, CbHeldFile *ret, gpointer data) {
  static const CbHeldKind kinds[] = {
    CB_HELD_FILE,    CB_HELD_FILE,     CB_HELD_FILE, CB_HELD_FOLDER,
    CB_HELD_SPECIAL, CB_HELD_DANGLING, CB_HELD_LOOP, CB_HELD_CLOSED,
  };
  const File *file = find (data, name);

  *ret = (CbHeldFile){ .kind = strstr (name, "..") != NULL ? CB_HELD_REFUSED : CB_HELD_ABSENT };
  if (file == NULL)
    return;
  ret->kind = kinds[file->form];
  ret->readable = is_file (file) && file->form != FORM_LOCKED;
  ret->n_bytes = is_file (file) ? size_of (file) : 0;
  ret->s_changed = (gint64) file->n_bytes * 1000;
  if (file->n_bytes % 7 == 1)
    ret->outside = g_strdup ("/elsewhere");
}

static void
look_beside (const char *name, const char *other, CbHeldFile *ret, gpointer data) {
  look (other, ret, data);
}

static GBytes *
read_near (const char *name, const char *path, gsize max_bytes, gpointer data) {
  const File *file = find (data, name);

  return file == NULL || !is_file (file) ? NULL : g_bytes_new (file->bytes, MIN (max_bytes, file->n_bytes));
}

static char **
list (const char *name, gpointer data) {
  const Folder *folder = data;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  size_t n = strlen (name);

  for (unsigned i = 0; i < folder->n_files; i++) {
    const char *path = folder->files[i].name;

    if (n > 0 && (strncmp (path, name, n) != 0 || path[n] != '/'))
      continue;
    path += n > 0 ? n + 1 : 0;
    g_ptr_array_add (found, g_strndup (path, strcspn (path, "/")));
  }
  g_ptr_array_add (found, NULL);
  return (char **) g_ptr_array_steal (found, NULL);
}

static gssize
read_bytes (guint64 offset, void *buffer, gsize n_bytes, gpointer data) {
  const File *file = ((const Folder *) data)->open;

  fuzz_assert (n_bytes > 0 && offset + n_bytes <= size_of (file));
  if (offset >= file->n_bytes)
    return 0;
  n_bytes = MIN (n_bytes, file->n_bytes - offset);
  memcpy (buffer, file->bytes + offset, n_bytes);
  return (gssize) n_bytes;
}

static gboolean
open_file (const char *name, CbByteSource *ret, gpointer data) {
  Folder *folder = data;
  const File *file = find (folder, name);

  if (file == NULL || !is_file (file) || file->form == FORM_LOCKED)
    return FALSE;
  folder->open = file;
  *ret = (CbByteSource){ .read = read_bytes, .data = folder, .n_bytes = size_of (file) };
  return TRUE;
}

static void
read_folder (Folder *folder, CbReader *reader) {
  while (reader->n_left > 0 && folder->n_files < MAX_FILES) {
    unsigned how = cb_reader_u8 (reader);
    size_t n_bytes = cb_reader_u16 (reader);
    CbReader part = cb_reader_part (reader, MIN (n_bytes, reader->n_left));
    const char *name = names[how % G_N_ELEMENTS (names)];

    if (reader->failed)
      return;
    if (find (folder, name) == NULL)
      folder->files[folder->n_files++] = (File){ name, (Form) (how >> 5), part.bytes, part.n_left };
  }
}

static void
look_at_findings (const CbBootCheck *check) {
  const GPtrArray *findings = cb_boot_check_findings (check);
  CbSeverity before = CB_SEVERITY_ERROR;

  for (guint i = 0; i < findings->len; i++) {
    const CbFinding *finding = g_ptr_array_index (findings, i);
    g_autofree char *text = cb_finding_to_text (finding);
    g_autofree char *remedy = cb_finding_to_remedy (finding);

    fuzz_assert (text != NULL);
    fuzz_assert (*cb_finding_to_code (finding) != '\0');
    fuzz_assert (finding->severity <= before);
    before = finding->severity;
  }
  fuzz_assert (cb_boot_check_is_complete (check)
               == (findings->len == 0
                   || ((const CbFinding *) findings->pdata[0])->severity != CB_SEVERITY_ERROR));
}

static void
check_board (const CbBootCase *boot_case, const CbInventory *inventory) {
  g_autoptr (CbBootCheck) check = NULL;
  g_autofree char *release = NULL;

  if (boot_case->board->way == CB_BOOT_BY_NOTHING)
    return;
  check = cb_boot_check_new (boot_case, inventory);
  fuzz_assert (cb_boot_check_rows (check)->len == cb_boot_plan_entries (cb_boot_check_plan (check))->len);
  look_at_findings (check);
  release = cb_boot_check_kernel_release (check);
  fuzz_assert (release == NULL || *release != '\0');
}

static void
guess (const CbInventory *inventory, const CbBoard *board, const char *serial) {
  g_autoptr (GPtrArray) guesses = cb_boot_guess (inventory, board, serial);

  fuzz_assert (guesses->len <= CB_MAX_BOOT_GUESSES);
  for (guint i = 0; i < guesses->len; i++) {
    const CbBootGuess *one = g_ptr_array_index (guesses, i);

    fuzz_assert (one->board->way != CB_BOOT_BY_NOTHING || one->board == board);
    fuzz_assert (one->serial == NULL || strlen (one->serial) == 8);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  Folder folder = { .n_files = 0 };
  const CbInventory inventory = {
    .look = look,
    .look_beside = look_beside,
    .read_near = read_near,
    .list = list,
    .open = open_file,
    .data = &folder,
  };
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);
  CbBootCase boot_case = { .board = &boards[cb_reader_u8 (&reader) % n_boards] };
  unsigned how = cb_reader_u8 (&reader);

  if (how & 1)
    boot_case.serial = SERIAL;
  if (reader.failed)
    return 0;
  read_folder (&folder, &reader);
  check_board (&boot_case, &inventory);
  if (how & 2)
    guess (&inventory, NULL, boot_case.serial);
  return 0;
}
