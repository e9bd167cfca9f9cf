/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* 90-cableboot: NetworkManager's dispatcher runs it at every event of every connection.
 *
 * It decides whether the event is about a cable of ours, by one access() on the settings file of the event's
 * UUID, and only then becomes cableboot-tell, which speaks to cablebootd. It links the C library alone: to load
 * libdbus with what that needs takes longer than all the rest.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/link-event.h"
#include "names.h"

static bool
is_ours (const CbLinkEvent *event) {
  char path[sizeof CB_SETTINGS_DIR + CB_UUID_BYTES + sizeof CB_SETTINGS_SUFFIX + 1];

  snprintf (path, sizeof path, CB_SETTINGS_DIR "/%s" CB_SETTINGS_SUFFIX, event->uuid);
  return access (path, F_OK) == 0;
}

/* Returns only when it can't be run. */
static int
tell (CbLinkEvent *event) {
  char *const words[] = { (char *) CB_TELL_PROGRAM, event->uuid, event->interface,
                          (char *) event->action, NULL };

  execv (CB_TELL_PROGRAM, words);
  perror ("90-cableboot: " CB_TELL_PROGRAM);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv) {
  CbLinkEvent event;
  CbLinkOutcome outcome = cb_link_event_parse (argc, argv, getenv (CB_LINK_ENV_UUID),
                                               getenv (CB_LINK_ENV_EXTERNAL), &event);

  if (outcome != CB_LINK_EVENT_UP && outcome != CB_LINK_EVENT_DOWN)
    return EXIT_SUCCESS;
  return is_ours (&event) ? tell (&event) : EXIT_SUCCESS;
}
