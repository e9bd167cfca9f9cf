/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The inside of upkeep, shared by its parts: upkeep.c knows when to look at a cable and remembers what must be
 * remembered between two looks, upkeep-look.c decides at a look what to do, upkeep-server.c keeps up whoever
 * serves. */

#pragma once

#include "barriers.h"
#include "boots.h"
#include "builtin.h"
#include "links.h"
#include "network-manager.h"
#include "observer.h"
#include "upkeep.h"

G_BEGIN_DECLS

/* While NetworkManager is on its way: it announces "up" a moment before the connection says so. Each time in a
 * row that it isn't there yet doubles it, up to the second one. */
#define CB_AGAIN_MS     300
#define CB_MAX_AGAIN_MS 5000

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
  CbBoots *boots;       /* NULL while it is being freed */
  CbUpkeepListener listener;
};

/* What is remembered of one cable between two looks. */
typedef struct {
  CbUpkeep *upkeep;
  char *uuid;
  guint32 plugs;        /* CbLink.plugs when last seen */
  gboolean repaired;    /* since the cable came */
  gboolean insisted;    /* likewise: a foreign server doesn't count */
  gboolean stale;       /* what is active is older than fragment and profile */
  guint n_observers;    /* likewise; those that new settings made necessary don't count */
  guint n_builtins;     /* likewise */
  guint n_hand_overs;   /* likewise */
  guint ms_again;       /* the last wait for NetworkManager */
  gboolean unguarded;   /* nobody can be made to listen */
  int master;           /* CbLink.master when last seen */
  gboolean shared_known;
  gboolean shared_elsewhere;
  gboolean stood_down;  /* the interface was handed over */
  CbObserver *observer; /* since the cable came */
  CbBuiltin *builtin;   /* the built-in server, where it serves */
  pid_t pid;            /* the dnsmasq that is followed */
  int process_fd;
  GSource *process;
  GSource *timer;
} CbWatch;

/* The one of the cable; made where there is none. interface: its present name. */
CbWatch *cb_upkeep_watch (CbUpkeep *upkeep, const char *uuid, const char *interface);

/* Ends the source, if there is one, and makes it NULL. */
void cb_upkeep_clear_source (GSource **source);

/* Looks in ms; the sooner of two wins, so messages in a row never put a look off. */
void cb_watch_look_later (CbWatch *watch, guint ms);

/* The same, until NetworkManager has got there. */
void cb_watch_look_again (CbWatch *watch);

/* Follows the dnsmasq of that pid to its end, and looks then. */
void cb_watch_follow (CbWatch *watch, pid_t pid);

/* Whoever serves is no longer kept up; the built-in server ends. */
void cb_watch_drop_servers (CbWatch *watch);

/* The built-in server runs as the settings want it, where they want it, and not elsewhere. FALSE with its error
 * (builtin.h); CB_ERROR_FAILED when it was started too often since the cable came. */
gboolean cb_watch_keep_builtin (CbWatch *watch, const CbSettings *settings, const CbLink *link,
                                GError **error);

/* One that runs is replaced. */
void cb_watch_renew_builtin (CbWatch *watch, const CbSettings *settings, const CbLink *link);

/* As _keep_builtin, with the error in the log, and another try some time later. FALSE when it doesn't run. */
gboolean cb_watch_try_builtin (CbWatch *watch, const CbSettings *settings, const CbLink *link);

/* A watcher that ended is started again, a few times for each plug; what it had found stays found. */
void cb_watch_keep_observing (CbWatch *watch, const CbSettings *settings, const CbLink *link);

/* Looks at the cable and does what is to be done. interface: its present name; NULL where it isn't known. */
void cb_upkeep_look_at (CbUpkeep *upkeep, const char *uuid, const char *interface);

/* Only what must not be wrong for a moment: the barrier, and that no server of ours is on somebody else's
 * cable. */
void cb_upkeep_look_at_device (CbUpkeep *upkeep, CbSettings *cable, CbNetworkManager *manager);

G_END_DECLS
