/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/image-fault.h"

static const char *const codes[CB_IMAGE_FAULT_N_] = {
  [CB_IMAGE_FAULT_NONE] = "none",
  [CB_IMAGE_FAULT_TRUNCATED] = "truncated",
  [CB_IMAGE_FAULT_DAMAGED] = "damaged",
  [CB_IMAGE_FAULT_TOO_LARGE] = "too-large",
  [CB_IMAGE_FAULT_UNREADABLE] = "unreadable",
};

const char *
cb_image_fault_to_code (CbImageFault fault) {
  g_return_val_if_fail ((unsigned) fault < CB_IMAGE_FAULT_N_, codes[CB_IMAGE_FAULT_NONE]);
  return codes[fault];
}
