/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot check: which files a board will ask for, and what is missing or wrong. Needs no daemon and no
 * network; root becomes the person whose folder it is before it is opened, for good.
 */

#include "verb.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "boot/boot-guess.h"
#include "cable.h"
#include "check-view.h"
#include "disk-inventory.h"
#include "drop.h"
#include "error.h"
#include "escape.h"
#include "field.h"
#include "folder.h"
#include "json.h"
#include "names.h"
#include "output.h"
#include "person.h"

typedef struct {
  const CbRequest *request;
  const CbInventory *inventory;
  GPtrArray *guesses;
  char *folder;
  gboolean is_root; /* was, before it became the folder's person */
} Check;

/* The enabled folder, if there is one and the daemon answers; its absence is no fault. Not for who is root: he
 * would keep a connection of root's while he reads what is in the folder. */
static char *
enabled_folder (const Check *self, CbBus *bus) {
  g_autoptr (GVariant) cables = self->is_root ? NULL : cb_bus_list_cables (bus, NULL);
  g_autoptr (GVariant) cable = NULL;

  if (!cables || g_variant_n_children (cables) != 1)
    return NULL;
  cable = g_variant_get_child_value (cables, 0);
  return cb_dict_bytes (cable, "folder", NULL);
}

static char *
find_folder (const Check *self, const CbPerson *person, CbBus *bus, GError **error) {
  g_autofree char *cwd = g_get_current_dir ();
  char *folder;

  if (self->request->folder)
    return cb_folder_absolute (self->request->folder, cwd, error);
  folder = enabled_folder (self, bus);
  return folder ? folder : g_build_filename (person->home, CB_DEFAULT_FOLDER, NULL);
}

/* For good: what is in the folder is read with that person's rights alone. */
static gboolean
become (const CbPerson *person, GError **error) {
  int r = geteuid () == 0 ? cb_drop_to (person->uid, (gid_t) -1) : 0;

  if (r == 0)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("can't look at the folder as user '%s': %s"), person->name,
               g_strerror (-r));
  return FALSE;
}

static const char *
obstacle_text (CbObstacle obstacle) {
  switch (obstacle) {
  case CB_OBSTACLE_NO_ETHERNET: return _ ("it has no network jack of its own");
  case CB_OBSTACLE_CARD_NEEDED:
    return _ ("it needs an SD card with the file bootcode.bin, and nothing else on it");
  case CB_OBSTACLE_CARRIER: return _ ("that depends on the board that carries it");
  default: return cb_board_obstacle_to_code (obstacle);
  }
}

static gboolean
find_guesses (Check *self, GError **error) {
  const char *model = self->request->values[CB_PROPERTY_MODEL];
  const char *typed = self->request->values[CB_PROPERTY_SERIAL];
  const CbBoard *board = model ? cb_board_from_text (model, error) : NULL;
  g_autofree char *serial = typed && (board || !model) ? cb_board_serial_from_text (typed, error) : NULL;

  if ((model && !board) || (typed && !serial))
    return FALSE;
  if (board && board->way == CB_BOOT_BY_NOTHING) {
    g_set_error (error, CB_ERROR, CB_ERROR_REFUSED, _ ("a %s can't boot from the network: %s"), board->name,
                 obstacle_text (board->obstacle));
    return FALSE;
  }
  self->guesses = cb_boot_guess (self->inventory, board, serial);
  return TRUE;
}

typedef void (*CheckDone) (const CbBootCase *boot_case, const CbBootCheck *check, gpointer data);

/* Checks for each board in turn; TRUE when all are complete. A folder for no board isn't. */
static gboolean
check_all (const Check *self, CheckDone done, gpointer data) {
  gboolean complete = self->guesses->len > 0;

  for (guint i = 0; i < self->guesses->len; i++) {
    const CbBootGuess *guess = g_ptr_array_index (self->guesses, i);
    const CbBootCase boot_case = { .board = guess->board, .serial = guess->serial };
    g_autoptr (CbBootCheck) check = cb_boot_check_new (&boot_case, self->inventory);

    done (&boot_case, check, data);
    complete &= cb_boot_check_is_complete (check);
  }
  return complete;
}

typedef struct {
  CbCheckStyle style;
  gboolean with_files;
  gboolean first;
} TextView;

static void
print_text (const CbBootCase *boot_case, const CbBootCheck *check, gpointer data) {
  TextView *view = data;
  g_autofree char *files = view->with_files ? cb_check_view_files (check, &view->style) : g_strdup ("");
  g_autofree char *findings = cb_check_view_findings (check, &view->style, view->with_files);
  g_autofree char *verdict = cb_check_view_verdict (boot_case, check);
  g_autofree char *painted = cb_table_paint (verdict, view->style.colors ? CB_COLOR_BOLD : CB_COLOR_NONE);

  if (!view->with_files && !*findings)
    return;
  if (!view->first && view->with_files)
    g_print ("\n");
  g_print ("%s\n%s%s", painted, files, findings);
  view->first = FALSE;
}

