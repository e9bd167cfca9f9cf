/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot enable: make a cable serve a boot folder. Finds out which folder and which person are
 * meant; everything else is the daemon's.
 */

#include "verb.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cable.h"
#include "error.h"
#include "escape.h"
#include "folder-check.h"
#include "folder.h"
#include "link-question.h"
#include "names.h"
#include "outcome.h"
#include "output.h"

/* Where the dictionary has no property of its own kind, the property's value goes over as a text.
 */
static const struct {
  CbPropertyId id;
  const char *key;
} text_options[] = {
  { CB_PROPERTY_SERVER, "server" },
  { CB_PROPERTY_CLIENTS, "clients" },
  { CB_PROPERTY_INTERNET, "internet" },
  { CB_PROPERTY_ADDRESS, "address" },
};

/* targets: aay, NULL for none. */
static GVariant *
make_options (const CbRequest *request, const char *user, GVariant *targets) {
  g_autoptr (GVariantDict) options = cb_bus_options ();
  const char *takeover = request->values[CB_PROPERTY_TAKEOVER];

  for (guint i = 0; i < G_N_ELEMENTS (text_options); i++)
    if (request->values[text_options[i].id])
      g_variant_dict_insert (options, text_options[i].key, "s",
                             request->values[text_options[i].id]);
  if (takeover)
    g_variant_dict_insert (options, "takeover", "b", strcmp (takeover, "yes") == 0);
  if (user)
    g_variant_dict_insert (options, "user", "s", user);
  if (targets)
    g_variant_dict_insert_value (options, "targets", targets);
  return g_variant_dict_end (options);
}

static GVariant *
user_options (const char *user) {
  g_autoptr (GVariantDict) options = cb_bus_options ();

  if (user)
    g_variant_dict_insert (options, "user", "s", user);
  return g_variant_dict_end (options);
}

/* "eth0, eth1"; those whose settings can't be read have no name. NULL for fewer than two names. Free with
 * g_free. */
static char *
several_names (GVariant *cables) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  GVariantIter iter;
  GVariant *cable;

  g_variant_iter_init (&iter, cables);
  while ((cable = g_variant_iter_next_value (&iter))) {
    if (cb_dict_text (cable, "interface"))
      g_strv_builder_add (builder, cb_dict_text (cable, "interface"));
    g_variant_unref (cable);
  }
  names = g_strv_builder_end (builder);
  return g_strv_length (names) > 1 ? g_strjoinv (", ", names) : NULL;
}

/* *ret_cable is the cable that the words mean: the named one, or the only one; NULL where nothing is enabled
 * there. Error: those of the bus; CB_ERROR_AMBIGUOUS where none is named and several are enabled. */
static gboolean
find_enabled (CbBus *bus, const char *ifname, GVariant **ret_cable, GError **error) {
  g_autoptr (GVariant) all = cb_bus_list_cables (bus, error);
  g_autoptr (GVariant) cables = all ? cb_cable_select (all, ifname) : NULL;
  g_autofree char *names = cables && !ifname ? several_names (cables) : NULL;

  if (!cables)
    return FALSE;
  if (names) {
    g_set_error (error, CB_ERROR, CB_ERROR_AMBIGUOUS, _ ("more than one cable is enabled: %s"), names);
    return FALSE;
  }
  *ret_cable = g_variant_n_children (cables) > 0 ? g_variant_get_child_value (cables, 0) : NULL;
  return TRUE;
}

/* The folder before the first enable: in the person's home, if it is there. */
static char *
default_folder (const CbPerson *person, GError **error) {
  g_autofree char *folder = g_build_filename (person->home, CB_DEFAULT_FOLDER, NULL);
  g_autofree char *shown = cb_escape_bytes (folder, strlen (folder), TRUE);

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&folder);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("which folder? Put the Pi's boot files (firmware, config.txt, device tree, "
                  "kernel) into a folder and "
                  "name it: 'cableboot enable DIR'. Without DIR it is '%s', which isn't there"),
               shown);
  return NULL;
}

/* The folder to send, looked at with the person's own rights. */
static char *
find_folder (const CbRequest *request, const CbPerson *person, GError **error) {
  g_autofree char *cwd = g_get_current_dir ();
  g_autofree char *folder = NULL;
  gboolean ok;

  if (!cb_person_enter (person, error))
    return NULL;
  folder = request->folder ? cb_folder_absolute (request->folder, cwd, error)
                           : default_folder (person, error);
  ok = folder && cb_folder_check (folder, error);
  cb_person_leave ();
  return ok ? g_steal_pointer (&folder) : NULL;
}

static char *
state_sentence (GVariant *cable, const char *interface, const char *folder) {
  const char *state = cb_dict_text (cable, "state");
  const char *server = cb_dict_text (cable, "server");
  const char *address = cb_dict_text (cable, "address");
  const char *name = g_strcmp0 (server, "builtin") == 0 ? _ ("the built-in server") : server;
  g_auto (GStrv) parts = g_strsplit (address ? address : "", "/", 2);

  if (!folder || !name)
    return g_strdup_printf (_ ("Cable '%s' enabled."), interface);
  if (g_strcmp0 (state, "serving") == 0 && parts[0])
    return g_strdup_printf (_ ("Cable '%s' enabled: '%s' is served by %s at %s."), interface,
                            folder, name, parts[0]);
  return g_strdup_printf (_ ("Cable '%s' enabled: '%s' will be served by %s."), interface, folder,
                          name);
}

