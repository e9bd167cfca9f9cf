/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is heard on a cable and told to cablebootd, in the sandbox: packets of the tap in, boot events out. */

#pragma once

#include "packet-queue.h"
#include "packet-ring.h"
#include "served-folder.h"
#include "told-events.h"
#include "watch-wishes.h"

typedef struct {
  const CbWatchWishes *wishes;
  CbServedFolder folder;  /* .fd -1: none */
  CbPacketRing ring;      /* where transfers are read from the wire */
  CbPacketQueue queue;    /* elsewhere; .fd is the tap in both cases */
  CbToldEvents told;
  int event_fd;
} CbWatcherStart;

/* Runs until nobody reads what is told (CB_LINK_EXIT_OK), or the tap fails (CB_LINK_EXIT_FAILED). start must
 * stay. */
int cb_watcher_run (CbWatcherStart *start);
