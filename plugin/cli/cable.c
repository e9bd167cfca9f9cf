/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cable.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "escape.h"

static const struct {
  const char *word;
  const char *text;
  CbColor color;
} states[] = {
  { "waiting", N_ ("waiting for the cable"), CB_COLOR_YELLOW },
  { "starting", N_ ("starting"), CB_COLOR_YELLOW },
  { "serving", N_ ("serving"), CB_COLOR_GREEN },
  { "down", N_ ("down, the interface is given back"), CB_COLOR_NONE },
  { "unfinished", N_ ("unfinished, 'enable' was interrupted"), CB_COLOR_RED },
  { "stopped", N_ ("stopped"), CB_COLOR_RED },
  { "stood-down", N_ ("stood down, the interface is left to others"), CB_COLOR_YELLOW },
  { "damaged", N_ ("its settings can't be read"), CB_COLOR_RED },
};

char *
cb_cable_folder (GVariant *cable, gboolean utf8) {
  g_autofree char *folder = cb_dict_bytes (cable, "folder", NULL);

  return folder ? cb_escape_bytes (folder, strlen (folder), utf8) : NULL;
}

GVariant *
cb_cable_notes (GVariant *cable, const char *key) {
  GVariant *notes = g_variant_lookup_value (cable, key, G_VARIANT_TYPE ("a(ss)"));

  return notes ? notes
               : g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(ss)"), NULL, 0));
}

const char *
cb_cable_state_text (const char *state) {
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (state, states[i].word) == 0)
      return _ (states[i].text);
  return state ? state : _ ("unknown");
}

CbColor
cb_cable_state_color (const char *state) {
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (state, states[i].word) == 0)
      return states[i].color;
  return CB_COLOR_NONE;
}

/* eth2 before eth10; those without a name are the last. */
static int
compare_interfaces (gconstpointer a, gconstpointer b) {
  const char *name_a = cb_dict_text (*(GVariant *const *)a, "interface");
  const char *name_b = cb_dict_text (*(GVariant *const *)b, "interface");

  if (!name_a || !name_b)
    return (name_a == NULL) - (name_b == NULL);
  return strverscmp (name_a, name_b);
}

GVariant *
cb_cable_select (GVariant *cables, const char *ifname) {
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  GVariantIter iter;
  GVariant *cable;

  g_variant_iter_init (&iter, cables);
  while ((cable = g_variant_iter_next_value (&iter))) {
    if (!ifname || g_strcmp0 (cb_dict_text (cable, "interface"), ifname) == 0)
      g_ptr_array_add (chosen, cable);
    else
      g_variant_unref (cable);
  }
  g_ptr_array_sort (chosen, compare_interfaces);
  return g_variant_ref_sink (
      g_variant_new_array (G_VARIANT_TYPE_VARDICT, (GVariant **)chosen->pdata, chosen->len));
}
