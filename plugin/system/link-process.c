/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "link-process.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "child.h"
#include "error.h"

/* The first descriptor that is handed over. */
#define FIRST_FD 3

struct CbLinkProcess {
  GPid pid;
  int pipe_fd;
  int input_fd; /* -1: none */
  GSource *source;
  CbBootEventReader reader;
  void (*on_event) (const CbBootEvent *event, gpointer data);
  void (*on_end) (gpointer data);
  gpointer data;
};

static gboolean
start_child (CbLinkProcess *self, const CbLinkProcessStart *start, GError **error) {
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) local = NULL;

  for (gsize i = 0; i < start->n_fds; i++) {
    int target = FIRST_FD + (int) i;

    g_array_append_val (targets, target);
  }
  if (g_spawn_async_with_pipes_and_fds ("/", start->argv, cb_child_environment,
                                        G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, -1, -1, -1, start->fds,
                                        (const int *) (void *) targets->data, start->n_fds, &self->pid,
                                        start->has_input ? &self->input_fd : NULL, &self->pipe_fd, NULL,
                                        &local)
      && g_unix_set_fd_nonblocking (self->pipe_fd, TRUE, &local)
      && (self->input_fd < 0 || g_unix_set_fd_nonblocking (self->input_fd, TRUE, &local)))
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not start %s: %s"), start->argv[0],
               local->message);
  return FALSE;
}

/* FALSE at the end of what it says. */
static gboolean
fill (CbLinkProcess *self) {
  gsize n_room;
  guint8 *room = cb_boot_event_reader_room (&self->reader, &n_room);
  gssize n = read (self->pipe_fd, room, n_room);

  if (n > 0)
    cb_boot_event_reader_filled (&self->reader, (gsize) n);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer data) {
  CbLinkProcess *self = data;
  gboolean more = fill (self);
  CbBootEvent event;
  int outcome;

  while ((outcome = cb_boot_event_reader_next (&self->reader, &event)) == 0)
    self->on_event (&event, self->data);
  if (more && outcome >= 0)
    return G_SOURCE_CONTINUE;
  if (outcome < 0)
    g_warning ("cableboot-link %d writes what it should not", (int) self->pid);
  self->on_end (self->data);
  return G_SOURCE_REMOVE;
}

CbLinkProcess *
cb_link_process_new (const CbLinkProcessStart *start, GError **error) {
  g_autoptr (CbLinkProcess) self = g_new0 (CbLinkProcess, 1);

  self->pipe_fd = self->input_fd = -1;
  self->on_event = start->on_event;
  self->on_end = start->on_end;
  self->data = start->data;
  if (!start_child (self, start, error))
    return NULL;
  self->source = g_unix_fd_source_new (self->pipe_fd, G_IO_IN | G_IO_HUP);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, start->context);
  return g_steal_pointer (&self);
}

/* A record is shorter than PIPE_BUF, so it is written whole or not at all. GLib ignores SIGPIPE. */
void
cb_link_process_tell (CbLinkProcess *self, const CbBootEvent *event) {
  guint8 record[CB_MAX_EVENT_BYTES];
  CbWriter writer = cb_writer_new (record, sizeof record);

  if (self->input_fd < 0 || cb_boot_event_encode (event, &writer) < 0)
    return;
  if (write (self->input_fd, record, writer.n_bytes) < 0 && errno != EAGAIN)
    g_debug ("cableboot-link %d: %s", (int) self->pid, g_strerror (errno));
}

void
cb_link_process_free (CbLinkProcess *self) {
  if (self == NULL)
    return;
  if (self->source != NULL) {
    g_source_destroy (self->source);
    g_source_unref (self->source);
  }
  if (self->pipe_fd >= 0)
    close (self->pipe_fd);
  if (self->input_fd >= 0)
    close (self->input_fd);
  if (self->pid > 0)
    cb_child_end (self->pid);
  g_free (self);
}
