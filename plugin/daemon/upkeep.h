/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Keeps enabled cables served, and everybody else's networks unharmed: looks at each cable when its plug goes
 * in, when NetworkManager brought it up or took it down, when its dnsmasq ends, when somebody else answers
 * DHCP on it. Lives on the worker thread.
 *
 * - At most one repair (a re-activation) for each time that the cable comes: a repair is itself an "up"
 *   (proven-traps.md 20).
 * - A foreign DHCP server means that this is no Pi's cable (T25). The interface goes to the profile that would
 *   have it without ours, and comes back after the next plug at which nobody answers.
 * - The same when the interface has become a port of a bridge, or carries a VLAN (T29).
 * - Where the built-in server serves, it runs while our profile is active, and no longer; each plug has one of
 *   its own, since a folder that was made anew is another one to the sandbox (T10).
 * - What is on the cable has no way out unless the settings say so (T26).
 */

#pragma once

#include <glib.h>

#include "boots.h"
#include "herald.h"
#include "host/settings.h"
#include "links.h"
#include "notes.h"
#include "worker.h"

G_BEGIN_DECLS

typedef struct CbUpkeep CbUpkeep;

typedef struct {
  /* On the worker: the interface was handed over, since server (host order) answers DHCP there. */
  void (*stood_down) (const char *interface, guint32 server, gpointer data);
  gpointer data;
} CbUpkeepListener;

CbUpkeep *cb_upkeep_new (CbWorker *worker, CbHerald *herald);

/* What was told of boots; on the worker, as all that is asked of it. */
CbBoots *cb_upkeep_boots (CbUpkeep *upkeep);

/* A cable was enabled, disabled or changed. */
void cb_upkeep_cables_changed (CbUpkeep *upkeep);

/* Before _start. */
void cb_upkeep_listen (CbUpkeep *upkeep, const CbUpkeepListener *listener);

/* Begins to watch the carriers, and looks at every enabled cable once. */
void cb_upkeep_start (CbUpkeep *upkeep);

/* NetworkManager's dispatcher saw action on a profile. */
void cb_upkeep_link_changed (CbUpkeep *upkeep, const char *uuid, const char *interface,
                             const char *action);

/* A profile came, went or was changed: no-ping depends on it (host/fragment.h). */
void cb_upkeep_profiles_changed (CbUpkeep *upkeep);

/* A device came into another state: the barrier depends on whose connection it has. */
void cb_upkeep_devices_changed (CbUpkeep *upkeep);

/* NetworkManager came, or went. */
void cb_upkeep_manager_changed (CbUpkeep *upkeep, gboolean there);

typedef struct {
  gboolean insisted;
  gboolean stood_down; /* the interface was handed over */
} CbInsistence;

/* Whatever answers DHCP on the cable, it is served until the next plug. Returns what was before, for
 * _desist. */
CbInsistence cb_upkeep_insist (CbUpkeep *upkeep, const CbSettings *settings);

/* It didn't come to that: as it was before _insist. */
void cb_upkeep_desist (CbUpkeep *upkeep, const CbSettings *settings, CbInsistence before);

/* The barrier that the settings want, before the cable is activated. */
void cb_upkeep_guard (CbUpkeep *upkeep, const CbSettings *settings);

/* What runs on the cable, if anything does, is older than its fragment and profile: to be activated again when
 * the cable comes. Forgotten when it was taken down meanwhile. */
void cb_upkeep_set_stale (CbUpkeep *upkeep, const CbSettings *settings, gboolean stale);
gboolean cb_upkeep_is_stale (CbUpkeep *upkeep, const CbSettings *settings);

/* The built-in server runs on the cable, which is active, where the settings want it. One that runs is
 * replaced, for folders that were made anew since, but not in the middle of a file unless forced. Errors of
 * builtin.h. */
gboolean cb_upkeep_serve (CbUpkeep *upkeep, const CbSettings *settings, const CbLink *link, gboolean forced,
                          GError **error);

/* It ends, and soon there is a look at what should be. */
void cb_upkeep_unserve (CbUpkeep *upkeep, const CbSettings *settings);

/* The cable isn't ours any more, or not now. */
void cb_upkeep_forget (CbUpkeep *upkeep, const CbSettings *settings);

typedef struct {
  gboolean stood_down;   /* the interface was handed over */
  gboolean builtin_runs;
} CbUpkeepView;

/* Adds to dict and problems what is known beside the settings. private: who asks may see names of files. */
void cb_upkeep_describe (CbUpkeep *upkeep, const CbSettings *settings, gboolean private,
                         GVariantBuilder *dict, CbNotes *problems, CbUpkeepView *ret_view);

/* After the worker's end. NULL is fine. */
void cb_upkeep_free (CbUpkeep *upkeep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbUpkeep, cb_upkeep_free)

G_END_DECLS
