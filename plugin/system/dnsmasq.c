/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dnsmasq.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"
#include "names.h"

/* How long the kernel may take to end a process that was killed. */
#define KILL_MS 1000

char *
cb_dnsmasq_find (void) {
  static const char *const places[] = { "/usr/sbin/dnsmasq", "/usr/local/sbin/dnsmasq",
                                        "/sbin/dnsmasq", "/usr/bin/dnsmasq" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_EXECUTABLE))
      return g_strdup (places[i]);
  return NULL;
}

/* The word after "defaults to" in the help line of an option, or NULL. */
static char *
default_of (const char *help, const char *option) {
  static const char lead[] = "(defaults to ";
  g_auto (GStrv) lines = g_strsplit (help, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *start = strstr (lines[i], option) ? strstr (lines[i], lead) : NULL;

    if (start != NULL)
      return g_strndup (start + strlen (lead), strcspn (start + strlen (lead), ")"));
  }
  return NULL;
}

static gboolean
look_up (const char *user, const char *group, CbIdentity *ret_identity) {
  struct passwd account, *found_account = NULL;
  struct group entry, *found_group = NULL;
  char buffer[4096], group_buffer[4096];

  if (getpwnam_r (user, &account, buffer, sizeof buffer, &found_account) != 0
      || found_account == NULL)
    return FALSE;
  *ret_identity = (CbIdentity){ account.pw_uid, account.pw_gid };
  if (group != NULL
      && getgrnam_r (group, &entry, group_buffer, sizeof group_buffer, &found_group) == 0
      && found_group != NULL)
    ret_identity->gid = entry.gr_gid;
  return TRUE;
}

gboolean
cb_dnsmasq_identity (const char *program, CbIdentity *ret_identity, GError **error) {
  const char *argv[] = { program, "--help", NULL };
  const CbIdentity nobody = cb_identity_nobody ();
  g_autofree char *output = NULL, *user = NULL, *group = NULL;
  int status;

  if (!cb_child_run (&(CbChild){ argv, &nobody }, &status, &output, error))
    return FALSE;
  user = default_of (output, "--user=");
  group = default_of (output, "--group=");
  if (user != NULL && look_up (user, group, ret_identity))
    return TRUE;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not find out as which user %s serves"),
               program);
  return FALSE;
}

gboolean
cb_dnsmasq_test (const char *program, const char *folder, const char *candidate, GError **error) {
  g_autofree char *file = g_strdup_printf ("--conf-file=%s", candidate ? candidate : "/dev/null");
  g_autofree char *dir = g_strdup_printf ("--conf-dir=%s", folder);
  const char *argv[] = { program, "--test", file, dir, "--no-hosts", "--bind-interfaces", NULL };
  const CbIdentity nobody = cb_identity_nobody ();
  g_autofree char *output = NULL;
  int status;

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    argv[3] = "--no-resolv";
  if (!cb_child_run (&(CbChild){ argv, &nobody }, &status, &output, error))
    return FALSE;
  if (status == 0)
    return TRUE;
  g_strdelimit (g_strstrip (output), "\n", ' ');
  g_set_error (error, CB_ERROR, CB_ERROR_FRAGMENT,
               _ ("dnsmasq refuses the fragments in %s (%s); mend or remove the file it names"),
               folder, g_str_is_ascii (output) ? output : "?");
  return FALSE;
}

/* The arguments of the process hold our pid file, and its program is called dnsmasq. */
static gboolean
is_dnsmasq_with (pid_t pid, const char *pid_file) {
  g_autofree char *exe = g_strdup_printf ("/proc/%d/exe", (int) pid);
  g_autofree char *arguments_path = g_strdup_printf ("/proc/%d/cmdline", (int) pid);
  g_autofree char *wanted = g_strdup_printf ("--pid-file=%s", pid_file);
  g_autofree char *program = g_file_read_link (exe, NULL), *arguments = NULL;
  gsize n = 0;

  if (program == NULL || !g_str_has_prefix (strrchr (program, '/') ?: "", "/dnsmasq")
      || !g_file_get_contents (arguments_path, &arguments, &n, NULL))
    return FALSE;
  for (const char *at = arguments; at < arguments + n; at += strlen (at) + 1)
    if (strcmp (at, wanted) == 0)
      return TRUE;
  return FALSE;
}

pid_t
cb_dnsmasq_pid (const char *interface) {
  g_autofree char *pid_file = g_strdup_printf (CB_PID_FILE, interface);
  g_autofree char *text = NULL;
  guint64 pid;

  if (!g_file_get_contents (pid_file, &text, NULL, NULL)
      || !g_ascii_string_to_unsigned (g_strstrip (text), 10, 2, G_MAXINT32, &pid, NULL)
      || !is_dnsmasq_with ((pid_t) pid, pid_file))
    return 0;
  return (pid_t) pid;
}

/* The process is held by a descriptor before it is judged, so no other one can take its number. */
static void
end_orphan (pid_t pid, const char *pid_file) {
  struct pollfd waiting = { .fd = cb_dnsmasq_open_pid (pid), .events = POLLIN };

  if (waiting.fd < 0)
    return;
  if (is_dnsmasq_with (pid, pid_file)
      && syscall (SYS_pidfd_send_signal, waiting.fd, SIGKILL, NULL, 0) == 0)
    poll (&waiting, 1, KILL_MS);
  close (waiting.fd);
}

void
cb_dnsmasq_end_orphans (const char *interface) {
  g_autofree char *pid_file = g_strdup_printf (CB_PID_FILE, interface);
  pid_t named = cb_dnsmasq_pid (interface);
  GDir *dir = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint64 pid;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_string_to_unsigned (name, 10, 2, G_MAXINT32, &pid, NULL) && (pid_t) pid != named)
      end_orphan ((pid_t) pid, pid_file);
  g_clear_pointer (&dir, g_dir_close);
}

int
cb_dnsmasq_open_pid (pid_t pid) {
  return (int) syscall (SYS_pidfd_open, pid, 0);
}
