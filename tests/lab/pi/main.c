/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * simulated-pi: a Raspberry Pi that boots over the cable, for the lab. See README.md.
 */
#include "simulated-pi.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "boot.h"
#include "dhcp.h"
#include "link.h"
#include "options.h"
#include "sequence.h"

#define LINK_TIMEOUT_MS 45000

volatile int sim_stopped;

static SimSequence sequence;

uint64_t
sim_now (void) {
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000 + (uint64_t) now.tv_nsec;
}


unsigned
sim_ms_since (uint64_t start) {
  return (unsigned) ((sim_now () - start) / 1000000);
}


void
sim_event (const char *format, ...) {
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
}


void
sim_complain (const char *format, ...) {
  va_list arguments;

  va_start (arguments, format);
  fputs ("simulated-pi: ", stderr);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
}


static void
on_signal (int number) {
  sim_stopped = 1;
}


/* Without SA_RESTART, so that waits end and the address is removed. */
static void
watch_signals (void) {
  struct sigaction action = { .sa_handler = on_signal };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}


static void
print_count (const SimBootCount *count, uint64_t start) {
  unsigned total_ms = sim_ms_since (start);

  sim_event ("booted: %u files, %llu bytes, dhcp %u ms, tftp %u ms, total %u ms", count->files,
             (unsigned long long) count->bytes, count->dhcp_ms, total_ms - count->dhcp_ms, total_ms);
}


/* Once, and again where the board does so too: pi-netboot.md 3. */
static SimExit
boot (const SimOptions *options, SimLink *link) {
  for (int attempt = 0;; attempt++) {
    uint64_t start = sim_now ();
    SimBootCount count;
    SimExit status = sim_boot_run (options, &sequence, link, &count);

    if (status == SIM_OK) {
      print_count (&count, start);
    }
    if ((status != SIM_MISSING && status != SIM_TFTP && status != SIM_NO_OFFER)
        || attempt == options->retries || sim_stopped) {
      return status;
    }
    sim_event ("retry in %d ms", options->retry_delay);
    poll (NULL, 0, options->retry_delay);
  }
}


static SimExit
power_on (const SimOptions *options, SimLink *link) {
  int ms = options->dhcp_timeout != 0 ? options->dhcp_timeout : LINK_TIMEOUT_MS;
  SimExit status = sim_link_wait (link, ms);
  SimLease lease;

  if (status != SIM_OK) {
    return status;
  }
  if (options->offers_only || options->dhcp_only) {
    return sim_boot_get_lease (options, sim_round_find (options->model->round),
                               sequence.quirks | options->quirks, link, &lease);
  }
  return boot (options, link);
}


int
main (int argc, char **argv) {
  SimOptions options;
  SimLink link;
  SimExit status;

  setvbuf (stdout, NULL, _IOLBF, 0);
  status = sim_options_parse (&options, argc, argv);
  if (status == SIM_OK && options.board != NULL) {
    status = sim_sequence_read (&sequence, options.board);
  }
  if (status != SIM_OK) {
    return (int) status;
  }
  sim_options_settle (&options, sequence.model != NULL ? sequence.model : sim_model_find ("pi4"));
  watch_signals ();
  status = sim_link_open (&link, options.interface, options.mac);
  if (status == SIM_OK) {
    status = power_on (&options, &link);
  }
  sim_link_close (&link);
  return (int) status;
}
