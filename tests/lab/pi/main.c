/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * simulated-pi: a Raspberry Pi 4 that boots over the cable, for the lab. See README.md.
 */
#include "simulated-pi.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "boot.h"
#include "dhcp.h"
#include "link.h"
#include "options.h"
#include "raw.h"
#include "sequence.h"

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


static SimExit
get_lease (const SimOptions *options, const SimLink *link, SimLease *lease) {
  SimRaw raw;
  int r = sim_raw_open (&raw, link->index, options->mac);
  SimExit status;

  if (r < 0) {
    sim_complain ("%s: no packet socket: %s", link->name, strerror (-r));
    return SIM_ERROR;
  }
  status = sim_dhcp_run (options, &raw, lease);
  sim_raw_close (&raw);
  return status;
}


static SimExit
power_on (const SimOptions *options, SimLink *link) {
  SimBootCount count = { 0 };
  SimLease lease;
  uint64_t start, leased;
  unsigned dhcp_ms, tftp_ms;
  SimExit status = sim_link_wait (link, options->dhcp_timeout);

  start = sim_now ();
  if (status == SIM_OK) {
    status = get_lease (options, link, &lease);
  }
  if (status != SIM_OK || options->offers_only || options->dhcp_only) {
    return status;
  }
  dhcp_ms = sim_ms_since (start);
  leased = sim_now ();
  status = sim_link_add_address (link, lease.address, lease.prefix_length);
  if (status == SIM_OK) {
    status = sim_boot_run (options, &sequence, &lease, &count);
  }
  if (status == SIM_OK) {
    tftp_ms = sim_ms_since (leased);
    sim_event ("booted: %u files, %llu bytes, dhcp %u ms, tftp %u ms, total %u ms", count.files,
               (unsigned long long) count.bytes, dhcp_ms, tftp_ms, sim_ms_since (start));
  }
  return status;
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
  watch_signals ();
  status = sim_link_open (&link, options.interface, options.mac);
  if (status == SIM_OK) {
    status = power_on (&options, &link);
  }
  sim_link_close (&link);
  return (int) status;
}
