/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * boot: one function per kind of step. The rules are pi-netboot.md 4.2, 4.4 and 4.5.
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tftp.h"

#define DEFAULT_BLOCK_SIZE 1024

typedef struct {
  const SimOptions *options;
  SimBootCount *count;
  int folder;
  char prefix[SIM_MAX_NAME];
} Boot;

static SimTftp tftp; /* 64 kB of buffer: too much for the stack of a careful program */


static SimExit
open_reference (const Boot *boot, const char *name, SimReference *reference) {
  struct stat about;
  void *bytes = NULL;
  int fd = openat (boot->folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  *reference = (SimReference){ 0 };
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return SIM_OK;
  }
  if (fd < 0 || fstat (fd, &about) < 0) {
    sim_complain ("%s in the folder: %s", name, strerror (errno));
    return SIM_ERROR;
  }
  if (S_ISREG (about.st_mode) && about.st_size > 0) {
    bytes = mmap (NULL, (size_t) about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  }
  close (fd);
  if (bytes == MAP_FAILED) {
    sim_complain ("%s in the folder: %s", name, strerror (errno));
    return SIM_ERROR;
  }
  reference->exists = S_ISREG (about.st_mode);
  reference->length = bytes != NULL ? (uint64_t) about.st_size : 0;
  reference->bytes = bytes;
  return SIM_OK;
}


static void
close_reference (SimReference *reference) {
  if (reference->bytes != NULL) {
    munmap ((void *) (uintptr_t)reference->bytes, reference->length);
  }
}


static void
print_success (const char *name, bool probe) {
  double seconds = (double) tftp.nanoseconds / 1e9;

  if (tftp.without_options) {
    sim_event ("no options from the server for %s", name);
  }
  if (tftp.repeats > 0) {
    sim_event ("repeated %u packets for %s", tftp.repeats, name);
  }
  if (!probe) {
    sim_event ("sent %s %llu bytes %.3f s %.1f MB/s", name, (unsigned long long) tftp.bytes, seconds,
               seconds > 0 ? (double) tftp.bytes / 1e6 / seconds : 0);
  } else if (tftp.announced >= 0) {
    sim_event ("probe %s %lld bytes", name, (long long) tftp.announced);
  } else {
    sim_event ("probe %s unknown bytes", name);
  }
}


/* Asks once for @name, prints the outcome's event. */
static SimTftpOutcome
ask (const Boot *boot, const char *name, bool probe) {
  SimReference reference;
  SimTftpOutcome outcome = SIM_TFTP_SYSTEM;

  if (open_reference (boot, name, &reference) != SIM_OK) {
    return SIM_TFTP_SYSTEM;
  }
  outcome = sim_tftp_get (&tftp, name, probe, &reference);
  if (outcome == SIM_TFTP_DONE && !reference.exists) {
    snprintf (tftp.explanation, sizeof tftp.explanation, "the folder has no such file");
    outcome = SIM_TFTP_DIFFERS;
  }
  switch (outcome) {
  case SIM_TFTP_DONE:
    print_success (name, probe);
    break;
  case SIM_TFTP_NOT_FOUND:
    sim_event ("missing %s%s", name, reference.exists ? " (the folder has it)" : "");
    break;
  case SIM_TFTP_REFUSED:
    sim_event ("refused %s: %s", name, tftp.explanation);
    break;
  case SIM_TFTP_DIFFERS:
    sim_event ("differs %s: %s", name, tftp.explanation);
    break;
  case SIM_TFTP_TIMEOUT:
    sim_event ("timeout %s: %s", name, tftp.explanation);
    break;
  case SIM_TFTP_BROKEN:
  case SIM_TFTP_SYSTEM:
    sim_event ("failed %s: %s", name, tftp.explanation);
    break;
  }
  close_reference (&reference);
  return outcome;
}


/* What an outcome does to the boot. A file that can't be had counts as absent (4.5); wrong bytes
 * and trouble of our own end the boot in any case. */
static SimExit
judge (SimTftpOutcome outcome, const char *name, bool optional) {
  switch (outcome) {
  case SIM_TFTP_DONE:
    return SIM_OK;
  case SIM_TFTP_DIFFERS:
    sim_complain ("%s: %s", name, tftp.explanation);
    return SIM_DIFFERS;
  case SIM_TFTP_SYSTEM:
    sim_complain ("%s: %s", name, tftp.explanation);
    return SIM_ERROR;
  case SIM_TFTP_NOT_FOUND:
    if (!optional) {
      sim_complain ("required file %s is missing", name);
    }
    return optional ? SIM_OK : SIM_MISSING;
  default:
    if (!optional) {
      sim_complain ("required file %s: %s", name, tftp.explanation);
    }
    return optional ? SIM_OK : SIM_TFTP;
  }
}


static SimExit
run_file (Boot *boot, const SimStep *step) {
  char name[2 * SIM_MAX_NAME];
  SimTftpOutcome outcome;

  snprintf (name, sizeof name, "%s%s", boot->prefix, step->words[0]);
  outcome = ask (boot, name, step->kind != SIM_STEP_FETCH);
  if (outcome == SIM_TFTP_DONE && step->kind == SIM_STEP_PROBE_FETCH) {
    outcome = ask (boot, name, false);
  }
  if (outcome == SIM_TFTP_DONE && step->kind != SIM_STEP_PROBE) {
    boot->count->files++;
    boot->count->bytes += tftp.bytes;
  }
  return judge (outcome, name, step->optional);
}


static void
name_prefix (const SimOptions *options, const char *kind, char prefix[SIM_MAX_NAME]) {
  const uint8_t *mac = options->mac;

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

  name_prefix (boot->options, step->words[0], boot->prefix);
  for (size_t i = 1; i < step->n_words && outcome == SIM_TFTP_NOT_FOUND; i++) {
    snprintf (name, sizeof name, "%s%s", boot->prefix, step->words[i]);
    outcome = ask (boot, name, true);
  }
  if (outcome != SIM_TFTP_DONE) {
    boot->prefix[0] = '\0';
  }
  sim_event ("prefix %s", outcome == SIM_TFTP_DONE ? boot->prefix : "none");
  return judge (outcome, name, true);
}


static SimExit
run_step (Boot *boot, const SimStep *step) {
  switch (step->kind) {
  case SIM_STEP_STAGE:
    sim_event ("stage %s", step->words[0]);
    return SIM_OK;
  case SIM_STEP_PREFIX:
    return run_prefix (boot, step);
  case SIM_STEP_PROBE:
  case SIM_STEP_FETCH:
  case SIM_STEP_PROBE_FETCH:
    return run_file (boot, step);
  case SIM_STEP_BLOCK_SIZE:
    if (boot->options->block_size == 0) {
      tftp.block_size = (unsigned) step->number;
    }
    return SIM_OK;
  case SIM_STEP_ROLL_OVER:
    if (boot->options->roll_over < 0) {
      tftp.roll_over = step->number != 0;
    }
    return SIM_OK;
  }
  return SIM_ERROR;
}


SimExit
sim_boot_run (const SimOptions *options, const SimSequence *sequence, const SimLease *lease,
              SimBootCount *count) {
  Boot boot = { .options = options, .count = count };
  SimExit r = SIM_OK;

  tftp = (SimTftp){
    .server = lease->tftp,
    .local = lease->address,
    .block_size = options->block_size != 0 ? (unsigned) options->block_size : DEFAULT_BLOCK_SIZE,
    .roll_over = options->roll_over == 1,
    .file_timeout_ms = options->file_timeout,
  };
  boot.folder = open (options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (boot.folder < 0) {
    sim_complain ("%s: %s", options->folder, strerror (errno));
    return SIM_ERROR;
  }
  for (size_t i = 0; i < sequence->n_steps && r == SIM_OK; i++) {
    r = run_step (&boot, &sequence->steps[i]);
  }
  close (boot.folder);
  return r;
}
