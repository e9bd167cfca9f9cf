/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot up and down: take the interface for the Pi now, and give it back. */

#include "verb.h"

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "outcome.h"
#include "output.h"

static char *
up_sentence (GVariant *cable) {
  g_autofree char *interface = cb_outcome_interface (cable);

  if (cb_dict_flag (cable, "carrier"))
    return g_strdup_printf (_ ("Cable '%s' is up."), interface);
  return g_strdup_printf (
      _ ("Cable '%s' is up.\nWaiting for the cable: plug it into the Pi and switch the Pi on."),
      interface);
}

static char *
down_sentence (GVariant *cable) {
  g_autofree char *interface = cb_outcome_interface (cable);

  return g_strdup_printf (
      _ ("Cable '%s' is down: the other profiles have the interface until 'cableboot up'."),
      interface);
}

gboolean
cb_verb_up (const CbRequest *request, CbBus *bus, GError **error) {
  g_autoptr (GVariantDict) options = cb_bus_options ();
  g_autoptr (GVariant) cable = NULL;

  return cb_output_check_fields (&request->options, error)
         && cb_bus_up (bus, request->values[CB_PROPERTY_IFNAME], g_variant_dict_end (options),
                       &cable, error)
         && cb_outcome_print (request, cable, up_sentence, error);
}

gboolean
cb_verb_down (const CbRequest *request, CbBus *bus, GError **error) {
  g_autoptr (GVariantDict) options = cb_bus_options ();
  g_autoptr (GVariant) cable = NULL;

  return cb_output_check_fields (&request->options, error)
         && cb_bus_down (bus, request->values[CB_PROPERTY_IFNAME], g_variant_dict_end (options),
                         &cable, error)
         && cb_outcome_print (request, cable, down_sentence, error);
}
