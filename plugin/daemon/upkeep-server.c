/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "upkeep-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "dnsmasq.h"
#include "error.h"

/* After a server has ended: NetworkManager may be taking the profile down, which is no fault. */
#define AFTER_DEATH_MS 500

/* Built-in servers that are started for one plug. */
#define MAX_BUILTINS 5u

static void
unfollow (CbWatch *watch) {
  cb_upkeep_clear_source (&watch->process);
  if (watch->process_fd >= 0)
    close (watch->process_fd);
  watch->process_fd = -1;
  watch->pid = 0;
}

static gboolean
on_process_end (int fd, GIOCondition condition, gpointer data) {
  CbWatch *watch = data;

  g_debug ("dnsmasq %d of %s has ended", (int) watch->pid, watch->uuid);
  unfollow (watch);
  cb_watch_look_later (watch, AFTER_DEATH_MS);
  return G_SOURCE_REMOVE;
}

void
cb_watch_follow (CbWatch *watch, pid_t pid) {
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

void
cb_watch_drop_servers (CbWatch *watch) {
  unfollow (watch);
  g_clear_pointer (&watch->builtin, cb_builtin_free);
}

static void
on_builtin_ended (gpointer data) {
  cb_watch_look_later (data, AFTER_DEATH_MS);
}

/* The story is the watcher's, whoever serves. */
static void
on_builtin_transfer (const CbBootEvent *event, gpointer data) {
  cb_observer_pass_on (((CbWatch *) data)->observer, event);
}

gboolean
cb_watch_keep_builtin (CbWatch *watch, const CbSettings *settings, const CbLink *link, GError **error) {
  if (settings->serving == CB_PLAN_DNSMASQ) {
    g_clear_pointer (&watch->builtin, cb_builtin_free);
    return TRUE;
  }
  if (cb_builtin_fits (watch->builtin, settings, link))
    return TRUE;
  if (watch->n_builtins >= MAX_BUILTINS) {
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED,
                 _ ("the built-in server was started %u times since the cable came, and doesn't stay; see: "
                    "journalctl -u cablebootd"),
                 MAX_BUILTINS);
    return FALSE;
  }
  watch->n_builtins++;
  g_clear_pointer (&watch->builtin, cb_builtin_free);
  watch->builtin = cb_builtin_new (settings, link,
                                   &(CbBuiltinHost){ .context = cb_worker_context (watch->upkeep->worker),
                                                     .ended = on_builtin_ended,
                                                     .transfer = on_builtin_transfer,
                                                     .data = watch },
                                   error);
  return watch->builtin != NULL;
}

gboolean
cb_watch_try_builtin (CbWatch *watch, const CbSettings *settings, const CbLink *link) {
  g_autoptr (GError) error = NULL;

  if (cb_watch_keep_builtin (watch, settings, link, &error))
    return TRUE;
  g_warning ("%s: %s", link->name, error->message);
  if (watch->n_builtins < MAX_BUILTINS)
    cb_watch_look_later (watch, CB_AFTER_CARRIER_MS);
  return FALSE;
}

void
cb_watch_renew_builtin (CbWatch *watch, const CbSettings *settings, const CbLink *link) {
  if (!cb_builtin_is_running (watch->builtin))
    return;
  g_clear_pointer (&watch->builtin, cb_builtin_free);
  cb_watch_try_builtin (watch, settings, link);
}
