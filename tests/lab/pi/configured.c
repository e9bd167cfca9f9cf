/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * configured: one function per role, in a table. Names are built in one place, see ask_for().
 */
#include "configured.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

#define MAX_DEPTH 8

/* A request in the making. */
typedef struct {
  SimAskKind kind;
  bool optional;
  bool slashed;
  bool plain; /* os_prefix doesn't count for it */
} Wish;

typedef char FullName[4 * SIM_MAX_NAME];

static SimExit settle_os_prefix (SimConfigured *self);


/* A name that begins with a slash is one from the root folder, whatever the prefixes (5.3). */
static void
build_name (const SimConfigured *self, const Wish *wish, const char *name, FullName full) {
  if (name[0] == '/') {
    snprintf (full, sizeof (FullName), "%s", name + 1);
  } else {
    snprintf (full, sizeof (FullName), "%s%s%s%s", self->prefix,
              wish->slashed && self->prefix[0] != '\0' ? "/" : "", wish->plain ? "" : self->os_prefix, name);
  }
}


static SimExit
ask_for (SimConfigured *self, const Wish *wish, const char *name) {
  FullName full;
  SimTftpOutcome outcome;

  build_name (self, wish, name, full);
  outcome = sim_ask (self->asker, full, wish->kind, NULL);
  return sim_ask_judge (self->asker, outcome, full, wish->optional);
}


/* Whether a file is there; *@ret_status is not SIM_OK when the boot ends over it. */
static bool
is_there (SimConfigured *self, const char *name, SimExit *ret_status) {
  const Wish wish = { .kind = SIM_ASK_PROBE };
  FullName full;
  SimTftpOutcome outcome;

  build_name (self, &wish, name, full);
  outcome = sim_ask (self->asker, full, SIM_ASK_PROBE, NULL);
  *ret_status = sim_ask_judge (self->asker, outcome, full, true);
  return outcome == SIM_TFTP_DONE;
}


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
  FullName full;
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
read_config (SimConfigured *self, const Wish *wish, SimInclude included) {
  const Wish plain = { .slashed = wish->slashed, .plain = true };
  FullName full;
  SimText text;
  SimExit r;

  begin_settings (self);
  build_name (self, &plain, "config.txt", full);
  r = sim_ask_judge (self->asker, sim_ask (self->asker, full, wish->kind, &text), full, wish->optional);
  if (r == SIM_OK) {
    r = sim_settings_read (&self->settings, text.bytes, text.length, included, self);
  }
  sim_ask_forget (&text);
  return r;
}


static SimExit
run_config (SimConfigured *self, const Wish *wish) {
  return read_config (self, wish, NULL);
}


