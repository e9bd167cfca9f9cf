/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/tftp-name.h"

#include <stdbool.h>
#include <string.h>

static size_t
length_of_part (const char *bytes, size_t n_bytes) {
  const char *slash = n_bytes > 0 ? memchr (bytes, '/', n_bytes) : NULL;

  return slash != NULL ? (size_t) (slash - bytes) : n_bytes;
}

/* The part goes to the end of the path, behind a slash if it isn't the first one. There is room: what came
 * had a byte for each of these, and no more than the limit. */
static int
append_part (CbTftpName *name, const char *part, size_t n_bytes) {
  if (part[0] == '.')
    return CB_TFTP_NAME_DOT;
  if (n_bytes > CB_MAX_TFTP_NAME_PART_BYTES)
    return CB_TFTP_NAME_TOO_LONG;
  if (name->n_parts == CB_MAX_TFTP_NAME_PARTS)
    return CB_TFTP_NAME_TOO_DEEP;
  if (name->n_parts > 0)
    name->path[name->n_bytes++] = '/';
  name->part_at[name->n_parts++] = (uint16_t) name->n_bytes;
  memcpy (name->path + name->n_bytes, part, n_bytes);
  name->n_bytes += n_bytes;
  return 0;
}

int
cb_tftp_name_parse (const char *name, size_t n_bytes, CbTftpName *ret) {
  CbTftpName safe = { 0 };
  size_t n_part;
  int refusal;

  if (n_bytes > CB_MAX_TFTP_NAME_BYTES)
    return CB_TFTP_NAME_TOO_LONG;
  if (n_bytes > 0 && memchr (name, '\0', n_bytes) != NULL)
    return CB_TFTP_NAME_ZERO;
  for (size_t at = 0; at < n_bytes; at += n_part + 1) {
    n_part = length_of_part (name + at, n_bytes - at);
    refusal = n_part > 0 ? append_part (&safe, name + at, n_part) : 0;
    if (refusal != 0)
      return refusal;
  }
  if (safe.n_parts == 0)
    return CB_TFTP_NAME_EMPTY;
  if (name[n_bytes - 1] == '/')
    return CB_TFTP_NAME_FOLDER;
  *ret = safe;
  return 0;
}
