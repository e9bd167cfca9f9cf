/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * boot: one function per kind of step. The rules are pi-netboot.md 4.2, 4.4 and 4.5.
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ask.h"
#include "configured.h"
#include "quirk.h"
#include "raw.h"

#define DEFAULT_BLOCK_SIZE 1024

typedef struct {
  const SimOptions *options;
  const SimSequence *sequence;
  SimLink *link;
  SimBootCount *count;
  SimConfigured configured;
  char prefix[SIM_MAX_NAME];
} Boot;

static SimAsker asker; /* 64 kB of buffer: too much for the stack of a careful program */


SimExit
sim_boot_get_lease (const SimOptions *options, const SimRound *round, unsigned quirks,
                    const SimLink *link, SimLease *lease) {
  SimRaw raw;
  int r = sim_raw_open (&raw, link->index, options->mac);
  SimExit status;

  if (r < 0) {
    sim_complain ("%s: no packet socket: %s", link->name, strerror (-r));
    return SIM_ERROR;
  }
  status = sim_dhcp_run (options, round, quirks, &raw, lease);
  sim_raw_close (&raw);
  return status;
}


static SimExit
run_dhcp (const Boot *boot, const SimRound *other) {
  const SimRound *round = other != NULL ? other : sim_round_find (boot->options->model->round);
  unsigned quirks = boot->sequence->quirks | boot->options->quirks;
  uint64_t start = sim_now ();
  SimLease lease = { 0 };
  SimExit r;

  sim_link_remove_address (boot->link);
  r = sim_boot_get_lease (boot->options, round, quirks, boot->link, &lease);
  boot->count->dhcp_ms += sim_ms_since (start);
  if (r == SIM_OK) {
    r = sim_link_add_address (boot->link, lease.address, lease.prefix_length);
  }
  if (r == SIM_OK && ((round->quirks | quirks) & SIM_QUIRK_NO_ARP) != 0) {
    r = sim_link_ignore_arp (boot->link);
  }
  asker.tftp.server = lease.tftp;
  asker.tftp.local = lease.address;
  return r;
}


static SimAskKind
ask_kind (SimStepKind kind) {
  switch (kind) {
  case SIM_STEP_FETCH:
  case SIM_STEP_PREFIX_FETCH:
    return SIM_ASK_FETCH;
  case SIM_STEP_PROBE_FETCH:
    return SIM_ASK_PROBE_FETCH;
  default:
    return SIM_ASK_PROBE;
  }
}


/* pi-netboot.md 4.6: such a file, where there is one, is started in place of the firmware. */
static bool
takes_over (const char *name) {
  return strcmp (name, "recovery.elf") == 0 || strcmp (name, "recover4.elf") == 0;
}


/* A slash of its own makes two of them behind the prefix, as from a Pi 5 (4.4). */
static SimExit
run_file (Boot *boot, const SimStep *step) {
  const char *own = step->words[0];
  char name[2 * SIM_MAX_NAME + 2];
  SimTftpOutcome outcome;

  if (step->role != SIM_ROLE_NONE) {
    return sim_configured_run (&boot->configured, step, ask_kind (step->kind));
  }
  snprintf (name, sizeof name, "%s%s%s", boot->prefix,
            step->slashed && boot->prefix[0] != '\0' ? "/" : "", own);
  outcome = sim_ask (&asker, name, ask_kind (step->kind), NULL);
  if (outcome == SIM_TFTP_DONE && step->kind != SIM_STEP_PROBE && takes_over (own)) {
    sim_event ("taken over by %s", name);
    return SIM_TAKEN;
  }
  return sim_ask_judge (&asker, outcome, name, step->optional);
}


static void
name_prefix (const SimOptions *options, const char *kind, char prefix[SIM_MAX_NAME]) {
  const uint8_t *mac = options->mac;

  if (options->prefix != NULL) {
    kind = options->prefix;
  }
  if (strcmp (kind, "serial") == 0) {
    snprintf (prefix, SIM_MAX_NAME, "%08x/", options->serial);
  } else if (strcmp (kind, "mac") == 0) {
    snprintf (prefix, SIM_MAX_NAME, "%02x-%02x-%02x-%02x-%02x-%02x/", mac[0], mac[1], mac[2],
              mac[3], mac[4], mac[5]);
  } else {
    snprintf (prefix, SIM_MAX_NAME, "%s", kind + strlen ("text:"));
  }
}


