/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot disable: forget the cable. */

#include "verb.h"

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "json.h"
#include "outcome.h"
#include "output.h"

/* The interface that the daemon will take where none is named, for the sentence at the end; NULL if
 * that isn't clear, and then the daemon says so. Free with g_free. */
static char *
only_interface (CbBus *bus) {
  g_autoptr (GVariant) cables = cb_bus_list_cables (bus, NULL);
  g_autoptr (GVariant) cable = NULL;

  if (!cables || g_variant_n_children (cables) != 1)
    return NULL;
  cable = g_variant_get_child_value (cables, 0);
  return cb_dict_text (cable, "interface") ? cb_outcome_interface (cable) : NULL;
}

static void
print_done (const CbRequest *request, const char *interface, GVariant *warnings) {
  g_autofree char *text = NULL;

  if (request->options.json) {
    text = cb_json_warnings (warnings, request->options.pretty);
    cb_output_json (text);
    return;
  }
  if (!request->options.terse) {
    text = interface ? g_strdup_printf (_ ("Cable '%s' disabled."), interface)
                     : g_strdup (_ ("Cable disabled."));
    cb_output_line (text);
  }
  cb_output_warnings (&request->options, warnings);
}

gboolean
cb_verb_disable (const CbRequest *request, CbBus *bus, GError **error) {
  const char *ifname = request->values[CB_PROPERTY_IFNAME];
  g_autoptr (GVariantDict) options = cb_bus_options ();
  g_autofree char *interface = ifname ? g_strdup (ifname) : only_interface (bus);
  g_autoptr (GVariant) warnings = NULL;

  if (!cb_bus_disable (bus, ifname, g_variant_dict_end (options), &warnings, error))
    return FALSE;
  if (warnings)
    print_done (request, interface, warnings);
  else
    cb_outcome_print_sent (request);
  return TRUE;
}
