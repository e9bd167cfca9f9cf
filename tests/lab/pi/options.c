/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options: getopt_long, and what fits together.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quirk.h"
#include "sequence.h"
#include "tftp.h"

enum {
  OPT_BOARD = 256,
  OPT_FOLDER,
  OPT_INTERFACE,
  OPT_CLIENT,
  OPT_PREFIX,
  OPT_QUIRK,
  OPT_MAC,
  OPT_SERIAL,
  OPT_REVISION,
  OPT_FOURCC,
  OPT_OFFERS_ONLY,
  OPT_DHCP_ONLY,
  OPT_PRINT,
  OPT_REQ_TIMEOUT,
  OPT_DHCP_TIMEOUT,
  OPT_FILE_TIMEOUT,
  OPT_RETRIES,
  OPT_RETRY_DELAY,
  OPT_BLOCK_SIZE,
  OPT_ROLL_OVER,
  OPT_HELP,
};

static const struct option LONG[] = {
  { "board", required_argument, NULL, OPT_BOARD },
  { "folder", required_argument, NULL, OPT_FOLDER },
  { "interface", required_argument, NULL, OPT_INTERFACE },
  { "client", required_argument, NULL, OPT_CLIENT },
  { "prefix", required_argument, NULL, OPT_PREFIX },
  { "quirk", required_argument, NULL, OPT_QUIRK },
  { "mac", required_argument, NULL, OPT_MAC },
  { "serial", required_argument, NULL, OPT_SERIAL },
  { "revision", required_argument, NULL, OPT_REVISION },
  { "fourcc-order", required_argument, NULL, OPT_FOURCC },
  { "offers-only", no_argument, NULL, OPT_OFFERS_ONLY },
  { "dhcp-only", no_argument, NULL, OPT_DHCP_ONLY },
  { "print-options", no_argument, NULL, OPT_PRINT },
  { "dhcp-req-timeout", required_argument, NULL, OPT_REQ_TIMEOUT },
  { "dhcp-timeout", required_argument, NULL, OPT_DHCP_TIMEOUT },
  { "file-timeout", required_argument, NULL, OPT_FILE_TIMEOUT },
  { "retries", required_argument, NULL, OPT_RETRIES },
  { "retry-delay", required_argument, NULL, OPT_RETRY_DELAY },
  { "block-size", required_argument, NULL, OPT_BLOCK_SIZE },
  { "roll-over", required_argument, NULL, OPT_ROLL_OVER },
  { "help", no_argument, NULL, OPT_HELP },
  { 0 },
};

static const char HELP[] =
    "Usage: simulated-pi [OPTIONS] --board FILE --folder DIR\n"
    "       simulated-pi [OPTIONS] --offers-only | --dhcp-only | --client MODEL\n"
    "\n"
    "Boots as a Raspberry Pi does, from the cable on an interface, and compares each byte.\n"
    "\n"
    "  --board FILE             the request sequence, see README.md\n"
    "  --folder DIR             what the server serves, to compare with\n"
    "  --interface NAME         the cable's end (eth0)\n"
    "  --client MODEL           pi2 pi3 pi3plus pi4 pi400 cm4 pi5 pi5-d0 cm5 pi500, in place of the\n"
    "                           sequence's; pc: PXE of a UEFI PC; plain: any DHCP client; they don't boot\n"
    "  --mac MAC                (the model's, as dc:a6:32:01:09:02; Pi 2 and 3: from the serial number)\n"
    "  --serial HEX             its last 8 digits name the prefix folder (91cdf03d)\n"
    "  --revision HEX           board revision code (the model's)\n"
    "  --fourcc-order old|new|none  RPi4 or 4iPR in option 97, or the serial number (old)\n"
    "  --prefix serial|mac|text:WORDS  which folder is tried first, in place of the sequence's\n"
    "  --quirk NAME             fixed-xid no-request no-checksum no-arp late-frame three-blanks; may be\n"
    "                           repeated\n"
    "  --offers-only            stop after the first offer that is not refused\n"
    "  --dhcp-only              stop after the lease\n"
    "  --print-options          print replies in hex (always for pc and plain)\n"
    "  --dhcp-req-timeout MS    one DHCP try (Pi 4 and 5: 4000, others: 5000)\n"
    "  --dhcp-timeout MS        all tries, and waiting for the link before (45000; Pi 2, 3: five tries)\n"
    "  --file-timeout MS        one file (30000)\n"
    "  --retries N              of the whole boot, when a file is missing or fails (0)\n"
    "  --retry-delay MS         before each of them (5000)\n"
    "  --block-size N           in place of the sequence's\n"
    "  --roll-over yes|no       whether block 0 may follow block 65535, in place of the "
    "sequence's\n"
    "\n"
    "Exit codes: 0 booted, 1 usage or system error, 2 no usable offer, 3 required file missing,\n"
    "4 bytes or size differ, 5 required file failed or timed out, 6 a recovery.elf took over.\n";


static bool
parse_mac (const char *text, uint8_t mac[6]) {
  unsigned part[6];
  int end = 0;

  if (sscanf (text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &part[0], &part[1], &part[2], &part[3], &part[4],
              &part[5], &end)
          != 6
      || text[end] != '\0' || (part[0] & 1) != 0) {
    return false;
  }
  for (int i = 0; i < 6; i++) {
    mac[i] = (uint8_t) part[i];
  }
  return true;
}


