/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "refresh.h"

#include "cable.h"
#include "dnsmasq.h"
#include "fragment-file.h"
#include "links.h"
#include "settings-store.h"

/* The interface is called otherwise than when the settings were written. */
static gboolean
take_name (CbSettings *settings, const char *interface) {
  g_autoptr (GPtrArray) cables = NULL;

  if (g_str_equal (settings->interface, interface))
    return FALSE;
  cables = cb_settings_store_list (NULL);
  g_free (cb_cable_drop_fragment (settings->interface, settings->uuid, cables));
  g_free (settings->interface);
  settings->interface = g_strdup (interface);
  return TRUE;
}

static gboolean
write_fragment (CbSettings *settings, CbNetworkManager *manager, gboolean *ret_written,
                GError **error) {
  g_autofree char *dnsmasq = cb_dnsmasq_find (), *where = NULL, *text = NULL;
  g_autofree char *file = cb_fragment_file_name (settings->interface);
  CbServePlan plan = cb_cable_plan (settings, dnsmasq, &where);
  g_autoptr (GError) local = NULL;

  text = cb_cable_render_fragment (settings, &plan, manager, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return text == NULL
         || cb_fragment_file_write (file, text, dnsmasq, &settings->made_folders, ret_written, error);
}

gboolean
cb_refresh_fragment (CbSettings *settings, CbNetworkManager *manager) {
  g_autoptr (GError) error = NULL;
  gboolean written = FALSE;

  if (!write_fragment (settings, manager, &written, &error))
    g_warning ("%s: %s", settings->interface, error->message);
  return written;
}

/* The profile comes before the fragment: what fails there is tried again at the next look. */
gboolean
cb_refresh (CbSettings *settings, const char *interface, CbNetworkManager *manager) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, interface) : NULL;
  gboolean renamed = take_name (settings, interface), moved = FALSE;
  g_autoptr (GError) error = NULL;

  if (!cb_cable_find_address (settings, link ? link->index : 0, &moved, &error)) {
    g_warning ("%s: %s", interface, error->message);
    g_clear_error (&error);
  }
  if ((renamed || moved)
      && (!cb_network_manager_profile_save (manager, settings, TRUE, &error)
          || !cb_settings_store_save (settings, &error))) {
    g_warning ("%s: %s", interface, error->message);
    return FALSE;
  }
  return cb_refresh_fragment (settings, manager) || renamed || moved;
}
