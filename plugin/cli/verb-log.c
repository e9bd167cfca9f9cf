/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot log: the boots on record, and one of them in full. */

#include "verb.h"

#include <glib/gi18n-lib.h>

#include "boot-block.h"
#include "boot-table.h"
#include "error.h"
#include "output.h"
#include "story-json.h"

/* 0 where no boot is named. FALSE with CB_ERROR_INVALID. */
static gboolean
parse_number (const CbRequest *request, guint32 *ret_number, GError **error) {
  guint64 number = 0;

  if (request->argument
      && !g_ascii_string_to_unsigned (request->argument, 10, 1, G_MAXUINT32, &number, NULL)) {
    g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
                 _ ("'%s' is no number of a boot: 'cableboot log' lists them"), request->argument);
    return FALSE;
  }
  *ret_number = (guint32) number;
  return TRUE;
}

static void
print_json (const CbOptions *options, GVariant *boots, GVariant *boot) {
  g_autofree char *json =
      boot ? cb_story_json_boot (boot, options->pretty) : cb_story_json_boots (boots, options->pretty);

  cb_output_json (json);
}

static void
print_block (const CbOptions *options, GVariant *boot) {
  const CbEventStyle style = { .utf8 = cb_output_utf8 (), .colors = cb_output_colors (options) };
  g_autofree char *block = cb_boot_block (boot, &style);

  g_print ("%s", block);
}

static void
print (const CbOptions *options, GVariant *boots, GVariant *boot) {
  g_autoptr (CbTable) table = NULL;

  if (options->json) {
    print_json (options, boots, boot);
  } else if (boot && !cb_options_want_fields (options)) {
    print_block (options, boot);
  } else if (g_variant_n_children (boots) == 0 && !cb_options_want_fields (options)) {
    cb_output_line (_ ("No boot is on record."));
  } else {
    table = cb_boot_table (boots, options->fields, cb_output_utf8 (), NULL);
    cb_output_table (options, table, _ ("Boots"));
  }
}

static gboolean
check_fields (const CbOptions *options, GError **error) {
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("aa{sv}", NULL));
  g_autoptr (CbTable) table = cb_boot_table (none, options->fields, TRUE, error);

  return table != NULL;
}

gboolean
cb_verb_log (const CbRequest *request, CbBus *bus, GError **error) {
  g_autoptr (GVariant) boots = NULL;
  g_autoptr (GVariant) boot = NULL;
  guint32 number;

  if (!parse_number (request, &number, error) || !check_fields (&request->options, error))
    return FALSE;
  boots = cb_bus_list_boots (bus, request->options.limit, number, error);
  if (!boots)
    return FALSE;
  boot = number > 0 ? cb_boot_table_find (boots, number) : NULL;
  if (number > 0 && !boot) {
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no boot %u on record"), number);
    return FALSE;
  }
  print (&request->options, boots, boot);
  return TRUE;
}
