/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-store.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "boot/boot-record.h"
#include "error.h"
#include "host/dict.h"
#include "limit.h"
#include "names.h"

/* One name for all, so that what a killed daemon leaves is taken by the next one. */
#define ASIDE CB_BOOTS_DIR "/.new"

struct CbBootStore {
  GPtrArray *boots; /* GVariant, by number */
  GArray *numbers;  /* guint32 of all files, damaged ones too; ascending */
};

static char *
path_of (guint32 number) {
  return g_strdup_printf (CB_BOOTS_DIR "/%u", number);
}

static int
compare_numbers (gconstpointer a, gconstpointer b) {
  guint32 first = *(const guint32 *) a, second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

static void
find_files (CbBootStore *store) {
  GDir *dir = g_dir_open (CB_BOOTS_DIR, 0, NULL);
  const char *name;
  guint64 number;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    guint32 found;

    if (!g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT32, &number, NULL) || name[0] == '0')
      continue;
    found = (guint32) number;
    g_array_append_val (store->numbers, found);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_array_sort (store->numbers, compare_numbers);
}

static gboolean
has_number (GVariant *boot, guint32 number) {
  return cb_dict_number (boot, "number") == number;
}

static void
drop_oldest (CbBootStore *store) {
  while (store->numbers->len > CB_MAX_BOOT_RECORDS) {
    guint32 number = g_array_index (store->numbers, guint32, 0);
    g_autofree char *path = path_of (number);

    g_unlink (path);
    g_array_remove_index (store->numbers, 0);
    if (store->boots->len > 0 && has_number (store->boots->pdata[0], number))
      g_ptr_array_remove_index (store->boots, 0);
  }
}

/* No more than a record has: the folder is root's, but a disk has its faults. */
static char *
read_file (const char *path, gsize *ret_n, GError **error) {
  GStatBuf status;
  char *text = NULL;

  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > CB_MAX_BOOT_RECORD_BYTES)) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_INVALID, _ ("it is no record of a boot"));
    return NULL;
  }
  g_file_get_contents (path, &text, ret_n, error);
  return text;
}

GVariant *
cb_boot_store_load (CbBootStore *store, guint32 number, GError **error) {
  g_autofree char *path = path_of (number);
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) boot = NULL;
  gsize n;

  text = read_file (path, &n, &local);
  if (text != NULL)
    boot = cb_boot_record_parse (text, n, &local);
  if (boot != NULL && cb_dict_number (boot, "number") == number)
    return g_variant_ref_sink (cb_boot_record_close (boot));
  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no boot %u on record"), number);
  else
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED, "%s: %s", path,
                 local != NULL ? local->message : _ ("it is no record of a boot"));
  return NULL;
}

/* In place of what was there of it; a new one is the latest. */
static void
keep (CbBootStore *store, GVariant *boot) {
  guint32 number = cb_dict_number (boot, "number");
  GVariant *bare = g_variant_ref_sink (cb_boot_record_pick (boot, CB_BOOT_RECORD_OWNER));
  guint i = store->boots->len;

  while (i > 0 && !has_number (store->boots->pdata[i - 1], number))
    i--;
  if (i == 0) {
    g_ptr_array_add (store->boots, bare);
    return;
  }
  g_variant_unref (store->boots->pdata[i - 1]);
  store->boots->pdata[i - 1] = bare;
}

static void
load_all (CbBootStore *store) {
  for (guint i = 0; i < store->numbers->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) boot = cb_boot_store_load (store, g_array_index (store->numbers, guint32, i), &error);

    if (boot != NULL)
      keep (store, boot);
    else
      g_warning ("%s", error->message);
  }
}

CbBootStore *
cb_boot_store_open (void) {
  CbBootStore *store = g_new0 (CbBootStore, 1);

  store->boots = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  store->numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  find_files (store);
  drop_oldest (store);
  load_all (store);
  return store;
}

void
cb_boot_store_free (CbBootStore *store) {
  if (store == NULL)
    return;
  g_ptr_array_unref (store->boots);
  g_array_unref (store->numbers);
  g_free (store);
}

/* It is taken from now on, written or not. */
guint32
cb_boot_store_next (CbBootStore *store) {
  guint n = store->numbers->len;
  guint32 number = n > 0 ? MIN (g_array_index (store->numbers, guint32, n - 1), G_MAXINT32 - 1) + 1 : 1;

  g_array_append_val (store->numbers, number);
  drop_oldest (store);
  return number;
}

const GPtrArray *
cb_boot_store_boots (const CbBootStore *store) {
  return store->boots;
}

static gboolean
make_folders (GError **error) {
  if (g_mkdir_with_parents (CB_BOOTS_DIR, 0700) == 0)
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not make the folder %s: %s"), CB_BOOTS_DIR,
               g_strerror (errno));
  return FALSE;
}

static gboolean
write_file (const char *path, const char *text, gboolean lasting, GError **error) {
  g_autoptr (GError) local = NULL;
  int code;

  if (!make_folders (error))
    return FALSE;
  if (!g_file_set_contents_full (ASIDE, text, -1,
                                 lasting ? G_FILE_SET_CONTENTS_DURABLE : G_FILE_SET_CONTENTS_NONE, 0600,
                                 &local)) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, local->message);
    g_unlink (ASIDE);
    return FALSE;
  }
  if (g_rename (ASIDE, path) == 0)
    return TRUE;
  code = errno;
  g_unlink (ASIDE);
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not write %s: %s"), path, g_strerror (code));
  return FALSE;
}

gboolean
cb_boot_store_save (CbBootStore *store, GVariant *boot, const char *text, gboolean lasting, GError **error) {
  guint32 number = cb_dict_number (boot, "number");
  g_autofree char *path = path_of (number);

  /* So many have come since that it isn't on record any more. */
  if (number < g_array_index (store->numbers, guint32, 0))
    return TRUE;
  keep (store, boot);
  return write_file (path, text, lasting, error);
}
