/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <string.h>

#include "error.h"
#include "exit-code.h"
#include "host/quote.h"
#include "names.h"

#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the formats stand in a table below */

/* Runs `cableboot-link VERB --user UID [--group GID] ARGUMENT`, which drops to that user by itself.
 * Returns the exit code, or -1. */
static int
run_link (const char *verb, guint32 uid, const guint32 *gid, const char *argument, char **ret_output,
          GError **error) {
  g_autofree char *user = g_strdup_printf ("--user=%u", uid);
  g_autofree char *group = g_strdup_printf ("--group=%u", gid ? *gid : 0);
  const char *argv[] = { CB_LINK_PROGRAM, verb, user, "--", argument, NULL, NULL };
  int status;

  if (gid != NULL) {
    argv[3] = group;
    argv[4] = "--";
    argv[5] = argument;
  }
  if (!cb_child_run (&(CbChild){ argv, NULL }, &status, ret_output, error))
    return -1;
  return status;
}

/* For a message; the number where the user has no name. */
static char *
name_user (guint32 uid) {
  struct passwd account, *found = NULL;
  char buffer[4096];

  getpwuid_r (uid, &account, buffer, sizeof buffer, &found);
  return found != NULL ? g_strdup (found->pw_name) : g_strdup_printf ("%u", uid);
}

/* status: how a look at the folder ended, -1 where error is set. Always FALSE. */
static gboolean
fail_look (int status, guint32 uid, const char *folder, GError **error) {
  static const struct {
    int status;
    CbError code;
    const char *text;
  } refusals[] = {
    { CB_LINK_EXIT_MISSING, CB_ERROR_NOT_FOUND,
      N_ ("the folder '%s' doesn't exist; make it, or name another") },
    { CB_LINK_EXIT_NO_FOLDER, CB_ERROR_INVALID,
      N_ ("'%s' is not a folder; name the folder with the boot files") },
    { CB_LINK_EXIT_DENIED, CB_ERROR_UNREACHABLE,
      N_ ("the folder '%s' can't be entered by user '%s'; open it, or name another") },
    { CB_LINK_EXIT_TOO_MANY, CB_ERROR_REFUSED,
      N_ ("links of the folder '%s' lead to too many places outside it; put what they name into fewer "
          "folders, or into this one") },
  };
  g_autofree char *shown = cb_quote (folder, -1), *user = name_user (uid);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (status == refusals[i].status) {
      g_set_error (error, CB_ERROR, refusals[i].code, gettext (refusals[i].text), shown, user);
      return FALSE;
    }
  if (status >= 0)
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not look at the folder '%s'"), shown);
  return FALSE;
}

gboolean
cb_helper_resolve (guint32 uid, const char *folder, char **ret_resolved, GError **error) {
  g_autofree char *output = NULL;
  int status = run_link ("resolve", uid, NULL, folder, &output, error);

  if (status != CB_LINK_EXIT_OK)
    return fail_look (status, uid, folder, error);
  *ret_resolved = g_steal_pointer (&output);
  return TRUE;
}

gboolean
cb_helper_targets (guint32 uid, const char *folder, char ***ret_targets, GError **error) {
  g_autofree char *output = NULL;
  int status = run_link ("targets", uid, NULL, folder, &output, error);

  if (status != CB_LINK_EXIT_OK)
    return fail_look (status, uid, folder, error);
  if (g_str_has_suffix (output, "\n"))
    output[strlen (output) - 1] = '\0';
  *ret_targets = g_strsplit (output, "\n", -1);
  return TRUE;
}

CbReach
cb_helper_reach (const CbIdentity *identity, const char *folder, char **ret_where) {
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status = run_link ("reach", identity->uid, &identity->gid, folder, &output, &error);

  *ret_where = NULL;
  if (status == CB_LINK_EXIT_OK)
    return CB_REACH_OK;
  if (status != CB_LINK_EXIT_DENIED && status != CB_LINK_EXIT_SPECIAL)
    return CB_REACH_UNKNOWN;
  *ret_where = cb_quote (g_strchomp (output), -1);
  return status == CB_LINK_EXIT_DENIED ? CB_REACH_DENIED : CB_REACH_SPECIAL;
}

CbProof
cb_helper_prove (guint32 address, gboolean *ret_there) {
  const CbIdentity nobody = cb_identity_nobody ();
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL, *text = g_strdup_printf ("%u", address);
  int status = run_link ("prove", nobody.uid, &nobody.gid, text, &output, &error);

  *ret_there = status == CB_LINK_EXIT_OK;
  if (status == CB_LINK_EXIT_OK || status == CB_LINK_EXIT_MISSING)
    return CB_PROOF_SERVED;
  return status == CB_LINK_EXIT_DENIED ? CB_PROOF_DENIED : CB_PROOF_SILENT;
}
