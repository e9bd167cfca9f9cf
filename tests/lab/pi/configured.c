/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * configured: one function per role, in a table.
 */
#include "configured.h"

#include <stdio.h>
#include <string.h>

#include "kernel.h"
#include "overlays.h"
#include "wish.h"

#define MAX_DEPTH 8


/* config.txt */

static void
begin_settings (SimConfigured *self) {
  const SimSequence *sequence = self->sequence;

  sim_settings_begin (&self->settings, self->options);
  for (size_t i = 0; i < sequence->n_defaults; i++) {
    sim_settings_read (&self->settings, sequence->defaults[i], strlen (sequence->defaults[i]), NULL, NULL);
  }
  self->has_settings = true;
}


/* A SimInclude. A file that is not there is passed over. */
static SimExit
include (void *data, const char *name) {
  SimConfigured *self = data;
  SimFullName full;
  SimText text;
  SimExit r = SIM_OK;

  if (self->depth == MAX_DEPTH) {
    sim_event ("not included, too deep: %s", name);
    return SIM_OK;
  }
  snprintf (full, sizeof full, "%s%s", self->prefix, name);
  r = sim_ask_judge (self->asker, sim_ask (self->asker, full, SIM_ASK_FETCH, &text), full, true);
  if (r == SIM_OK) {
    self->depth++;
    r = sim_settings_read (&self->settings, text.bytes, text.length, include, self);
    self->depth--;
  }
  sim_ask_forget (&text);
  return r;
}


static SimExit
read_config (SimConfigured *self, const SimWish *wish, SimInclude included) {
  const SimWish plain = { .slashed = wish->slashed, .plain = true };
  SimFullName full;
  SimText text;
  SimExit r;

  begin_settings (self);
  sim_wish_name (self, &plain, "config.txt", full);
  r = sim_ask_judge (self->asker, sim_ask (self->asker, full, wish->kind, &text), full, wish->optional);
  if (r == SIM_OK) {
    r = sim_settings_read (&self->settings, text.bytes, text.length, included, self);
  }
  sim_ask_forget (&text);
  return r;
}


static SimExit
run_config (SimConfigured *self, const SimWish *wish) {
  return read_config (self, wish, NULL);
}


static SimExit
run_settings (SimConfigured *self, const SimWish *wish) {
  return read_config (self, wish, include);
}


/* The firmware, 5.7 */

enum { NORMAL, CUT_DOWN, DEBUG, EXTRA };

static unsigned
firmware_mode (const SimSettings *settings) {
  if (settings->gpu_mem <= 16) {
    return CUT_DOWN;
  }
  if (settings->start_debug != 0) {
    return DEBUG;
  }
  return settings->start_x != 0 ? EXTRA : NORMAL;
}


static SimExit
ask_for_firmware (SimConfigured *self, const SimWish *wish, const char *set, const char *stem,
                  const char *ending) {
  static const char *const OLD[] = { "", "_cd", "_db", "_x" }, *const NEW[] = { "", "cd", "db", "x" };
  const char *generation = self->options->model->firmware;
  SimWish plain = *wish;
  char name[32];

  plain.plain = true;
  if (*set != '\0') {
    return sim_wish_ask (self, &plain, set);
  }
  if (generation == NULL) {
    return SIM_OK;
  }
  snprintf (name, sizeof name, "%s%s%s%s", stem, generation,
            (generation[0] == '\0' ? OLD : NEW)[firmware_mode (&self->settings)], ending);
  return sim_wish_ask (self, &plain, name);
}


static SimExit
run_firmware (SimConfigured *self, const SimWish *wish) {
  return ask_for_firmware (self, wish, self->settings.start_file, "start", ".elf");
}


static SimExit
run_fixup (SimConfigured *self, const SimWish *wish) {
  return ask_for_firmware (self, wish, self->settings.fixup_file, "fixup", ".dat");
}


/* What the kernel is given */

const char *
sim_configured_dtb (const SimConfigured *self) {
  return self->settings.has_device_tree ? self->settings.device_tree : self->options->model->dtb;
}


/* Without os_check a Pi 5 starts a kernel that has no device tree (5.4). */
static SimExit
run_dtb (SimConfigured *self, const SimWish *wish) {
  SimWish own = *wish;

  if (self->options->model->firmware == NULL && self->settings.os_check == 0) {
    own.optional = true;
  }
  return *sim_configured_dtb (self) == '\0' ? SIM_OK : sim_wish_ask (self, &own, sim_configured_dtb (self));
}


