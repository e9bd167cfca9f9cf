/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-kin.h"

#include "boot/story-report.h"
#include "host/dict.h"

/* The board as the dictionaries write it. */
static GVariant *
describe (const CbStoryEvent *board) {
  GVariantBuilder dict;

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  cb_story_report_board (&dict, board);
  cb_story_report_kernel (&dict, board);
  return g_variant_ref_sink (g_variant_builder_end (&dict));
}

static gboolean
is_same (const char *a, const char *b) {
  return a != NULL && g_strcmp0 (a, b) == 0;
}

static gboolean
is_kin (GVariant *boot, guint32 uid, guint32 number, GVariant *board) {
  const char *serial = cb_dict_text (board, "serial"), *other = cb_dict_text (boot, "serial");

  if (cb_dict_number (boot, "uid") != uid || cb_dict_number (boot, "number") >= number)
    return FALSE;
  if (serial != NULL && other != NULL)
    return is_same (serial, other);
  return is_same (cb_dict_text (board, "mac"), cb_dict_text (boot, "mac"));
}

gboolean
cb_boot_kin_is_first (const GPtrArray *boots, guint32 uid, guint32 number, const CbStoryEvent *board) {
  g_autoptr (GVariant) described = describe (board);

  if (cb_dict_text (described, "serial") == NULL && cb_dict_text (described, "mac") == NULL)
    return FALSE;
  for (guint i = 0; i < boots->len; i++)
    if (is_kin (boots->pdata[i], uid, number, described))
      return FALSE;
  return TRUE;
}

int
cb_boot_kin_has_same_kernel (const GPtrArray *boots, guint32 uid, guint32 number,
                             const CbStoryEvent *kernel) {
  g_autoptr (GVariant) described = describe (kernel);
  const char *hash = cb_dict_text (described, "hash"), *other = NULL;

  for (guint i = boots->len; i > 0; i--) {
    GVariant *boot = boots->pdata[i - 1];

    if (!is_kin (boot, uid, number, described) || cb_dict_number (boot, "kernel_ms") == 0)
      continue;
    other = cb_dict_text (boot, "hash");
    break;
  }
  return hash == NULL || other == NULL ? -1 : is_same (hash, other);
}
