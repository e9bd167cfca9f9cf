/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/cpio-archive.h"

#include "limit.h"

/* Documentation/driver-api/early-userspace/buffer-format.rst: a magic number of six digits and 13 fields of
 * eight digits. */
#define MAGIC_BYTES   6
#define FIELD_BYTES   8
#define HEADER_BYTES  110
#define FIELD_SIZE    6
#define FIELD_N_NAME  11

/* The kernel's own limit of a name in it: PATH_MAX, zero byte included. */
#define MAX_NAME_BYTES 4096

#define ZEROS_BYTES 4096

typedef struct {
  guint64 n_file;
  guint n_name;  /* zero byte included */
} Entry;

static guint64
round_up (guint64 at) {
  return (at + 3) & ~(guint64) 3;
}

/* Field number of the header, in hexadecimal. FALSE for anything but digits. */
static gboolean
parse_field (const char *header, guint number, guint64 *ret_value) {
  const char *digits = header + MAGIC_BYTES + number * FIELD_BYTES;
  guint64 value = 0;

  for (guint i = 0; i < FIELD_BYTES; i++) {
    if (!g_ascii_isxdigit (digits[i]))
      return FALSE;
    value = value << 4 | (guint64) g_ascii_xdigit_value (digits[i]);
  }
  *ret_value = value;
  return TRUE;
}

static gboolean
parse_header (const char *header, Entry *ret_entry) {
  guint64 n_name;

  if (memcmp (header, "070701", MAGIC_BYTES) != 0 && memcmp (header, "070702", MAGIC_BYTES) != 0)
    return FALSE;
  if (!parse_field (header, FIELD_SIZE, &ret_entry->n_file) || !parse_field (header, FIELD_N_NAME, &n_name))
    return FALSE;
  if (n_name == 0 || n_name > MAX_NAME_BYTES)
    return FALSE;
  ret_entry->n_name = (guint) n_name;
  return TRUE;
}

static const char *
skip_root (const char *path) {
  while (g_str_has_prefix (path, "/") || g_str_has_prefix (path, "./"))
    path = strchr (path, '/') + 1;
  return path;
}

/* The entry at *at, which is then where the next one begins. *ret_is_end: it is the mark at the end. */
static CbImageFault
read_entry (const CbByteSource *source, const char *wanted, CbCpioArchive *archive, guint64 *at,
            gboolean *ret_is_end) {
  char header[HEADER_BYTES + 1] = "", name[MAX_NAME_BYTES];
  Entry entry;
  guint64 file_at;
  CbImageFault fault = cb_byte_source_take (source, *at, header, HEADER_BYTES);

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  if (!parse_header (header, &entry))
    return CB_IMAGE_FAULT_DAMAGED;
  fault = cb_byte_source_take (source, *at + HEADER_BYTES, name, entry.n_name);
  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  if (name[entry.n_name - 1] != '\0')
    return CB_IMAGE_FAULT_DAMAGED;
  file_at = round_up (*at + HEADER_BYTES + entry.n_name);
  if (file_at + entry.n_file > source->n_bytes)
    return CB_IMAGE_FAULT_TRUNCATED;
  *at = round_up (file_at + entry.n_file);
  *ret_is_end = g_str_equal (name, "TRAILER!!!");
  if (!*ret_is_end) {
    archive->n_entries++;
    if (wanted != NULL && g_str_equal (skip_root (name), skip_root (wanted)))
      archive->has_wanted = TRUE;
  }
  archive->end = file_at + entry.n_file;
  return CB_IMAGE_FAULT_NONE;
}

/* Moves *at to the next byte that isn't zero; *ret_is_end: there is none. */
static CbImageFault
skip_zeros (const CbByteSource *source, guint64 *at, gboolean *ret_is_end) {
  guint8 bytes[ZEROS_BYTES];

  for (;;) {
    gssize n = cb_byte_source_read (source, *at, bytes, sizeof bytes);
    gsize n_zeros = 0;

    if (n < 0)
      return CB_IMAGE_FAULT_UNREADABLE;
    while (n_zeros < (gsize) n && bytes[n_zeros] == 0)
      n_zeros++;
    *at += n_zeros;
    *ret_is_end = n == 0;
    if (n == 0 || n_zeros < (gsize) n)
      return CB_IMAGE_FAULT_NONE;
    if (*at >= CB_MAX_UNPACKED_BYTES)
      return CB_IMAGE_FAULT_TOO_LARGE;
  }
}

/* At *at, behind the mark at the end of an archive: is there another one? The kernel wants it at a multiple of
 * four. */
static CbImageFault
find_next_archive (const CbByteSource *source, CbCpioArchive *archive, guint64 *at, gboolean *ret_is_there) {
  char magic[MAGIC_BYTES + 1] = "";
  gboolean is_end;
  CbImageFault fault = skip_zeros (source, at, &is_end);

  *ret_is_there = FALSE;
  if (fault != CB_IMAGE_FAULT_NONE || is_end)
    return fault;
  if (cb_byte_source_read (source, *at, magic, MAGIC_BYTES) < 0)
    return CB_IMAGE_FAULT_UNREADABLE;
  *ret_is_there = *at % 4 == 0 && (g_str_equal (magic, "070701") || g_str_equal (magic, "070702"));
  if (!*ret_is_there)
    archive->follows_at = *at;
  return CB_IMAGE_FAULT_NONE;
}

CbImageFault
cb_cpio_archive_read (const CbByteSource *source, const char *wanted, CbCpioArchive *ret_archive) {
  gboolean is_there = TRUE;
  guint64 at = 0;

  *ret_archive = (CbCpioArchive){ 0 };
  for (guint n = 0; is_there; n++) {
    CbImageFault fault;

    if (n >= CB_MAX_CPIO_ENTRIES)
      return CB_IMAGE_FAULT_TOO_LARGE;
    ret_archive->has_end_mark = FALSE;
    fault = read_entry (source, wanted, ret_archive, &at, &ret_archive->has_end_mark);
    if (fault == CB_IMAGE_FAULT_NONE && ret_archive->has_end_mark)
      fault = find_next_archive (source, ret_archive, &at, &is_there);
    if (fault != CB_IMAGE_FAULT_NONE)
      return fault;
  }
  return CB_IMAGE_FAULT_NONE;
}
