/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ELF files, and the VideoCore firmware among them: start*.elf, with the words that tell its build
 * (pi-netboot.md 6.1). They don't tell start.elf from start4.elf: both call themselves "start".
 */

#pragma once

#include "boot/byte-source.h"
#include "limit.h"

G_BEGIN_DECLS

/* e_machine */
#define CB_ELF_ARM       40
#define CB_ELF_VIDEOCORE 137
#define CB_ELF_AARCH64   183

typedef struct {
  guint bits;              /* 32 or 64 */
  gboolean big_endian;
  guint machine;           /* e_machine */
  guint n_program_headers;
  /* VC_BUILD_ID_*: printable, "" where they aren't found */
  char variant[CB_MAX_BUILD_WORD_BYTES + 1];  /* start, start_x, start_db, start_cd */
  char date[CB_MAX_BUILD_WORD_BYTES + 1];     /* "Apr 17 2024": of the two _TIMEs the one that is no clock's */
  char version[CB_MAX_BUILD_WORD_BYTES + 1];  /* "<40 hexadecimal digits> (clean)" */
} CbFirmwareImage;

/* Reads the header of an ELF file, whose magic number the source begins with, and compares the source's size
 * with what the program headers and the table of sections need (*ret_n_claimed). The words stay "". TRUNCATED,
 * DAMAGED, UNREADABLE or NONE. */
CbImageFault cb_firmware_image_read (const CbByteSource *source, CbFirmwareImage *ret_firmware,
                                     guint64 *ret_n_claimed);

/* Reads on to its end for the words. TOO_LARGE, UNREADABLE or NONE. */
CbImageFault cb_firmware_image_read_words (const CbByteSource *source, CbFirmwareImage *firmware);

G_END_DECLS
