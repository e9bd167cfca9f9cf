/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "upkeep.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "cable.h"
#include "dnsmasq.h"
#include "fragment-file.h"
#include "links.h"
#include "network-manager.h"
#include "settings-store.h"

/* After dnsmasq has ended: NetworkManager may be taking the profile down, which is no fault. */
#define AFTER_DEATH_MS 500

/* While NetworkManager is on its way: it announces "up" a moment before the connection says so. */
#define AGAIN_MS 300

/* After the carrier has come: NetworkManager starts dnsmasq within 50 ms. */
#define AFTER_CARRIER_MS 2000

struct CbUpkeep {
  CbWorker *worker;
  GSource *carriers;
  GHashTable *watches;  /* uuid -> Watch */
};

/* What is remembered of one cable between two looks. */
typedef struct {
  CbUpkeep *upkeep;
  char *uuid;
  guint32 plugs;        /* CbLink.plugs when last seen */
  gboolean repaired;    /* since the cable came */
  pid_t pid;            /* the dnsmasq that is followed */
  int process_fd;
  GSource *process;
  GSource *timer;
} Watch;

static void look_at (CbUpkeep *upkeep, const char *uuid, const char *interface);

static void
clear_source (GSource **source) {
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
unfollow (Watch *watch) {
  clear_source (&watch->process);
  if (watch->process_fd >= 0)
    close (watch->process_fd);
  watch->process_fd = -1;
  watch->pid = 0;
}

static void
watch_free (gpointer data) {
  Watch *watch = data;

  unfollow (watch);
  clear_source (&watch->timer);
  g_free (watch->uuid);
  g_free (watch);
}

static guint32
count_plugs (const char *interface) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, interface) : NULL;

  return link != NULL ? link->plugs : 0;
}

static Watch *
watch_of (CbUpkeep *upkeep, const char *uuid, const char *interface) {
  Watch *watch = g_hash_table_lookup (upkeep->watches, uuid);

  if (watch != NULL)
    return watch;
  watch = g_new0 (Watch, 1);
  watch->upkeep = upkeep;
  watch->process_fd = -1;
  watch->uuid = g_strdup (uuid);
  watch->plugs = count_plugs (interface);
  g_hash_table_insert (upkeep->watches, watch->uuid, watch);
  return watch;
}

static gboolean
on_timer (gpointer data) {
  Watch *watch = data;
  g_autofree char *uuid = g_strdup (watch->uuid);

  clear_source (&watch->timer);
  look_at (watch->upkeep, uuid, NULL);
  return G_SOURCE_REMOVE;
}

static void
look_later (Watch *watch, guint ms) {
  clear_source (&watch->timer);
  watch->timer = g_timeout_source_new (ms);
  g_source_set_callback (watch->timer, on_timer, watch, NULL);
  g_source_attach (watch->timer, cb_worker_context (watch->upkeep->worker));
}

static gboolean
on_process_end (int fd, GIOCondition condition, gpointer data) {
  Watch *watch = data;

  g_debug ("dnsmasq %d of %s has ended", (int) watch->pid, watch->uuid);
  unfollow (watch);
  look_later (watch, AFTER_DEATH_MS);
  return G_SOURCE_REMOVE;
}

static void
follow (Watch *watch, pid_t pid) {
  if (pid == watch->pid)
    return;
  unfollow (watch);
  watch->process_fd = cb_dnsmasq_open_pid (pid);
  if (watch->process_fd < 0)
    return;
  watch->pid = pid;
  watch->process = g_unix_fd_source_new (watch->process_fd, G_IO_IN);
  g_source_set_callback (watch->process, G_SOURCE_FUNC (on_process_end), watch, NULL);
  g_source_attach (watch->process, cb_worker_context (watch->upkeep->worker));
}

/* The interface is called otherwise than when the settings were written. */
static gboolean
take_name (CbSettings *settings, const char *interface) {
  g_autoptr (GPtrArray) cables = NULL;
  g_autofree char *dropped = NULL;

  if (g_str_equal (settings->interface, interface))
    return FALSE;
  cables = cb_settings_store_list (NULL);
  dropped = cb_cable_drop_fragment (settings->interface, settings->uuid, cables);
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

/* Name, subnet and fragment are looked at anew. TRUE when what runs is out of date. The profile comes first:
 * what fails here is tried again at the next look. */
static gboolean
refresh (CbSettings *settings, const char *interface, CbNetworkManager *manager) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);
  const CbLink *link = links ? cb_links_find (links, interface) : NULL;
  gboolean renamed = take_name (settings, interface), moved = FALSE, written = FALSE;
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
  if (!write_fragment (settings, manager, &written, &error))
    g_warning ("%s: %s", interface, error->message);
  return renamed || moved || written;
}

