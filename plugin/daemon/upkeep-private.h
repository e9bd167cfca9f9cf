/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inside of upkeep, shared by its two halves: upkeep.c knows when to look at a cable and remembers what
 * must be remembered between two looks, upkeep-look.c decides at a look what to do. */

#pragma once

#include "barriers.h"
#include "links.h"
#include "network-manager.h"
#include "observer.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* While NetworkManager is on its way: it announces "up" a moment before the connection says so. */
#define CB_AGAIN_MS 300

/* After the carrier has come: NetworkManager starts dnsmasq within 50 ms, a foreign server answers within
 * 2 s. */
#define CB_AFTER_CARRIER_MS 2000

/* After the carrier has gone: NetworkManager takes the connection down (proven-traps.md 19). */
#define CB_AFTER_LOSS_MS 7000

struct CbUpkeep {
  CbWorker *worker;
  GSource *carriers;
  GHashTable *watches;  /* uuid -> CbWatch */
  CbBarriers *barriers;
  CbUpkeepListener listener;
};

/* What is remembered of one cable between two looks. */
typedef struct {
  CbUpkeep *upkeep;
  char *uuid;
  guint32 plugs;        /* CbLink.plugs when last seen */
  gboolean repaired;    /* since the cable came */
  gboolean insisted;    /* likewise: a foreign server doesn't count */
  guint n_observers;    /* likewise */
  gboolean unguarded;   /* nobody can be made to listen */
  int master;           /* CbLink.master when last seen */
  gboolean shared_known;
  gboolean shared_elsewhere;
  gboolean stood_down;  /* the interface was handed over */
  CbObserver *observer; /* since the cable came */
  pid_t pid;            /* the dnsmasq that is followed */
  int process_fd;
  GSource *process;
  GSource *timer;
} CbWatch;

/* The one of the cable; made where there is none. interface: its present name. */
CbWatch *cb_upkeep_watch (CbUpkeep *upkeep, const char *uuid, const char *interface);

/* Looks in ms; the sooner of two wins, so messages in a row never put a look off. */
void cb_watch_look_later (CbWatch *watch, guint ms);

/* Follows the dnsmasq of that pid to its end, and looks then. */
void cb_watch_follow (CbWatch *watch, pid_t pid);
void cb_watch_unfollow (CbWatch *watch);

/* A watcher that ended is started again, a few times for each plug; what it had found stays found. */
void cb_watch_keep_observing (CbWatch *watch, const CbSettings *settings, const CbLink *link);

/* Looks at the cable and does what is to be done. interface: its present name; NULL where it isn't known. */
void cb_upkeep_look_at (CbUpkeep *upkeep, const char *uuid, const char *interface);

/* Only the barrier. */
void cb_upkeep_look_at_device (CbUpkeep *upkeep, CbSettings *cable, CbNetworkManager *manager);

G_END_DECLS