static SimExit
run_settings (SimConfigured *self, const Wish *wish) {
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
ask_for_firmware (SimConfigured *self, const Wish *wish, const char *set, const char *stem,
                  const char *ending) {
  static const char *const OLD[] = { "", "_cd", "_db", "_x" }, *const NEW[] = { "", "cd", "db", "x" };
  const char *generation = self->options->model->firmware;
  Wish plain = *wish;
  char name[32];

  plain.plain = true;
  if (*set != '\0') {
    return ask_for (self, &plain, set);
  }
  if (generation == NULL) {
    return SIM_OK;
  }
  snprintf (name, sizeof name, "%s%s%s%s", stem, generation,
            (generation[0] == '\0' ? OLD : NEW)[firmware_mode (&self->settings)], ending);
  return ask_for (self, &plain, name);
}


static SimExit
run_firmware (SimConfigured *self, const Wish *wish) {
  return ask_for_firmware (self, wish, self->settings.start_file, "start", ".elf");
}


static SimExit
run_fixup (SimConfigured *self, const Wish *wish) {
  return ask_for_firmware (self, wish, self->settings.fixup_file, "fixup", ".dat");
}


/* The kernel, 5.5 */

static bool
is_known_kernel (const char *name) {
  return sim_words_have ("kernel.img kernel7.img kernel7l.img kernel8.img kernel_2712.img", name);
}


/* 5.3: where kernel= is one of the known names, arm_64bit follows it. */
static bool
is_64bit (const SimConfigured *self) {
  const char *name = self->settings.kernel;

  if (is_known_kernel (name)) {
    return strcmp (name, "kernel8.img") == 0 || strcmp (name, "kernel_2712.img") == 0;
  }
  return self->settings.arm_64bit != 0;
}


/* Asks for the candidates until one is there, and remembers that one. */
static SimExit
choose_kernel (SimConfigured *self, const Wish *wish) {
  const char *named = self->settings.kernel;
  const char *at = *named != '\0' ? named : self->options->model->kernels[is_64bit (self)];
  SimTftpOutcome outcome = SIM_TFTP_NOT_FOUND;
  SimSetting name;
  FullName full = "kernel";

  while (sim_words_next (&at, name, sizeof name)) {
    build_name (self, wish, name, full);
    outcome = sim_ask (self->asker, full, wish->kind, NULL);
    if (outcome == SIM_TFTP_DONE) {
      memcpy (self->kernel, name, sizeof name);
      sim_event ("kernel %s", full);
      return SIM_OK;
    }
    if (sim_ask_judge (self->asker, outcome, full, true) != SIM_OK) {
      break;
    }
  }
  return sim_ask_judge (self->asker, outcome, full, wish->optional);
}


static SimExit
need_kernel (SimConfigured *self) {
  const Wish probe = { .kind = SIM_ASK_PROBE, .optional = true };

  return self->kernel[0] != '\0' ? SIM_OK : choose_kernel (self, &probe);
}


static SimExit
run_kernel (SimConfigured *self, const Wish *wish) {
  return self->kernel[0] != '\0' ? ask_for (self, wish, self->kernel) : choose_kernel (self, wish);
}


static SimExit
run_recovery (SimConfigured *self, const Wish *wish) {
  const char *at = self->options->model->recovery[is_64bit (self)];
  const Wish each = { .kind = wish->kind, .optional = true, .plain = true };
  SimExit r = SIM_OK;
  SimSetting name;

  if (at == NULL || self->settings.kernel[0] != '\0') {
    return SIM_OK;
  }
  while (r == SIM_OK && sim_words_next (&at, name, sizeof name)) {
    r = ask_for (self, &each, name);
  }
  return r;
}


/* What the kernel is given */

static const char *
dtb_name (const SimConfigured *self) {
  return self->settings.has_device_tree ? self->settings.device_tree : self->options->model->dtb;
}


/* Without os_check a Pi 5 starts a kernel that has no device tree (5.4). */
static SimExit
run_dtb (SimConfigured *self, const Wish *wish) {
  Wish own = *wish;

  if (self->options->model->firmware == NULL && self->settings.os_check == 0) {
    own.optional = true;
  }
  return *dtb_name (self) == '\0' ? SIM_OK : ask_for (self, &own, dtb_name (self));
}


static SimExit
run_cmdline (SimConfigured *self, const Wish *wish) {
  return ask_for (self, wish, self->settings.cmdline);
}


static SimExit
run_stub (SimConfigured *self, const Wish *wish) {
  const char *named = self->settings.armstub;
  Wish plain = *wish;

  plain.plain = true;
  return ask_for (self, &plain, *named != '\0' ? named : self->options->model->stubs[is_64bit (self)]);
}


/* 5.6: kernel8.img has initramfs8; a kernel of another name has none. */
static SimExit
run_auto_initramfs (SimConfigured *self, const Wish *wish) {
  SimExit r = need_kernel (self);
  SimSetting name;
  int length;

  if (r != SIM_OK || !is_known_kernel (self->kernel)) {
    return r;
  }
  length = (int) (strlen (self->kernel) - strlen ("kernel") - strlen (".img"));
  snprintf (name, sizeof name, "initramfs%.*s", length, self->kernel + strlen ("kernel"));
  return ask_for (self, wish, name);
}


static SimExit
run_initramfs (SimConfigured *self, const Wish *wish) {
  char names[SIM_MAX_SETTING];
  char *rest = NULL;
  SimExit r = SIM_OK;

  if (self->settings.initramfs[0] == '\0') {
    return self->settings.auto_initramfs != 0 ? run_auto_initramfs (self, wish) : SIM_OK;
  }
  strcpy (names, self->settings.initramfs);
  for (char *name = strtok_r (names, ",", &rest); name != NULL && r == SIM_OK;
       name = strtok_r (NULL, ",", &rest)) {
    r = ask_for (self, wish, name);
  }
  return r;
}


/* Overlays, 5.8 */

/* os_prefix counts for overlays only if there is a README among them (5.3). */
static SimExit
look_for_readme (SimConfigured *self) {
  char name[SIM_MAX_SETTING + 8];
  SimExit r = SIM_OK;

  if (self->os_prefix[0] != '\0' && !self->has_looked_for_readme) {
    snprintf (name, sizeof name, "%sREADME", self->settings.overlay_prefix);
    self->has_overlay_readme = is_there (self, name, &r);
    self->has_looked_for_readme = true;
  }
  return r;
}


static SimExit
ask_for_overlay (SimConfigured *self, const Wish *wish, const char *name, const char *ending) {
  char path[2 * SIM_MAX_SETTING + 8];
  Wish own = *wish;
  SimExit r = look_for_readme (self);

  own.plain = !self->has_overlay_readme;
  snprintf (path, sizeof path, "%s%s%s", self->settings.overlay_prefix, name, ending);
  return r == SIM_OK ? ask_for (self, &own, path) : r;
}


static SimExit
run_overlay_map (SimConfigured *self, const Wish *wish) {
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


static SimExit
run_overlays (SimConfigured *self, const Wish *wish) {
  const char *own = self->options->model->overlay;
  SimExit r = own != NULL ? ask_for_overlay (self, wish, own, ".dtbo") : SIM_OK;

  for (size_t i = 0; r == SIM_OK && i < self->settings.n_overlays; i++) {
    r = ask_for_overlay (self, wish, renamed (self, self->settings.overlays[i]), ".dtbo");
  }
  return r;
}


/* 5.3: os_prefix counts only if both the kernel and the device tree are there with it. */
static SimExit
settle_os_prefix (SimConfigured *self) {
  const SimSettings *settings = &self->settings;
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
  r = need_kernel (self);
  if (r == SIM_OK && (self->kernel[0] == '\0' || !is_there (self, dtb_name (self), &r))) {
    sim_event ("os_prefix %s does not count", self->os_prefix);
    self->os_prefix[0] = self->kernel[0] = '\0';
  }
  return r;
}


static const struct {
  SimExit (*run) (SimConfigured *self, const Wish *wish);
  bool needs_os_prefix;
} ROLES[SIM_N_ROLES] = {
  [SIM_ROLE_CONFIG] = { run_config, false },
  [SIM_ROLE_SETTINGS] = { run_settings, false },
  [SIM_ROLE_FIRMWARE] = { run_firmware, false },
  [SIM_ROLE_FIXUP] = { run_fixup, false },
  [SIM_ROLE_DTB] = { run_dtb, true },
  [SIM_ROLE_OVERLAY_MAP] = { run_overlay_map, true },
  [SIM_ROLE_OVERLAYS] = { run_overlays, true },
  [SIM_ROLE_INITRAMFS] = { run_initramfs, true },
  [SIM_ROLE_CMDLINE] = { run_cmdline, true },
  [SIM_ROLE_STUB] = { run_stub, true },
  [SIM_ROLE_RECOVERY] = { run_recovery, false },
  [SIM_ROLE_KERNEL] = { run_kernel, true },
};


SimExit
sim_configured_run (SimConfigured *self, const SimStep *step, SimAskKind kind) {
  const Wish wish = { .kind = kind, .optional = step->optional, .slashed = step->slashed };
  SimExit r = SIM_OK;

  if (!self->has_settings) {
    begin_settings (self);
  }
  if (ROLES[step->role].needs_os_prefix) {
    r = settle_os_prefix (self);
  }
  return r == SIM_OK ? ROLES[step->role].run (self, &wish) : r;
}
