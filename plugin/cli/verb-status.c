/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot status: what is enabled, who serves and why, what is wrong. */

#include "verb.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "error.h"
#include "folder-check.h"
#include "json.h"
#include "output.h"
#include "status-block.h"

static void
print_blocks (const CbRequest *request, GVariant *cables) {
  GVariantIter iter;
  GVariant *cable;
  gboolean first = TRUE;

  g_variant_iter_init (&iter, cables);
  while ((cable = g_variant_iter_next_value (&iter))) {
    g_autofree char *block =
        cb_status_block (cable, cb_output_colors (&request->options), cb_output_utf8 ());

    g_print ("%s%s", first ? "" : "\n", block);
    first = FALSE;
    g_variant_unref (cable);
  }
}

/* The cable with "complete" (b): what the boot check says. As it is where the caller isn't told the folder, or
 * may not look into it. */
static GVariant *
with_verdict (GVariant *cable) {
  g_autofree char *folder = cb_dict_bytes (cable, "folder", NULL);
  g_autofree char *problems = NULL;
  g_autoptr (GVariantDict) dict = NULL;
  gboolean complete;

  if (!folder
      || !cb_folder_is_complete (folder, geteuid () == 0 ? cb_dict_text (cable, "user") : NULL, &complete,
                                 &problems))
    return g_variant_ref (cable);
  dict = g_variant_dict_new (cable);
  g_variant_dict_insert (dict, "complete", "b", complete);
  return g_variant_ref_sink (g_variant_dict_end (dict));
}

static GVariant *
with_verdicts (GVariant *cables) {
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; i < g_variant_n_children (cables); i++) {
    g_autoptr (GVariant) cable = g_variant_get_child_value (cables, i);
    g_autoptr (GVariant) told = with_verdict (cable);

    g_variant_builder_add_value (&builder, told);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
print_nothing_enabled (const CbRequest *request) {
  cb_output_line (_ ("No cable is enabled."));
  cb_output_hint (
      &request->options,
      _ ("'cableboot enable DIR' serves the folder DIR to the Pi on the other end of the cable"));
}

gboolean
cb_verb_status (const CbRequest *request, CbBus *bus, GError **error) {
  const char *ifname = request->values[CB_PROPERTY_IFNAME];
  const CbOptions *options = &request->options;
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) selected = NULL;
  g_autoptr (GVariant) cables = NULL;
  gsize n_cables;

  if (!cb_output_check_fields (options, error))
    return FALSE;
  all = cb_bus_list_cables (bus, error);
  if (!all)
    return FALSE;
  selected = cb_cable_select (all, ifname);
  cables = with_verdicts (selected);
  n_cables = g_variant_n_children (cables);
  if (n_cables == 0 && ifname) {
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("no cable is enabled on '%s'"), ifname);
    return FALSE;
  }
  if (options->json) {
    g_autofree char *json = cb_json_cables (cables, options->pretty);

    cb_output_json (json);
    return TRUE;
  }
  if (cb_options_want_fields (options))
    return cb_output_fields (options, cables, error);
  if (n_cables == 0)
    print_nothing_enabled (request);
  else
    print_blocks (request, cables);
  return TRUE;
}
