/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The settings files in /etc/cableboot: one per cable, root's, 0600, replaced whole.
 *
 * Power loss leaves the old file or the new one. What stands in a file is host/settings.h.
 */

#pragma once

#include <glib.h>

#include "host/settings.h"

G_BEGIN_DECLS

/* A file that is one of ours by its name and can't be used. */
typedef struct {
  char *uuid;
  char *text; /* names the file and what is wrong */
} CbSettingsDamage;

/* An empty array of CbSettingsDamage, freed with the array. */
GPtrArray *cb_settings_damages_new (void);

/* All cables, sorted by file name: elements CbSettings, freed with the array. A damaged file is left out, and
 * added to damages (may be NULL). Never NULL; a missing folder is empty. */
GPtrArray *cb_settings_store_list (GPtrArray *damages);

/* One cable by its UUID, or NULL: CB_ERROR_NOT_FOUND, or as cb_settings_parse with the file's name. */
CbSettings *cb_settings_store_load (const char *uuid, GError **error);

/* FALSE with CB_ERROR_FAILED, naming the file. The folder is made when it is missing, and then added to
 * settings->made_folders before writing. */
gboolean cb_settings_store_save (CbSettings *settings, GError **error);

/* No file is no error. */
gboolean cb_settings_store_remove (const char *uuid, GError **error);

G_END_DECLS