static void
serve (Watch *watch, CbSettings *settings, const char *interface, CbNetworkManager *manager) {
  gboolean stale = refresh (settings, interface, manager);
  pid_t pid = cb_cable_wait_dnsmasq (interface, 1000);
  g_autoptr (GError) error = NULL;

  if ((stale || pid == 0) && !watch->repaired) {
    watch->repaired = TRUE;
    g_message ("%s: %s, activating again", interface, stale ? "settings changed" : "dnsmasq died");
    cb_dnsmasq_end_orphans (interface);
    if (!cb_network_manager_activate (manager, settings->uuid, interface, &error))
      g_warning ("%s: %s", interface, error->message);
    pid = cb_cable_wait_dnsmasq (interface, 3000);
  }
  if (pid != 0)
    follow (watch, pid);
  else
    g_warning ("%s: dnsmasq does not run; plug the cable again or run cableboot up", interface);
}

static void
look_at (CbUpkeep *upkeep, const char *uuid, const char *interface) {
  g_autoptr (CbSettings) settings = cb_settings_store_load (uuid, NULL);
  g_autoptr (CbNetworkManager) manager = NULL;
  g_auto (CbDeviceFacts) facts = { 0 };
  g_autofree char *name = NULL;

  if (settings == NULL || settings->state != CB_CABLE_STATE_ENABLED) {
    g_hash_table_remove (upkeep->watches, uuid);
    return;
  }
  manager = cb_network_manager_open (NULL);
  if (manager == NULL)
    return;
  if (interface == NULL)
    interface = settings->interface;
  name = g_strdup (interface);
  cb_network_manager_device (manager, name, &facts);
  if (g_strcmp0 (facts.active_uuid, uuid) != 0)
    return;
  if (facts.activated)
    serve (watch_of (upkeep, uuid, name), settings, name, manager);
  else
    look_later (watch_of (upkeep, uuid, name), AGAIN_MS);
}

void
cb_upkeep_link_changed (CbUpkeep *upkeep, const char *uuid, const char *interface,
                        const char *action) {
  g_debug ("%s: %s", interface, action);
  if (g_str_equal (action, "up"))
    look_at (upkeep, uuid, interface);
}

/* A flap that NetworkManager doesn't see (under 6 s) leaves a dead dnsmasq dead, so look. */
static void
on_link (const CbLink *link, gpointer data) {
  CbUpkeep *upkeep = data;
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);

  for (guint i = 0; i < cables->len; i++) {
    const CbSettings *cable = cables->pdata[i];
    Watch *watch;

    if (!g_str_equal (cable->interface, link->name) || cable->state != CB_CABLE_STATE_ENABLED)
      continue;
    watch = watch_of (upkeep, cable->uuid, link->name);
    if (watch->plugs != link->plugs)
      watch->repaired = FALSE;
    if (link->carrier && (watch->plugs != link->plugs || watch->pid == 0))
      look_later (watch, AFTER_CARRIER_MS);
    watch->plugs = link->plugs;
  }
}

static gboolean
look_at_all (gpointer data) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);

  for (guint i = 0; i < cables->len; i++)
    look_at (data, ((const CbSettings *) cables->pdata[i])->uuid, NULL);
  return G_SOURCE_REMOVE;
}

CbUpkeep *
cb_upkeep_new (CbWorker *worker) {
  CbUpkeep *upkeep = g_new0 (CbUpkeep, 1);
  g_autoptr (GError) error = NULL;

  upkeep->worker = worker;
  upkeep->watches = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, watch_free);
  upkeep->carriers = cb_links_watch (cb_worker_context (worker), on_link, upkeep, &error);
  if (upkeep->carriers == NULL)
    g_warning ("%s", error->message);
  cb_worker_post (worker, look_at_all, upkeep);
  return upkeep;
}

void
cb_upkeep_free (CbUpkeep *upkeep) {
  if (upkeep == NULL)
    return;
  clear_source (&upkeep->carriers);
  g_hash_table_unref (upkeep->watches);
  g_free (upkeep);
}
