/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A cpio archive as a kernel unpacks it at its start (pi-netboot.md 6.1; "070701" and "070702" in the kernel's
 * init/initramfs.c). Only headers and names are read; the files in it are skipped.
 *
 * Several archives may stand one behind the other, with zeros between them; they are read as one. Behind them
 * something packed may follow, as microcode is put before the rest.
 */

#pragma once

#include "boot/byte-source.h"

G_BEGIN_DECLS

typedef struct {
  guint n_entries;        /* files, folders and all else, without the marks at the end */
  gboolean has_wanted;    /* the path that was asked for is among them */
  gboolean has_end_mark;  /* "TRAILER!!!" was the last entry */
  guint64 end;            /* where the last entry ends that is whole */
  guint64 follows_at;     /* where something else follows; 0 when nothing but zeros does */
} CbCpioArchive;

/* @source: begins with the magic number; may be that of a CbInflate.
 * @wanted: a path as the kernel sees it, such as "/init"; NULL for none.
 *
 * Fills *ret_archive as far as it gets. NONE, TRUNCATED (an entry is cut, or the end mark is missing), DAMAGED,
 * TOO_LARGE beyond CB_MAX_CPIO_ENTRIES, or UNREADABLE. */
CbImageFault cb_cpio_archive_read (const CbByteSource *source, const char *wanted, CbCpioArchive *ret_archive);

G_END_DECLS
