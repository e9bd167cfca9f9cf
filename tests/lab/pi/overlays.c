/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * overlays: names, and the one file that decides about their prefix.
 */
#include "overlays.h"

#include <stdio.h>
#include <string.h>


/* os_prefix counts for overlays only if there is a README among them (5.3). */
static SimExit
look_for_readme (SimConfigured *self) {
  char name[SIM_MAX_SETTING + 8];
  SimExit r = SIM_OK;

  if (self->os_prefix[0] != '\0' && !self->has_looked_for_readme) {
    snprintf (name, sizeof name, "%sREADME", self->settings.overlay_prefix);
    self->has_overlay_readme = sim_wish_is_there (self, name, &r);
    self->has_looked_for_readme = true;
  }
  return r;
}


static SimExit
ask_for_overlay (SimConfigured *self, const SimWish *wish, const char *name, const char *ending) {
  char path[2 * SIM_MAX_SETTING + 8];
  SimWish own = *wish;
  SimExit r = look_for_readme (self);

  own.plain = !self->has_overlay_readme;
  snprintf (path, sizeof path, "%s%s%s", self->settings.overlay_prefix, name, ending);
  return r == SIM_OK ? sim_wish_ask (self, &own, path) : r;
}


SimExit
sim_overlays_run_map (SimConfigured *self, const SimWish *wish) {
  unsigned before = self->asker->files;
  SimExit r = ask_for_overlay (self, wish, "overlay_map", ".dtb");

  self->has_overlay_map = self->asker->files > before;
  return r;
}


static const char *
renamed (const SimConfigured *self, const char *name) {
  const SimSequence *sequence = self->sequence;

  for (size_t i = 0; self->has_overlay_map && i < sequence->n_renames; i++) {
    if (strcmp (name, sequence->renames[i][0]) == 0) {
      return sequence->renames[i][1];
    }
  }
  return name;
}


SimExit
sim_overlays_run (SimConfigured *self, const SimWish *wish) {
  const char *own = self->options->model->overlay;
  SimExit r = own != NULL ? ask_for_overlay (self, wish, own, ".dtbo") : SIM_OK;

  for (size_t i = 0; r == SIM_OK && i < self->settings.n_overlays; i++) {
    r = ask_for_overlay (self, wish, renamed (self, self->settings.overlays[i]), ".dtbo");
  }
  return r;
}
