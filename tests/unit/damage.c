/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "damage.h"

#include <stdio.h>
#include <sys/stat.h>

void
take_out (const char *folder, const char *name, const char *how) {
  folder_remove (folder, name);
}

void
empty (const char *folder, const char *name, const char *how) {
  folder_write (folder, name, "", 0);
}

void
halve (const char *folder, const char *name, const char *how) {
  g_autoptr (GByteArray) bytes = folder_read (folder, name);

  folder_resize (folder, name, bytes->len / 2);
}

void
lock (const char *folder, const char *name, const char *how) {
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_int_equal (chmod (path, 0), 0);
}

void
put_folder (const char *folder, const char *name, const char *how) {
  g_autofree char *path = g_build_filename (folder, name, NULL);

  remove (path);
  folder_make_folder (folder, name);
}

void
put_fifo (const char *folder, const char *name, const char *how) {
  g_autofree char *path = g_build_filename (folder, name, NULL);

  remove (path);
  assert_int_equal (mkfifo (path, 0644), 0);
}

void
put_html (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, name, "<!DOCTYPE html>\n<html><head><title>Not Found</title></head></html>\n");
}

void
put_lfs_pointer (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, name,
                     "version https://git-lfs.github.com/spec/v1\n"
                     "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
                     "size 12345\n");
}

void
put_gzip (const char *folder, const char *name, const char *how) {
  g_autoptr (GByteArray) bytes = folder_read (folder, name);

  folder_take (folder, name, gzip_new (bytes));
}

void
move (const char *folder, const char *name, const char *how) {
  folder_rename (folder, name, how);
}

void
put_link (const char *folder, const char *name, const char *how) {
  folder_link (folder, name, how);
}

void
resize (const char *folder, const char *name, const char *how) {
  folder_resize (folder, name, g_ascii_strtoull (how, NULL, 10));
}

void
age (const char *folder, const char *name, const char *how) {
  folder_set_age (folder, name, g_ascii_strtoll (how, NULL, 10));
}

void
set_text (const char *folder, const char *name, const char *how) {
  folder_write_text (folder, name, how);
}

void
add_text (const char *folder, const char *name, const char *how) {
  folder_append_text (folder, name, how);
}
