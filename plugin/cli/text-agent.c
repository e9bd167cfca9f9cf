/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "text-agent.h"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#define POLKIT_AGENT_I_KNOW_API_IS_SUBJECT_TO_CHANGE
#include <polkitagent/polkitagent.h>

#include "exit-code.h"

/* The terminal as it was. The library turns the echo off while a password is typed, and whatever
 * ends the process then leaves it off. For a signal handler, so there is no other place for it. */
static struct {
  int fd;
  struct termios settings;
} terminal = { .fd = -1 };

static gboolean
save_terminal (void) {
  terminal.fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  return terminal.fd >= 0 && tcgetattr (terminal.fd, &terminal.settings) == 0;
}

static void
restore_terminal (void) {
  if (terminal.fd >= 0)
    (void)tcsetattr (terminal.fd, TCSANOW, &terminal.settings);
}

static void
on_signal (int number) {
  restore_terminal ();
  raise (number);
}

static void
restore_on_signals (void) {
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
  const struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &action, NULL);
}

/* The library aborts the process when the terminal ends (Ctrl-D) instead of a password. That is a
 * "no" of the person, so it ends like one. */
static void
on_abort (const char *domain, GLogLevelFlags level, const char *message, gpointer data) {
  restore_terminal ();
  g_printerr (_ ("\nError: no password was given.\n"));
  _exit (CB_EXIT_ACTIVATION);
}

/* Whether a desktop's agent may exist, which goes first then. Agents belong to sessions; where
 * there is none, polkit would never ask a fallback. */
static gboolean
has_session (void) {
  g_autoptr (PolkitSubject) session =
      polkit_unix_session_new_for_process_sync (getpid (), NULL, NULL);

  return session != NULL;
}

/* Lives until the process ends: taking it back would wait for a password that nobody will type any
 * more, and polkit forgets it when we leave the bus. */
static gboolean
register_listener (void) {
  PolkitAgentListener *listener = polkit_agent_text_listener_new (NULL, NULL);
  g_autoptr (PolkitSubject) subject = NULL;
  GVariantBuilder options;

  if (!listener)
    return FALSE;
  subject = polkit_unix_process_new_for_owner (getpid (), 0, (gint)getuid ());
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "fallback", g_variant_new_boolean (has_session ()));
  return polkit_agent_listener_register_with_options (
             listener, POLKIT_AGENT_REGISTER_FLAGS_RUN_IN_THREAD, subject, NULL,
             g_variant_builder_end (&options), NULL, NULL)
         != NULL;
}

void
cb_text_agent_start (void) {
  if (geteuid () == 0 || terminal.fd >= 0 || !isatty (STDIN_FILENO) || !isatty (STDERR_FILENO))
    return;
  if (!save_terminal () || !register_listener ())
    return;
  restore_on_signals ();
  g_log_set_handler (NULL, G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION, on_abort,
                     NULL);
}

void
cb_text_agent_stop (void) {
  restore_terminal ();
}
