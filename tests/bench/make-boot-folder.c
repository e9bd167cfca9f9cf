/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* make-boot-folder MODEL FILES: makes a complete boot folder for that model (4b, 3b+ or 5) in a temporary
 * folder of its own, adds overlays until there are about FILES in it, asks for twenty of them, and prints where
 * it is. */

#include "boot-folders.h"

#define N_COMPLETE 10
#define N_ASKED    20

int
main (int argc, char **argv) {
  guint64 n_files = argc == 3 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  g_autofree char *folder = NULL;

  if (argc != 3)
    return 2;
  folder = folder_new_for (argv[1]);
  for (guint64 i = N_COMPLETE; i < n_files; i++) {
    g_autofree char *name = g_strdup_printf ("overlays/overlay-%u.dtbo", (unsigned) i);
    g_autofree char *line = g_strdup_printf ("dtoverlay=overlay-%u\n", (unsigned) i);

    folder_take (folder, name, overlay_for_label ("uart1"));
    if (i < N_COMPLETE + N_ASKED)
      folder_append_text (folder, "config.txt", line);
  }
  g_print ("%s\n", folder);
  return 0;
}
