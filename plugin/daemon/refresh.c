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

/* What is derived on one look: who serves, and by it the fragment. */
typedef struct {
  CbSettings *settings;
  CbNetworkManager *manager;
  char *dnsmasq;
  CbServePlan plan;
} Refresh;

static void
refresh_clear (Refresh *self) {
  g_free (self->dnsmasq);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refresh, refresh_clear)

static Refresh
refresh_new (CbSettings *settings, CbNetworkManager *manager) {
  g_autofree char *where = NULL, *dnsmasq = cb_dnsmasq_find ();
  CbServePlan plan = cb_cable_plan (settings, dnsmasq, &where);

  return (Refresh){ settings, manager, g_steal_pointer (&dnsmasq), plan };
}

/* With nobody who can serve, things stay as they are. */
static gboolean
take_plan (Refresh *self) {
  CbPlanServer before = self->settings->serving;

  if (self->plan.server != CB_PLAN_NONE)
    self->settings->serving = self->plan.server;
  return self->settings->serving != before;
}

static gboolean
write_text (Refresh *self, const char *text, gboolean *ret_written, GError **error) {
  g_autofree char *file = cb_fragment_file_name (self->settings->interface);
  guint n_made = self->settings->made_folders ? g_strv_length (self->settings->made_folders) : 0;

  if (text == NULL)
    return self->plan.server == CB_PLAN_NONE || cb_fragment_file_remove (file, error);
  if (!cb_fragment_file_write (file, text, self->dnsmasq, &self->settings->made_folders, ret_written, error))
    return FALSE;
  return self->settings->made_folders == NULL || g_strv_length (self->settings->made_folders) == n_made
         || cb_settings_store_save (self->settings, error);
}

static gboolean
write_fragment (Refresh *self, gboolean *ret_written, GError **error) {
  g_autoptr (GError) local = NULL;
  g_autofree char *text = cb_cable_render_fragment (self->settings, &self->plan, self->manager, &local);

  if (local == NULL)
    return write_text (self, text, ret_written, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
refresh_fragment (Refresh *self) {
  g_autoptr (GError) error = NULL;
  gboolean written = FALSE;

  if (!write_fragment (self, &written, &error))
    g_warning ("%s: %s", self->settings->interface, error->message);
  return written;
}

/* Who serves stays as it is: another server takes another profile. */
void
cb_refresh_fragment (CbSettings *settings, CbNetworkManager *manager) {
  g_auto (Refresh) self = refresh_new (settings, manager);

  if (self.plan.server == settings->serving)
    refresh_fragment (&self);
}

/* The profile comes before the fragment: what fails there is tried again at the next look. */
gboolean
cb_refresh (CbSettings *settings, const char *interface, CbNetworkManager *manager) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, interface) : NULL;
  g_auto (Refresh) self = refresh_new (settings, manager);
  gboolean renamed = take_name (settings, interface), replaced = take_plan (&self), moved = FALSE;
  g_autoptr (GError) error = NULL;

  if (!cb_cable_find_address (settings, link ? link->index : 0, &moved, &error)) {
    g_warning ("%s: %s", interface, error->message);
    g_clear_error (&error);
  }
  if ((renamed || replaced || moved)
      && (!cb_network_manager_profile_save (manager, settings, TRUE, &error)
          || !cb_settings_store_save (settings, &error))) {
    g_warning ("%s: %s", interface, error->message);
    return FALSE;
  }
  return refresh_fragment (&self) || renamed || replaced || moved;
}
