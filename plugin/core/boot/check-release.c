/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Boot check: which kernel is it? */

#include "boot/boot-check-private.h"

#include <string.h>

#include "boot/kernel-release.h"
#include "limit.h"

/* Where a build keeps it, seen from arch/ARCH/boot. */
#define BUILT_RELEASE "../../../include/config/kernel.release"

/* One line, printable, as a release is; NULL for anything else. */
static char *
release_of_build (const CbBootCheck *self, const CbBootEntry *entry) {
  g_autoptr (GBytes) bytes =
      self->inventory->read_near (entry->name, BUILT_RELEASE, CB_MAX_KERNEL_WORD_BYTES, self->inventory->data);
  g_autofree char *text = NULL;

  if (!bytes)
    return NULL;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_strchomp (text);
  for (const char *p = text; *p; p++)
    if (!g_ascii_isgraph (*p))
      return NULL;
  return *text ? g_steal_pointer (&text) : NULL;
}

char *
cb_boot_check_kernel_release (const CbBootCheck *self) {
  const CbBootEntry *entry = cb_check_loaded (self, CB_FILE_KERNEL);
  CbKernelRelease release;
  CbByteSource source;

  if (!entry || !cb_inventory_open (self->inventory, entry->name, &source))
    return NULL;
  if (cb_kernel_release_read (&source, &release))
    return g_strdup (release.release);
  return release_of_build (self, entry);
}
