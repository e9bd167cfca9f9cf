/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "limit.h"

#define NOBODY_ID 65534

/* A killed child is gone in a millisecond, if it can go at all. */
#define END_MS 500

const char *const cb_child_environment[] = {
  "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
  "LC_ALL=C",
  NULL,
};

CbIdentity
cb_identity_nobody (void) {
  struct passwd entry, *found = NULL;
  char buffer[4096];

  if (getpwnam_r ("nobody", &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return (CbIdentity){ NOBODY_ID, NOBODY_ID };
  return (CbIdentity){ found->pw_uid, found->pw_gid };
}

/* Runs in the child between fork and exec: only system calls. */
static void
become (gpointer data) {
  const CbIdentity *identity = data;

  if (setgroups (0, NULL) < 0 || setresgid (identity->gid, identity->gid, identity->gid) < 0
      || setresuid (identity->uid, identity->uid, identity->uid) < 0)
    _exit (127);
}

static gboolean
start (const CbChild *child, int output_fd, GPid *ret_pid, GError **error) {
  g_autoptr (GError) local = NULL;

  if (g_spawn_async_with_pipes_and_fds (
          "/", child->argv, child->environment ? child->environment : cb_child_environment,
          G_SPAWN_DO_NOT_REAP_CHILD,
          child->identity ? become : NULL, (gpointer) child->identity, -1, output_fd, output_fd, NULL,
          NULL, 0, ret_pid, NULL, NULL, NULL, &local))
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not start %s: %s"), child->argv[0],
               local->message);
  return FALSE;
}

/* Reads until the end of the output or of the time. */
static gboolean
collect (int fd, GString *output) {
  gint64 us_end = g_get_monotonic_time () + (gint64) CB_MAX_CHILD_MS * 1000;
  char buffer[4096];

  for (;;) {
    struct pollfd waiting = { .fd = fd, .events = POLLIN };
    gint64 us_left = us_end - g_get_monotonic_time ();
    gssize n;

    if (us_left <= 0)
      return FALSE;
    if (poll (&waiting, 1, (int) (us_left / 1000) + 1) <= 0)
      continue;
    n = read (fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return TRUE;
    g_string_append_len (output, buffer, MIN ((gsize) n, CB_MAX_CHILD_OUTPUT_BYTES - output->len));
  }
}

static int
reap (GPid pid) {
  int status = 0;

  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

/* A child that hangs in a dead network file system doesn't end at once even when it is killed, and this thread
 * has other cables to look after: somebody else waits for it. */
static gpointer
reap_aside (gpointer data) {
  reap (GPOINTER_TO_INT (data));
  return NULL;
}

void
cb_child_end (GPid pid) {
  struct pollfd waiting = { .fd = (int) syscall (SYS_pidfd_open, pid, 0), .events = POLLIN };
  gboolean ended;

  kill (pid, SIGKILL);
  ended = waiting.fd >= 0 && poll (&waiting, 1, END_MS) == 1;
  if (waiting.fd >= 0)
    close (waiting.fd);
  if (ended)
    reap (pid);
  else
    g_thread_unref (g_thread_new ("reaper", reap_aside, GINT_TO_POINTER (pid)));
}

gboolean
cb_child_run (const CbChild *child, int *ret_exit, char **ret_output, GError **error) {
  g_autoptr (GString) output = g_string_new (NULL);
  int fds[2];
  gboolean in_time;
  GPid pid;

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return FALSE;
  if (!start (child, fds[1], &pid, error)) {
    close (fds[0]);
    close (fds[1]);
    return FALSE;
  }
  close (fds[1]);
  in_time = collect (fds[0], output);
  close (fds[0]);
  if (!in_time) {
    cb_child_end (pid);
    g_set_error (error, CB_ERROR, CB_ERROR_TIMEOUT, _ ("%s took longer than %d seconds"),
                 child->argv[0], CB_MAX_CHILD_MS / 1000);
    return FALSE;
  }
  *ret_exit = reap (pid);
  *ret_output = g_string_free (g_steal_pointer (&output), FALSE);
  return TRUE;
}