/* 4.4: the first file that exists under the prefix chooses it; none: no prefix. A time-out does
 * not lead to the next file. */
static SimExit
run_prefix (Boot *boot, const SimStep *step) {
  char name[2 * SIM_MAX_NAME];
  SimTftpOutcome outcome = SIM_TFTP_NOT_FOUND;
  SimExit r;

  name_prefix (boot->options, step->words[0], boot->prefix);
  for (size_t i = 1; i < step->n_words && outcome == SIM_TFTP_NOT_FOUND; i++) {
    snprintf (name, sizeof name, "%s%s", boot->prefix, step->words[i]);
    outcome = sim_ask (&asker, name, ask_kind (step->kind), NULL);
  }
  if (outcome != SIM_TFTP_DONE) {
    boot->prefix[0] = '\0';
  }
  sim_event ("prefix %s", outcome == SIM_TFTP_DONE ? boot->prefix : "none");
  r = sim_ask_judge (&asker, outcome, name, true);
  if (r != SIM_OK || outcome == SIM_TFTP_DONE || step->kind == SIM_STEP_PREFIX) {
    return r;
  }
  outcome = sim_ask (&asker, step->words[1], SIM_ASK_FETCH, NULL);
  return sim_ask_judge (&asker, outcome, step->words[1], false);
}


static SimExit
run_step (Boot *boot, const SimStep *step) {
  switch (step->kind) {
  case SIM_STEP_STAGE:
    sim_event ("stage %s", step->words[0]);
    return SIM_OK;
  case SIM_STEP_DHCP:
    return run_dhcp (boot, step->round);
  case SIM_STEP_PREFIX:
  case SIM_STEP_PREFIX_FETCH:
    return run_prefix (boot, step);
  case SIM_STEP_PROBE:
  case SIM_STEP_FETCH:
  case SIM_STEP_PROBE_FETCH:
    return run_file (boot, step);
  case SIM_STEP_OPTIONS:
    asker.tftp.asks_tsize = (step->number & SIM_WITH_TSIZE) != 0;
    asker.tftp.asks_blksize = (step->number & SIM_WITH_BLKSIZE) != 0;
    return SIM_OK;
  case SIM_STEP_BLOCK_SIZE:
    if (boot->options->block_size == 0) {
      asker.tftp.block_size = (unsigned) step->number;
    }
    return SIM_OK;
  case SIM_STEP_ROLL_OVER:
    if (boot->options->roll_over < 0) {
      asker.tftp.roll_over = step->number != 0;
    }
    return SIM_OK;
  case SIM_STEP_PAUSE:
    poll (NULL, 0, (int) step->number);
    return SIM_OK;
  }
  return SIM_ERROR;
}


static SimExit
run_steps (Boot *boot) {
  const SimSequence *sequence = boot->sequence;
  SimExit r = SIM_OK;

  if (!sequence->has_dhcp) {
    r = run_dhcp (boot, NULL);
  }
  for (size_t i = 0; i < sequence->n_steps && r == SIM_OK; i++) {
    r = sim_stopped ? SIM_ERROR : run_step (boot, &sequence->steps[i]);
  }
  return r;
}


SimExit
sim_boot_run (const SimOptions *options, const SimSequence *sequence, SimLink *link,
              SimBootCount *count) {
  Boot boot = { .options = options, .sequence = sequence, .link = link, .count = count };
  SimExit r;

  boot.configured = (SimConfigured){
    .options = options,
    .sequence = sequence,
    .asker = &asker,
    .prefix = boot.prefix,
  };
  *count = (SimBootCount){ 0 };
  asker = (SimAsker){
    .folder = open (options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    .tftp = {
      .asks_tsize = true,
      .asks_blksize = true,
      .block_size = options->block_size != 0 ? (unsigned) options->block_size : DEFAULT_BLOCK_SIZE,
      .roll_over = options->roll_over == 1,
      .file_timeout_ms = options->file_timeout,
    },
  };
  if (asker.folder < 0) {
    sim_complain ("%s: %s", options->folder, strerror (errno));
    return SIM_ERROR;
  }
  r = run_steps (&boot);
  close (asker.folder);
  count->files = asker.files;
  count->bytes = asker.bytes;
  return r;
}
