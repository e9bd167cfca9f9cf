/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The file name of a TFTP request, judged: a relative path that leads only down, or a refusal.
 *
 * A path from here has no empty part, none that begins with a dot (so no "..", and nothing hidden), no zero
 * byte inside and no slash at its ends; it may be opened beneath the boot folder, whole or part by part. It
 * says nothing of links: whoever opens it does (openat2 with RESOLVE_BENEATH or stricter). Case is kept, '\'
 * is an ordinary byte, and names need not be UTF-8. Allocates nothing, opens nothing.
 */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "limit.h"

typedef struct {
  char path[CB_MAX_TFTP_NAME_BYTES + 1]; /* parts with one '/' between them, and a zero byte */
  size_t n_bytes;                        /* without the zero byte; at least 1 */
  uint16_t part_at[CB_MAX_TFTP_NAME_PARTS]; /* where each part begins in path */
  size_t n_parts;                           /* at least 1 */
} CbTftpName;

typedef enum {
  CB_TFTP_NAME_EMPTY = 1,     /* no byte but slashes */
  CB_TFTP_NAME_TOO_LONG,      /* over CB_MAX_TFTP_NAME_BYTES as it came, or a part over its own limit */
  CB_TFTP_NAME_TOO_DEEP,      /* over CB_MAX_TFTP_NAME_PARTS */
  CB_TFTP_NAME_DOT,           /* a part that begins with a dot */
  CB_TFTP_NAME_ZERO,          /* a zero byte inside */
  CB_TFTP_NAME_FOLDER,        /* ends with a slash: no name of a file */
} CbTftpNameRefusal;

/* A slash in front is dropped, since clients name files from their server's root; several in a row are one,
 * since a Pi 5 asks for SERIAL//config.txt (pi-netboot.md 4.4).
 *
 * name: n_bytes of anything; may be NULL when that is 0. 0, or a CbTftpNameRefusal; *ret is written only
 * with 0 and is the caller's own copy. */
int cb_tftp_name_parse (const char *name, size_t n_bytes, CbTftpName *ret);
