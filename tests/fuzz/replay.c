/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* replay FOLDER: a fuzzer's main without clang. Gives each file of a folder to the fuzzer, in a buffer
 * that is exactly as long as the file, so that the address sanitizer sees one byte too many. An empty
 * folder is a failure: it would prove nothing. */

#include "fuzz.h"

#include <glib.h>

static gboolean
replay_file (const char *folder, const char *name) {
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autofree uint8_t *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &text, &n_bytes, &error)) {
    g_printerr ("%s\n", error->message);
    return FALSE;
  }
  g_print ("%s (%" G_GSIZE_FORMAT " bytes)\n", name, n_bytes);
  bytes = g_memdup2 (text, n_bytes);
  return LLVMFuzzerTestOneInput (bytes, n_bytes) == 0;
}

int
main (int argc, char **argv) {
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = argc == 2 ? g_dir_open (argv[1], 0, &error) : NULL;
  const char *name;
  unsigned n_files = 0;

  if (folder == NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "usage: replay FOLDER");
    return 2;
  }
  while ((name = g_dir_read_name (folder)) != NULL) {
    if (!replay_file (argv[1], name))
      return 1;
    n_files++;
  }
  if (n_files == 0)
    g_printerr ("%s: no files\n", argv[1]);
  return n_files > 0 ? 0 : 1;
}
