/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* serve-link LINK PORT FOLDER [WORD...]: starts the program LINK with "serve" as cablebootd does, for the user
 * who calls (uid 65534 if that is root), with a TFTP socket on 127.0.0.1 and no other, and prints each event as
 * a line. Ends when the server does, with its exit code. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server-sockets.h"
#include "wire/boot-event.h"

#define N_SOCKETS 4
#define FIRST_FD  3
#define NOBODY    65534

static const char *const kinds[CB_BOOT_N_] = {
  [CB_BOOT_READY] = "ready",       [CB_BOOT_ASKED] = "asked",     [CB_BOOT_PROBED] = "probed",
  [CB_BOOT_PROGRESS] = "progress", [CB_BOOT_SENT] = "sent",       [CB_BOOT_MISSING] = "missing",
  [CB_BOOT_REFUSED] = "refused",   [CB_BOOT_ABORTED] = "aborted", [CB_BOOT_CHANGED] = "changed",
  [CB_BOOT_TIMED_OUT] = "timed-out",
};

static void
print_event (const CbBootEvent *event) {
  const CbBootTransfer *transfer = &event->transfer;

  printf ("%s", kinds[event->kind] != NULL ? kinds[event->kind] : "other");
  if (event->kind >= CB_BOOT_ASKED && event->kind <= CB_BOOT_TIMED_OUT)
    printf (" %.*s code %u bytes %llu", (int) transfer->name.n_bytes, (const char *) transfer->name.bytes,
            transfer->code, (unsigned long long) transfer->n_bytes);
  puts ("");
  fflush (stdout);
}

static void
start (char **argv, int pipe_fd) {
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_port = htons ((uint16_t) atoi (argv[2])),
    .sin_addr = { htonl (INADDR_LOOPBACK) },
  };
  int tftp = cb_server_sockets_open_tftp ((struct sockaddr *) &address, sizeof address, NULL);
  int none = open ("/dev/null", O_RDWR);
  unsigned uid = getuid () == 0 ? NOBODY : getuid ();
  char user[32], group[32], serve[] = "serve", end[] = "--";
  char *words[256] = { argv[1], serve, user, group, end };

  if (tftp < 0) {
    fprintf (stderr, "serve-link: %s\n", strerror (-tftp));
    exit (2);
  }
  sprintf (user, "--user=%u", uid);
  sprintf (group, "--group=%u", getuid () == 0 ? NOBODY : getgid ());
  for (size_t i = 3; argv[i] != NULL && i + 2 < sizeof words / sizeof *words - 1; i++)
    words[i + 2] = argv[i];
  /* Out of the way first: these numbers may be in use. */
  tftp = fcntl (tftp, F_DUPFD, 100);
  none = fcntl (none, F_DUPFD, 100);
  dup2 (pipe_fd, STDOUT_FILENO);
  for (int i = 0; i < N_SOCKETS; i++)
    dup2 (i == 0 ? tftp : none, FIRST_FD + i);
  execv (argv[1], words);
  perror (argv[1]);
  exit (2);
}

int
main (int argc, char **argv) {
  static CbBootEventReader reader;
  CbBootEvent event;
  int fds[2], status = 0;
  ssize_t n = 1;
  pid_t pid;

  if (argc < 4 || pipe (fds) < 0)
    return 2;
  pid = fork ();
  if (pid == 0)
    start (argv, fds[1]);
  close (fds[1]);
  printf ("pid %d\n", (int) pid);
  fflush (stdout);
  while (n > 0) {
    size_t n_room;
    uint8_t *room = cb_boot_event_reader_room (&reader, &n_room);

    n = read (fds[0], room, n_room);
    cb_boot_event_reader_filled (&reader, n > 0 ? (size_t) n : 0);
    while (cb_boot_event_reader_next (&reader, &event) == 0)
      print_event (&event);
  }
  waitpid (pid, &status, 0);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}
