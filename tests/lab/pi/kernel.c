/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kernel: the candidates are the model's.
 */
#include "kernel.h"

#include <stdio.h>
#include <string.h>

#include "words.h"


bool
sim_kernel_is_known (const char *name) {
  return sim_words_have ("kernel.img kernel7.img kernel7l.img kernel8.img kernel_2712.img", name);
}


/* 5.3: where kernel= is one of the known names, arm_64bit follows it. */
bool
sim_kernel_is_64bit (const SimConfigured *self) {
  const char *name = self->settings.kernel;

  if (sim_kernel_is_known (name)) {
    return strcmp (name, "kernel8.img") == 0 || strcmp (name, "kernel_2712.img") == 0;
  }
  return self->settings.arm_64bit != 0;
}


/* Asks for one; remembers it, if it is there. */
static SimTftpOutcome
try_one (SimConfigured *self, const SimWish *wish, const char *name, SimFullName full) {
  SimTftpOutcome outcome;

  sim_wish_name (self, wish, name, full);
  outcome = sim_ask (self->asker, full, wish->kind, NULL);
  if (outcome == SIM_TFTP_DONE) {
    snprintf (self->kernel, sizeof self->kernel, "%s", name);
    sim_event ("kernel %s", full);
  }
  return outcome;
}


/* What config.txt names, or the candidates one by one until one is there or the boot ends over it. */
static SimExit
choose (SimConfigured *self, const SimWish *wish) {
  const char *at = self->options->model->kernels[sim_kernel_is_64bit (self)];
  SimTftpOutcome outcome = SIM_TFTP_NOT_FOUND;
  SimSetting name;
  SimFullName full = "kernel";

  if (self->settings.kernel[0] != '\0') {
    outcome = try_one (self, wish, self->settings.kernel, full);
    return sim_ask_judge (self->asker, outcome, full, wish->optional);
  }
  while (outcome != SIM_TFTP_DONE && outcome != SIM_TFTP_DIFFERS && outcome != SIM_TFTP_SYSTEM
         && sim_words_next (&at, name, sizeof name)) {
    outcome = try_one (self, wish, name, full);
  }
  return sim_ask_judge (self->asker, outcome, full, wish->optional);
}


SimExit
sim_kernel_need (SimConfigured *self) {
  const SimWish probe = { .kind = SIM_ASK_PROBE, .optional = true };

  return self->kernel[0] != '\0' ? SIM_OK : choose (self, &probe);
}


SimExit
sim_kernel_run (SimConfigured *self, const SimWish *wish) {
  return self->kernel[0] != '\0' ? sim_wish_ask (self, wish, self->kernel) : choose (self, wish);
}


SimExit
sim_kernel_run_recovery (SimConfigured *self, const SimWish *wish) {
  const char *at = self->options->model->recovery[sim_kernel_is_64bit (self)];
  const SimWish each = { .kind = wish->kind, .optional = true, .plain = true };
  SimExit r = SIM_OK;
  SimSetting name;

  if (at == NULL || self->settings.kernel[0] != '\0') {
    return SIM_OK;
  }
  while (r == SIM_OK && sim_words_next (&at, name, sizeof name)) {
    r = sim_wish_ask (self, &each, name);
  }
  return r;
}
