/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watch.h"

#include <signal.h>
#include <unistd.h>

#include "exit-code.h"
#include "folder-sandbox.h"
#include "watcher.h"

#define TOLD_FD   STDIN_FILENO
#define EVENT_FD  STDOUT_FILENO
#define PACKET_FD 3

/* A folder that isn't bounded is none: there is no plan then. */
static bool
enter_sandbox (const CbWatchWishes *wishes, CbServedFolder *folder) {
  int entered = cb_folder_sandbox_enter (CB_SANDBOX_WATCH, folder, wishes->targets, wishes->n_targets);

  if (entered == CB_SANDBOX_NO_LANDLOCK)
    cb_served_folder_close (folder);
  return entered >= 0;
}

int
cb_watch_run (char **arguments) {
  static CbWatchWishes wishes;
  static CbWatcherStart start = {
    .wishes = &wishes, .folder = CB_SERVED_FOLDER_NULL, .queue.fd = PACKET_FD, .told.fd = TOLD_FD,
    .event_fd = EVENT_FD,
  };

  if (!cb_watch_wishes_read (arguments, &wishes))
    return CB_LINK_EXIT_USAGE;
  signal (SIGPIPE, SIG_IGN);
  if (close_range (PACKET_FD + 1, ~0U, 0) < 0
      || (wishes.reads_transfers && cb_packet_ring_map (&start.ring, PACKET_FD) < 0))
    return CB_LINK_EXIT_FAILED;
  if (*wishes.folder != '\0')
    (void) cb_served_folder_open (wishes.folder, &start.folder);
  if (!enter_sandbox (&wishes, &start.folder))
    return CB_LINK_EXIT_FAILED;
  /* Exit handlers weren't made for this room. */
  _exit (cb_watcher_run (&start));
}