static SimExit
run_cmdline (SimConfigured *self, const SimWish *wish) {
  return sim_wish_ask (self, wish, self->settings.cmdline);
}


static SimExit
run_stub (SimConfigured *self, const SimWish *wish) {
  const char *named = self->settings.armstub;
  const char *usual = self->options->model->stubs[sim_kernel_is_64bit (self)];
  SimWish plain = *wish;

  plain.plain = true;
  return sim_wish_ask (self, &plain, *named != '\0' ? named : usual);
}


/* 5.6: kernel8.img has initramfs8; a kernel of another name has none. */
static SimExit
run_auto_initramfs (SimConfigured *self, const SimWish *wish) {
  SimExit r = sim_kernel_need (self);
  SimSetting name;
  int length;

  if (r != SIM_OK || !sim_kernel_is_known (self->kernel)) {
    return r;
  }
  length = (int) (strlen (self->kernel) - strlen ("kernel") - strlen (".img"));
  snprintf (name, sizeof name, "initramfs%.*s", length, self->kernel + strlen ("kernel"));
  return sim_wish_ask (self, wish, name);
}


static SimExit
run_initramfs (SimConfigured *self, const SimWish *wish) {
  char names[SIM_MAX_SETTING];
  char *rest = NULL;
  SimExit r = SIM_OK;

  if (self->settings.initramfs[0] == '\0') {
    return self->settings.auto_initramfs != 0 ? run_auto_initramfs (self, wish) : SIM_OK;
  }
  strcpy (names, self->settings.initramfs);
  for (char *name = strtok_r (names, ",", &rest); name != NULL && r == SIM_OK;
       name = strtok_r (NULL, ",", &rest)) {
    r = sim_wish_ask (self, wish, name);
  }
  return r;
}


/* 5.3: os_prefix counts only if both the kernel and the device tree are there with it. */
static SimExit
settle_os_prefix (SimConfigured *self) {
  const SimSettings *settings = &self->settings;
  const char *dtb = sim_configured_dtb (self);
  SimExit r;

  if (self->has_os_prefix) {
    return SIM_OK;
  }
  self->has_os_prefix = true;
  strcpy (self->os_prefix, settings->os_prefix);
  if (settings->upstream_kernel != 0 && settings->os_prefix[0] == '\0') {
    strcpy (self->os_prefix, "upstream/");
  }
  if (self->os_prefix[0] == '\0') {
    return SIM_OK;
  }
  r = sim_kernel_need (self);
  if (r == SIM_OK && (self->kernel[0] == '\0' || (*dtb != '\0' && !sim_wish_is_there (self, dtb, &r)))) {
    sim_event ("os_prefix %s does not count", self->os_prefix);
    self->os_prefix[0] = self->kernel[0] = '\0';
  }
  return r;
}


static const struct {
  SimExit (*run) (SimConfigured *self, const SimWish *wish);
  bool needs_os_prefix;
} ROLES[SIM_N_ROLES] = {
  [SIM_ROLE_CONFIG] = { run_config, false },
  [SIM_ROLE_SETTINGS] = { run_settings, false },
  [SIM_ROLE_FIRMWARE] = { run_firmware, false },
  [SIM_ROLE_FIXUP] = { run_fixup, false },
  [SIM_ROLE_DTB] = { run_dtb, true },
  [SIM_ROLE_OVERLAY_MAP] = { sim_overlays_run_map, true },
  [SIM_ROLE_OVERLAYS] = { sim_overlays_run, true },
  [SIM_ROLE_INITRAMFS] = { run_initramfs, true },
  [SIM_ROLE_CMDLINE] = { run_cmdline, true },
  [SIM_ROLE_STUB] = { run_stub, true },
  [SIM_ROLE_RECOVERY] = { sim_kernel_run_recovery, false },
  [SIM_ROLE_KERNEL] = { sim_kernel_run, true },
};


SimExit
sim_configured_run (SimConfigured *self, const SimStep *step, SimAskKind kind) {
  const SimWish wish = { .kind = kind, .optional = step->optional, .slashed = step->slashed };
  SimExit r = SIM_OK;

  if (!self->has_settings) {
    begin_settings (self);
  }
  if (ROLES[step->role].needs_os_prefix) {
    r = settle_os_prefix (self);
  }
  return r == SIM_OK ? ROLES[step->role].run (self, &wish) : r;
}
