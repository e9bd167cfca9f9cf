/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A device tree, and behind it an overlay that is applied to it, twice: what comes out is a sound tree, or
 * the one that was there before. */

#include "fuzz.h"

#include <libfdt.h>

#include "boot/overlay.h"
#include "limit.h"

static void
check_texts (const CbDeviceTree *tree) {
  g_auto (GStrv) texts = cb_device_tree_compatible (tree);

  for (char **text = texts; *text != NULL; text++)
    fuzz_assert (**text != '\0' && g_utf8_validate (*text, -1, NULL));
  fuzz_assert (cb_device_tree_fits (tree, (const char *const *) texts) == (texts[0] != NULL));
  cb_device_tree_has_parameter (tree, "audio");
}

static void
check_apply (CbDeviceTree *base, const CbDeviceTree *overlay) {
  uint32_t n_before = fdt_totalsize (cb_device_tree_blob (base));
  g_autofree void *before = g_memdup2 (cb_device_tree_blob (base), n_before);
  g_autofree char *detail = NULL;
  CbOverlayOutcome outcome = cb_overlay_apply (base, overlay, &detail);
  const void *after = cb_device_tree_blob (base);

  fuzz_assert (cb_overlay_outcome_to_code (outcome) != NULL);
  fuzz_assert (detail == NULL || g_utf8_validate (detail, -1, NULL));
  if (outcome != CB_OVERLAY_APPLIED)
    fuzz_assert (fdt_totalsize (after) == n_before && memcmp (after, before, n_before) == 0);
  else
    fuzz_assert (fdt_check_full (after, fdt_totalsize (after)) == 0
                 && fdt_totalsize (after) <= CB_MAX_OVERLAY_BASE_BYTES);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbByteSource source = cb_byte_source_of_memory (bytes, n_bytes), rest;
  g_autoptr (CbDeviceTree) base = NULL, overlay = NULL;
  CbImageFault fault;

  base = cb_device_tree_read (&source, &fault, NULL);
  fuzz_assert ((base == NULL) == (fault != CB_IMAGE_FAULT_NONE));
  if (base == NULL)
    return 0;
  check_texts (base);
  rest = cb_byte_source_part (&source, fdt_totalsize (cb_device_tree_blob (base)));
  overlay = cb_device_tree_read (&rest, &fault, NULL);
  if (overlay == NULL)
    return 0;
  check_texts (overlay);
  check_apply (base, overlay);
  check_apply (base, overlay);
  return 0;
}
