/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "outcome.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "escape.h"
#include "json.h"
#include "output.h"
#include "verb.h"

char *
cb_outcome_interface (GVariant *cable) {
  const char *interface = cb_dict_text (cable, "interface");

  return interface ? cb_escape_bytes (interface, strlen (interface), cb_output_utf8 ())
                   : g_strdup ("--");
}

void
cb_outcome_hint_nothing_enabled (const CbRequest *request, CbBus *bus) {
  g_autoptr (GVariant) cables = cb_bus_list_cables (bus, NULL);

  if (cables && g_variant_n_children (cables) == 0)
    cb_output_hint (&request->options,
                    _ ("no cable is enabled, so no board can be seen: 'cableboot enable DIR' serves the folder "
                       "DIR to the Pi on the other end of the cable"));
}

void
cb_outcome_print_sent (const CbRequest *request) {
  g_autofree char *text = NULL;

  if (request->options.json) {
    text = cb_json_sent (request->options.pretty);
    cb_output_json (text);
  } else if (!request->options.terse) {
    text = g_strdup_printf (_ ("'%s' is under way; 'cableboot status' tells how it ends."),
                            request->verb->word.full);
    cb_output_line (text);
  }
}

static gboolean
print_fields (const CbRequest *request, GVariant *cable, GError **error) {
  g_autoptr (GVariant) list = g_variant_ref_sink (g_variant_new_array (NULL, &cable, 1));

  return cb_output_fields (&request->options, list, error);
}

gboolean
cb_outcome_print (const CbRequest *request, GVariant *cable, CbOutcomeSentence sentence,
                  GError **error) {
  g_autoptr (GVariant) warnings = NULL;
  g_autoptr (GVariant) problems = NULL;
  g_autofree char *text = NULL;

  if (!cable) {
    cb_outcome_print_sent (request);
    return TRUE;
  }
  if (request->options.json) {
    text = cb_json_cable (cable, request->options.pretty);
    cb_output_json (text);
    return TRUE;
  }
  if (cb_options_want_fields (&request->options)) {
    if (!print_fields (request, cable, error))
      return FALSE;
  } else {
    text = sentence (cable);
    cb_output_line (text);
  }
  warnings = cb_cable_notes (cable, "warnings");
  problems = cb_cable_notes (cable, "problems");
  cb_output_warnings (&request->options, warnings);
  cb_output_warnings (&request->options, problems);
  return TRUE;
}
