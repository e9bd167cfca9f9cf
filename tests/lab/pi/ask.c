/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ask: maps the reference file; tftp compares with it while it receives. The bytes of a file that came whole
 * are the reference's, so these are handed out.
 */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>


static SimExit
open_reference (const SimAsker *self, const char *name, SimReference *reference) {
  struct stat about;
  void *bytes = NULL;
  int fd = openat (self->folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

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


void
sim_ask_forget (SimText *text) {
  if (text->bytes != NULL) {
    munmap ((void *) (uintptr_t)text->bytes, text->length);
  }
  *text = (SimText){ 0 };
}


static void
print_success (const SimTftp *tftp, const char *name, bool probe) {
  double seconds = (double) tftp->nanoseconds / 1e9;

  if (tftp->without_options) {
    sim_event ("no options from the server for %s", name);
  }
  if (tftp->repeats > 0) {
    sim_event ("repeated %u packets for %s", tftp->repeats, name);
  }
  if (!probe) {
    sim_event ("sent %s %llu bytes %.3f s %.1f MB/s", name, (unsigned long long) tftp->bytes, seconds,
               seconds > 0 ? (double) tftp->bytes / 1e6 / seconds : 0);
  } else if (tftp->announced >= 0) {
    sim_event ("probe %s %lld bytes", name, (long long) tftp->announced);
  } else {
    sim_event ("probe %s unknown bytes", name);
  }
}


static void
print_outcome (const SimTftp *tftp, SimTftpOutcome outcome, const char *name, bool probe,
               const SimReference *reference) {
  switch (outcome) {
  case SIM_TFTP_DONE:
    print_success (tftp, name, probe);
    break;
  case SIM_TFTP_NOT_FOUND:
    sim_event ("missing %s%s", name, reference->exists ? " (the folder has it)" : "");
    break;
  case SIM_TFTP_REFUSED:
    sim_event ("refused %s: %s", name, tftp->explanation);
    break;
  case SIM_TFTP_DIFFERS:
    sim_event ("differs %s: %s", name, tftp->explanation);
    break;
  case SIM_TFTP_TIMEOUT:
    sim_event ("timeout %s: %s", name, tftp->explanation);
    break;
  case SIM_TFTP_BROKEN:
  case SIM_TFTP_SYSTEM:
    sim_event ("failed %s: %s", name, tftp->explanation);
    break;
  }
}


/* Asks once for @name, prints the outcome's event. */
static SimTftpOutcome
ask_once (SimAsker *self, const char *name, bool probe, SimText *ret_text) {
  SimTftp *tftp = &self->tftp;
  SimReference reference;
  SimTftpOutcome outcome;
  SimText text;

  if (open_reference (self, name, &reference) != SIM_OK) {
    return SIM_TFTP_SYSTEM;
  }
  outcome = sim_tftp_get (tftp, name, probe, &reference);
  if (outcome == SIM_TFTP_DONE && !reference.exists) {
    snprintf (tftp->explanation, sizeof tftp->explanation, "the folder has no such file");
    outcome = SIM_TFTP_DIFFERS;
  }
  print_outcome (tftp, outcome, name, probe, &reference);
  if (outcome == SIM_TFTP_DONE && !probe) {
    self->files++;
    self->bytes += tftp->bytes;
  }
  text = (SimText){ (const char *)reference.bytes, reference.length };
  if (outcome != SIM_TFTP_DONE || probe || ret_text == NULL) {
    sim_ask_forget (&text);
  }
  if (ret_text != NULL) {
    *ret_text = text;
  }
  return outcome;
}


SimTftpOutcome
sim_ask (SimAsker *self, const char *name, SimAskKind kind, SimText *ret_text) {
  SimTftpOutcome outcome = SIM_TFTP_DONE;

  if (ret_text != NULL) {
    *ret_text = (SimText){ 0 };
  }
  if (kind != SIM_ASK_FETCH) {
    outcome = ask_once (self, name, true, ret_text);
  }
  if (outcome == SIM_TFTP_DONE && kind != SIM_ASK_PROBE) {
    outcome = ask_once (self, name, false, ret_text);
  }
  return outcome;
}


SimExit
sim_ask_judge (const SimAsker *self, SimTftpOutcome outcome, const char *name, bool optional) {
  const char *explanation = self->tftp.explanation;

  switch (outcome) {
  case SIM_TFTP_DONE:
    return SIM_OK;
  case SIM_TFTP_DIFFERS:
    sim_complain ("%s: %s", name, explanation);
    return SIM_DIFFERS;
  case SIM_TFTP_SYSTEM:
    sim_complain ("%s: %s", name, explanation);
    return SIM_ERROR;
  case SIM_TFTP_NOT_FOUND:
    if (!optional) {
      sim_complain ("required file %s is missing", name);
    }
    return optional ? SIM_OK : SIM_MISSING;
  default:
    if (!optional) {
      sim_complain ("required file %s: %s", name, explanation);
    }
    return optional ? SIM_OK : SIM_TFTP;
  }
}