/* 1 to 16 hex digits, of which the last 8 count. */
static bool
parse_hex (const char *text, uint32_t *value) {
  size_t length = strlen (text);

  if (length == 0 || length > 16 || strspn (text, "0123456789abcdefABCDEF") != length) {
    return false;
  }
  *value = (uint32_t) strtoull (text, NULL, 16);
  return true;
}


static bool
parse_number (const char *text, long low, long high, int *value) {
  char *end;
  long number;

  errno = 0;
  number = strtol (text, &end, 10);
  if (end == text || *end != '\0' || errno != 0 || number < low || number > high) {
    return false;
  }
  *value = (int) number;
  return true;
}


/* The place of @text among @first and its followers, in *@index. */
static bool
parse_word (const char *text, const char *const *words, int *index) {
  for (*index = 0; words[*index] != NULL; (*index)++) {
    if (strcmp (text, words[*index]) == 0) {
      return true;
    }
  }
  return false;
}


static bool
take_choice (SimOptions *options, int opt, const char *value) {
  static const char *const ORDERS[] = { "old", "new", "none", NULL };
  static const char *const ANSWERS[] = { "no", "yes", NULL };
  int index;

  switch (opt) {
  case OPT_CLIENT:
    return (options->model = sim_model_find (value)) != NULL;
  case OPT_PREFIX:
    options->prefix = value;
    return sim_is_prefix_kind (value);
  case OPT_QUIRK:
    return sim_quirk_add (&options->quirks, value);
  case OPT_FOURCC:
    if (!parse_word (value, ORDERS, &index)) {
      return false;
    }
    options->fourcc = (SimFourcc) index;
    return true;
  default:
    return parse_word (value, ANSWERS, &options->roll_over);
  }
}


static bool
take (SimOptions *options, int opt, const char *value) {
  switch (opt) {
  case OPT_BOARD:
    options->board = value;
    return true;
  case OPT_FOLDER:
    options->folder = value;
    return true;
  case OPT_INTERFACE:
    options->interface = value;
    return true;
  case OPT_MAC:
    return parse_mac (value, options->mac);
  case OPT_SERIAL:
    return parse_hex (value, &options->serial);
  case OPT_REVISION:
    return parse_hex (value, &options->revision);
  case OPT_OFFERS_ONLY:
    return options->offers_only = true;
  case OPT_DHCP_ONLY:
    return options->dhcp_only = true;
  case OPT_PRINT:
    return options->print_options = true;
  case OPT_REQ_TIMEOUT:
    return parse_number (value, 1, 3600000, &options->dhcp_req_timeout);
  case OPT_DHCP_TIMEOUT:
    return parse_number (value, 1, 3600000, &options->dhcp_timeout);
  case OPT_FILE_TIMEOUT:
    return parse_number (value, 1, 3600000, &options->file_timeout);
  case OPT_RETRIES:
    return parse_number (value, 0, 1000, &options->retries);
  case OPT_RETRY_DELAY:
    return parse_number (value, 1, 3600000, &options->retry_delay);
  case OPT_BLOCK_SIZE:
    return parse_number (value, 8, SIM_TFTP_MAX_BLOCK, &options->block_size);
  default:
    return take_choice (options, opt, value);
  }
}


/* What depends on other options. */
static SimExit
complete (SimOptions *options) {
  if (options->model != NULL && !options->model->boots) {
    options->dhcp_only = true;
    options->print_options = true;
  }
  if (!options->offers_only && !options->dhcp_only
      && (options->board == NULL || options->folder == NULL)) {
    sim_complain ("--board and --folder are needed for a boot; see --help");
    return SIM_ERROR;
  }
  return SIM_OK;
}


void
sim_options_settle (SimOptions *options, const SimModel *model) {
  static const uint8_t none[6];

  if (options->model == NULL) {
    options->model = model;
  }
  if (options->revision == 0) {
    options->revision = options->model->revision;
  }
  if (memcmp (options->mac, none, sizeof none) != 0) {
    return;
  }
  memcpy (options->mac, options->model->mac, sizeof options->mac);
  if (options->model->mac_holds_serial) {
    options->mac[3] = (uint8_t) (options->serial >> 16);
    options->mac[4] = (uint8_t) (options->serial >> 8);
    options->mac[5] = (uint8_t) options->serial;
  }
}


SimExit
sim_options_parse (SimOptions *options, int argc, char **argv) {
  int opt, index = 0;

  *options = (SimOptions){
    .interface = "eth0",
    .serial = 0x91cdf03d,
    .retry_delay = 5000,
    .file_timeout = 30000,
    .roll_over = -1,
  };
  while ((opt = getopt_long (argc, argv, "", LONG, &index)) != -1) {
    if (opt == OPT_HELP) {
      fputs (HELP, stdout);
      exit (SIM_OK);
    }
    if (opt == '?') {
      return SIM_ERROR;
    }
    if (!take (options, opt, optarg)) {
      sim_complain ("--%s: bad value %s", LONG[index].name, optarg);
      return SIM_ERROR;
    }
  }
  if (optind < argc) {
    sim_complain ("%s: no such argument; see --help", argv[optind]);
    return SIM_ERROR;
  }
  return complete (options);
}
