/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The words of a bubble (notice.h). Bytes of the wire and of the boot folder are fit to print in
 * them, not yet escaped for markup. Each answer is the caller's to free. Pure.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The boot folder as it is on this machine. */
typedef struct {
  const char *home;   /* written as "~"; may be NULL */
  const char *folder; /* bytes; NULL: not known */
} CbNoticePlace;

/* Of the board's name ("Raspberry Pi 4B"), or of "Raspberry Pi" for NULL. */
char *cb_notice_connected_title (const char *board);
char *cb_notice_connected_body (GVariant *event, const char *serial, const CbNoticePlace *place);

char *cb_notice_kernel_title (const char *board);
char *cb_notice_kernel_body (GVariant *event, GDateTime *now);

char *cb_notice_missing_title (GVariant *event, const char *board);
char *cb_notice_missing_body (GVariant *event, const CbNoticePlace *place);

char *cb_notice_stalled_title (GVariant *event, const char *board);
char *cb_notice_stalled_body (GVariant *event);

char *cb_notice_stranger_title (void);
char *cb_notice_stranger_body (GVariant *event);

/* The folder in which the event's file should be: bytes, below the boot folder or the boot folder
 * itself, whatever the board asked for. NULL where the boot folder isn't known. */
char *cb_notice_file_folder (GVariant *event, const char *folder);

G_END_DECLS
