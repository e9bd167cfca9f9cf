/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The file of a boot on record: any bytes. What is read has its known keys alone, each of its type, and can be
 * written and read again. */

#include "fuzz.h"

#include <string.h>

#include "boot/boot-record.h"
#include "host/dict.h"
#include "limit.h"

static void
check_read (GVariant *boot) {
  g_autofree char *text = g_variant_print (boot, TRUE);
  g_autoptr (GVariant) again = cb_boot_record_parse (text, strlen (text), NULL), shown = NULL, closed = NULL;

  fuzz_assert (g_variant_is_of_type (boot, G_VARIANT_TYPE_VARDICT));
  /* Escapes may make it longer than it came. */
  fuzz_assert (strlen (text) > CB_MAX_BOOT_RECORD_BYTES || again != NULL);
  shown = g_variant_ref_sink (cb_boot_record_pick (boot, 0));
  fuzz_assert (!g_variant_lookup (shown, "uid", "u", NULL));
  closed = g_variant_ref_sink (cb_boot_record_close (boot));
  fuzz_assert (!cb_dict_flag (closed, "running"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  g_autoptr (GVariant) boot = cb_boot_record_parse ((const char *) bytes, n_bytes, NULL);

  if (boot != NULL)
    check_read (boot);
  return 0;
}
