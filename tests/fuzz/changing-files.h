/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A boot folder on disk whose files change: each has a few versions, and of any bytes it can be said which
 * versions have them at that place.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "served-folder.h"

#define CHANGING_FILES_VERSIONS 4
#define CHANGING_FILES_MAX_BYTES 30000

/* The folder, made with the first call and removed with the process. */
const CbServedFolder *changing_files_folder (void);

/* All files are version 0 again. */
void changing_files_reset (void);

/* file: any number. in_place: written over, else replaced by rename. */
void changing_files_change (unsigned file, unsigned version, bool in_place);

/* The versions of the file at path that have these bytes at this place, as a set of bits. is_last: and end with
 * them. */
unsigned changing_files_versions (const char *path, size_t at, const uint8_t *bytes, size_t n_bytes,
                                  bool is_last);
