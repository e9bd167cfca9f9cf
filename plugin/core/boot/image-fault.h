/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What can be wrong with a boot file, in one word; shared by all that read them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_IMAGE_FAULT_NONE,
  CB_IMAGE_FAULT_TRUNCATED,   /* it ends before its own headers, or the stream in it, say that it does */
  CB_IMAGE_FAULT_DAMAGED,     /* its headers contradict themselves, or a checksum is wrong */
  CB_IMAGE_FAULT_TOO_LARGE,   /* a limit of limit.h was reached before its end: nothing is said of the rest */
  CB_IMAGE_FAULT_UNREADABLE,  /* reading it failed */
  CB_IMAGE_FAULT_N_
} CbImageFault;

/* Stable words: none truncated damaged too-large unreadable. Static, never NULL. */
const char *cb_image_fault_to_code (CbImageFault fault);

G_END_DECLS