static char *
enable_sentence (GVariant *cable) {
  g_autofree char *interface = cb_outcome_interface (cable);
  g_autofree char *folder = cb_cable_folder (cable, cb_output_utf8 ());
  char *sentence = state_sentence (cable, interface, folder);
  g_autofree char *first = sentence;

  if (g_strcmp0 (cb_dict_text (cable, "state"), "waiting") != 0)
    return g_steal_pointer (&first);
  return g_strdup_printf ("%s\n%s", sentence,
                          _ ("Waiting for the cable: plug it into the Pi and switch the Pi on."));
}

/* Whose the cable shall be, as the daemon must be told: only root may and must name somebody. */
static const char *
user_option (const CbRequest *request, const CbPerson *person) {
  if (request->values[CB_PROPERTY_USER])
    return request->values[CB_PROPERTY_USER];
  return geteuid () == 0 ? person->name : NULL;
}

/* The person whose folder it is. Root alone, without sudo's traces, means whoever enabled before. */
static CbPerson *
find_person (const CbRequest *request, GVariant *enabled, GError **error) {
  g_auto (GStrv) environment = g_get_environ ();
  const char *named = request->values[CB_PROPERTY_USER];
  const char *before = enabled ? cb_dict_text (enabled, "user") : NULL;
  g_autoptr (GError) local = NULL;
  CbPerson *person = cb_person_find (geteuid (), getuid (), environment, named, &local);

  if (person)
    return person;
  if (before && !named && g_error_matches (local, CB_ERROR, CB_ERROR_INVALID))
    return cb_person_find (geteuid (), getuid (), environment, before, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
wants_incomplete (const CbRequest *request) {
  return g_strcmp0 (request->values[CB_PROPERTY_INCOMPLETE], "yes") == 0;
}

static void
tell_incomplete (const CbRequest *request, const char *folder, GError **error) {
  g_autofree char *shown = cb_escape_bytes (folder, strlen (folder), TRUE);
  g_autoptr (GError) local = g_error_new (
      CB_ERROR, CB_ERROR_INCOMPLETE,
      _ ("the boot folder '%s' isn't complete: 'cableboot check' tells more, and with 'incomplete yes' "
         "it is enabled all the same"),
      shown);

  cb_output_error (&request->options, local, NULL);
  g_propagate_error (error, g_steal_pointer (&local));
}

/* Tells what is wrong with the folder, warnings too. Error: CB_ERROR_INCOMPLETE, and it has been told, where a
 * board would not boot from it, unless that is wanted. folder may be NULL: the caller isn't told which it is.
 */
static gboolean
check_folder (const CbRequest *request, const CbPerson *person, const char *folder, GError **error) {
  g_autofree char *problems = NULL;
  gboolean complete;

  if (!folder || !cb_folder_is_complete (folder, geteuid () == 0 ? person->name : NULL, &complete, &problems))
    return TRUE;
  if (!request->options.json)
    g_printerr ("%s", problems);
  if (complete || wants_incomplete (request))
    return TRUE;
  tell_incomplete (request, folder, error);
  return FALSE;
}

/* Enables, and once more where the person says that what links name outside the folder is to be served. */
static gboolean
enable (const CbRequest *request, CbBus *bus, const char *user, const char *folder, GVariant **ret_cable,
        GError **error) {
  const char *ifname = request->values[CB_PROPERTY_IFNAME];
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) targets = NULL;

  if (cb_bus_enable (bus, ifname, folder, make_options (request, user, NULL), ret_cable, &local))
    return TRUE;
  if (!g_error_matches (local, CB_ERROR, CB_ERROR_UNCONFIRMED) || !cb_link_question_is_open (request)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  targets = cb_bus_link_targets (bus, ifname, folder, user_options (user), error);
  if (!targets)
    return FALSE;
  if (!cb_link_question_ask (request, targets)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return cb_bus_enable (bus, ifname, folder, make_options (request, user, targets), ret_cable, error);
}

gboolean
cb_verb_enable (const CbRequest *request, CbBus *bus, GError **error) {
  const char *ifname = request->values[CB_PROPERTY_IFNAME];
  g_autoptr (CbPerson) person = NULL;
  g_autoptr (GVariant) enabled = NULL;
  g_autoptr (GVariant) cable = NULL;
  g_autofree char *folder = NULL, *known = NULL;

  if (!cb_output_check_fields (&request->options, error)
      || !find_enabled (bus, ifname, &enabled, error))
    return FALSE;
  person = find_person (request, enabled, error);
  if (!person)
    return FALSE;
  if (!enabled || request->folder) {
    folder = find_folder (request, person, error);
    if (!folder)
      return FALSE;
  }
  known = folder ? g_strdup (folder) : cb_dict_bytes (enabled, "folder", NULL);
  if (!check_folder (request, person, known, error))
    return FALSE;
  return enable (request, bus, user_option (request, person), folder, &cable, error)
         && cb_outcome_print (request, cable, enable_sentence, error);
}