typedef struct {
  CbTable *table;
  GArray *columns;
} RowView;

static void
collect_rows (const CbBootCase *boot_case, const CbBootCheck *check, gpointer data) {
  RowView *view = data;

  cb_check_view_add_rows (view->table, boot_case, check, view->columns, cb_output_utf8 ());
}

static gboolean
print_rows (const Check *self, gboolean *ret_complete, GError **error) {
  g_autoptr (GArray) columns = cb_field_columns (cb_check_view_fields (), "MODEL,MARK,FILE,BYTES,KIND,ROLE",
                                                 self->request->options.fields, error);
  g_autofree const char **headers = NULL;
  g_autoptr (CbTable) table = NULL;
  RowView view;

  if (!columns)
    return FALSE;
  headers = g_new0 (const char *, columns->len + 1);
  for (guint i = 0; i < columns->len; i++)
    headers[i] = cb_check_view_fields ()[g_array_index (columns, guint, i)];
  table = cb_table_new (headers);
  view = (RowView){ table, columns };
  *ret_complete = check_all (self, collect_rows, &view);
  cb_output_table (&self->request->options, table, _ ("Files"));
  return TRUE;
}

static gboolean
wants_files (const CbRequest *request) {
  return g_strcmp0 (request->values[CB_PROPERTY_SHOW], "problems") != 0;
}

typedef struct {
  JsonBuilder *builder;
  gboolean with_files;
} JsonView;

static void
collect_json (const CbBootCase *boot_case, const CbBootCheck *check, gpointer data) {
  const JsonView *view = data;

  cb_check_view_add_json (view->builder, boot_case, check, view->with_files);
}

static gboolean
print_json (const Check *self) {
  g_autoptr (JsonBuilder) builder = cb_json_begin ();
  JsonView view = { builder, wants_files (self->request) };
  g_autofree char *shown = cb_escape_bytes (self->folder, strlen (self->folder), TRUE);
  g_autofree char *json = NULL;
  gboolean complete;

  cb_json_add_text (builder, "folder", shown);
  json_builder_set_member_name (builder, "boards");
  json_builder_begin_array (builder);
  complete = check_all (self, collect_json, &view);
  json_builder_end_array (builder);
  cb_json_add_flag (builder, "complete", complete);
  json = cb_json_end (builder, self->request->options.pretty);
  cb_output_json (json);
  return complete;
}

static void
print_no_board (const Check *self) {
  g_autofree char *shown = cb_escape_bytes (self->folder, strlen (self->folder), cb_output_utf8 ());

  g_printerr (
      _ ("Error: '%s' holds neither firmware nor a device tree of a board. Put the boot files there, or "
         "name the board with 'model MODEL' to see what it needs.\n"),
      shown);
}

static gboolean
print (const Check *self, gboolean *ret_complete, GError **error) {
  const CbOptions *options = &self->request->options;
  TextView view = {
    .style = { .colors = cb_output_colors (options), .utf8 = cb_output_utf8 () },
    .with_files = wants_files (self->request),
    .first = TRUE,
  };

  if (options->json)
    *ret_complete = print_json (self);
  else if (self->guesses->len == 0)
    print_no_board (self);
  else if (cb_options_want_fields (options))
    return print_rows (self, ret_complete, error);
  else
    *ret_complete = check_all (self, print_text, &view);
  return TRUE;
}

/* Nobody but root can have other rights than his own. */
static gboolean
may_be (const CbPerson *person, const char *named, GError **error) {
  if (!named || geteuid () == 0 || strcmp (named, person->name) == 0)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID, _ ("only root can look as user '%s'"), named);
  return FALSE;
}

static gboolean
run (const CbRequest *request, CbBus *bus, Check *self, gboolean *ret_complete, GError **error) {
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (CbPerson) person =
      cb_person_find (geteuid (), getuid (), environment, request->values[CB_PROPERTY_USER], error);
  g_autoptr (CbDiskInventory) disk = NULL;

  self->is_root = geteuid () == 0;
  if (!person || !may_be (person, request->values[CB_PROPERTY_USER], error) || !become (person, error))
    return FALSE;
  self->folder = find_folder (self, person, bus, error);
  if (!self->folder)
    return FALSE;
  disk = cb_disk_inventory_open (self->folder, error);
  if (!disk)
    return FALSE;
  self->inventory = cb_disk_inventory_view (disk);
  return find_guesses (self, error) && print (self, ret_complete, error);
}

gboolean
cb_verb_check (const CbRequest *request, CbBus *bus, GError **error) {
  Check self = { .request = request };
  gboolean complete = FALSE;
  gboolean ok = run (request, bus, &self, &complete, error);

  if (ok && !complete)
    g_set_error_literal (error, CB_ERROR, CB_ERROR_INCOMPLETE, _ ("the boot folder isn't complete"));
  g_clear_pointer (&self.guesses, g_ptr_array_unref);
  g_free (self.folder);
  return ok && complete;
}
