/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot: the command line. Parses, dispatches, tells an error and turns it into the exit code;
 * everything else is in the files of the verbs.
 */

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "complete.h"
#include "error.h"
#include "names.h"
#include "output.h"
#include "verb.h"

static void
set_language (void) {
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CB_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE); /* for ngettext */
}

static CbExit
complete (const char *const *arguments) {
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  CbExit code = cb_complete (arguments, "/sys/class/net", found);

  for (guint i = 0; i < found->len; i++)
    cb_output_line (found->pdata[i]);
  return code;
}

static int
wait_seconds (const CbRequest *request) {
  return request->options.wait_s == CB_WAIT_DEFAULT ? request->verb->wait_s
                                                    : request->options.wait_s;
}

static gboolean
is_enabling (const CbRequest *request) {
  return request->verb == cb_verb_get (CB_VERB_ENABLE);
}

/* The interfaces to choose from where the choice was open: all for enable, else those that are
 * enabled. NULL if they can't be had. */
static GVariant *
find_choices (const CbRequest *request, CbBus *bus) {
  g_autoptr (GVariant) interfaces = cb_bus_list_interfaces (bus, NULL);
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *interface;

  if (!interfaces || is_enabling (request))
    return g_steal_pointer (&interfaces);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, interfaces);
  while ((interface = g_variant_iter_next_value (&iter))) {
    gboolean enabled = FALSE;

    if (g_variant_lookup (interface, "enabled", "b", &enabled) && enabled)
      g_variant_builder_add_value (&builder, interface);
    g_variant_unref (interface);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static CbExit
tell_error (const CbRequest *request, CbBus *bus, const GError *error) {
  gboolean ambiguous = bus && g_error_matches (error, CB_ERROR, CB_ERROR_AMBIGUOUS);
  g_autoptr (GVariant) choices = ambiguous ? find_choices (request, bus) : NULL;
  g_autofree char *hint = NULL;

  cb_output_error (&request->options, error, choices);
  if (ambiguous) {
    hint = g_strdup_printf (_ ("name one of them: 'cableboot %s%s ifname IFACE'"),
                            request->verb->word.full, request->folder ? " DIR" : "");
    cb_output_hint (&request->options, hint);
  }
  return cb_exit_for_error (error);
}

static CbExit
run (CbRequest *request) {
  g_autoptr (CbBus) bus = NULL;
  g_autoptr (GError) error = NULL;

  if (request->options.version) {
    g_print (_ ("cableboot, version %s\n"), CB_VERSION);
    return CB_EXIT_DONE;
  }
  if (request->options.help) {
    if (request->verb_typed && request->verb != cb_verb_get (CB_VERB_HELP))
      request->topic = request->verb;
    return cb_verb_help (request, NULL, NULL) ? CB_EXIT_DONE : CB_EXIT_FAILED;
  }
  bus = cb_bus_new (wait_seconds (request));
  if (request->verb->run (request, bus, &error))
    return CB_EXIT_DONE;
  if (g_error_matches (error, CB_ERROR, CB_ERROR_INCOMPLETE)
      || g_error_matches (error, CB_ERROR, CB_ERROR_BOOT_FAILED))
    return cb_exit_for_error (error);
  return tell_error (request, bus, error);
}

/* A full disk or a closed pipe is a failure as well: a script must not take half an answer for one.
 */
static CbExit
flush (CbExit code) {
  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;
  g_printerr (_ ("Error: can't write the output: %s\n"), g_strerror (errno));
  return code == CB_EXIT_DONE ? CB_EXIT_FAILED : code;
}

int
main (int argc, char **argv) {
  g_auto (CbRequest) request = CB_REQUEST_INIT;
  g_autoptr (GError) error = NULL;
  const char *const *arguments = (const char *const *)argv + (argc > 0 ? 1 : 0);

  set_language ();
  if (arguments[0] && strcmp (arguments[0], "--complete-args") == 0)
    return (int)complete (arguments + 1);
  cb_bus_register_errors ();
  if (!cb_request_parse (&request, arguments, &error))
    return (int)flush (tell_error (&request, NULL, error));
  return (int)flush (run (&request));
}
