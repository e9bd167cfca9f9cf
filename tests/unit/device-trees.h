/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Device trees and overlays from their source, compiled by dtc when the test runs. */

#pragma once

#include "boot-files.h"

#include <glib/gstdio.h>

#include "boot/device-tree.h"

/* A Pi 4's tree in small, as dtc -@ makes it. */
#define BASE                                                                                              \
  "/dts-v1/;\n"                                                                                           \
  "/ {\n"                                                                                                 \
  "  compatible = \"raspberrypi,4-model-b\", \"brcm,bcm2711\";\n"                                         \
  "  model = \"Raspberry Pi 4 Model B\";\n"                                                               \
  "  soc: soc {\n"                                                                                        \
  "    i2c1: i2c@7e804000 { status = \"disabled\"; };\n"                                                  \
  "    gpio: gpio@7e200000 { audio_pins: audio_pins { }; };\n"                                            \
  "  };\n"                                                                                                \
  "  clock { status = \"okay\"; };\n"                                                                     \
  "  aliases { i2c1 = \"/soc/i2c@7e804000\"; };\n"                                                        \
  "  __overrides__ { audio = <&gpio>, \"status\"; i2c_arm = <&i2c1>, \"status\"; };\n"                    \
  "};\n"

/* An overlay of one fragment, with this target, that holds this. */
#define OVERLAY_OF(target, content)                                                                       \
  "/dts-v1/; /plugin/;\n"                                                                                 \
  "/ { compatible = \"brcm,bcm2835\"; fragment@0 { " target " __overlay__ { " content " }; }; };\n"

/* The blob of a source, which may be as wrong as a test wants it. Caller frees. */
static inline GByteArray *
compile (const char *text) {
  const char *const arguments[] = { "dtc", "-@",  "-f", "-q", "-q", "-I",
                                    "dts", "-O", "dtb", "-o", NULL, NULL, NULL };
  const char *argv[G_N_ELEMENTS (arguments)];
  g_autofree char *folder = g_dir_make_tmp ("cableboot-test-XXXXXX", NULL);
  g_autofree char *source = g_build_filename (folder, "source", NULL);
  g_autofree char *blob = g_build_filename (folder, "blob", NULL);
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize n_bytes;
  int status;

  memcpy (argv, arguments, sizeof argv);
  argv[10] = blob;
  argv[11] = source;
  assert_true (g_file_set_contents (source, text, -1, NULL));
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error))
    fail_msg ("%s", error->message);
  assert_int_equal (status, 0);
  assert_true (g_file_get_contents (blob, &bytes, &n_bytes, NULL));
  g_remove (blob);
  g_remove (source);
  g_rmdir (folder);
  return g_byte_array_new_take ((guint8 *) bytes, n_bytes);
}

/* Caller frees. */
static inline CbDeviceTree *
tree_of (const GByteArray *blob) {
  CbByteSource source = source_of (blob);
  CbImageFault fault;
  CbDeviceTree *tree = cb_device_tree_read (&source, &fault, NULL);

  assert_string_equal (cb_image_fault_to_code (fault), "none");
  assert_non_null (tree);
  return tree;
}

static inline CbDeviceTree *
tree_new (const char *text) {
  g_autoptr (GByteArray) blob = compile (text);

  return tree_of (blob);
}
