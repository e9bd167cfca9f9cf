/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wish: all names are built in one place.
 */
#include "wish.h"

#include <stdio.h>


void
sim_wish_name (const SimConfigured *self, const SimWish *wish, const char *name, SimFullName full) {
  if (name[0] == '/') {
    snprintf (full, sizeof (SimFullName), "%s", name + 1);
  } else {
    snprintf (full, sizeof (SimFullName), "%s%s%s%s", self->prefix,
              wish->slashed && self->prefix[0] != '\0' ? "/" : "", wish->plain ? "" : self->os_prefix, name);
  }
}


SimExit
sim_wish_ask (SimConfigured *self, const SimWish *wish, const char *name) {
  SimFullName full;
  SimTftpOutcome outcome;

  sim_wish_name (self, wish, name, full);
  outcome = sim_ask (self->asker, full, wish->kind, NULL);
  return sim_ask_judge (self->asker, outcome, full, wish->optional);
}


bool
sim_wish_is_there (SimConfigured *self, const char *name, SimExit *ret_status) {
  const SimWish wish = { .kind = SIM_ASK_PROBE };
  SimFullName full;
  SimTftpOutcome outcome;

  sim_wish_name (self, &wish, name, full);
  outcome = sim_ask (self->asker, full, SIM_ASK_PROBE, NULL);
  *ret_status = sim_ask_judge (self->asker, outcome, full, true);
  return outcome == SIM_TFTP_DONE;
}
