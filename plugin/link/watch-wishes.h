/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What cablebootd wants of one watcher: the words behind `cableboot-link watch ... --`. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "limit.h"
#include "wire/cable-watch.h"

#define CB_WATCH_MIN_WORDS 4
#define CB_WATCH_MAX_WORDS (CB_WATCH_MIN_WORDS + 2 * (CB_MAX_MAC_PREFIXES + CB_MAX_LINK_TARGETS))

typedef struct {
  CbCableWatchSettings cable; /* borrows prefixes */
  CbDhcpMacPrefix prefixes[CB_MAX_MAC_PREFIXES];
  bool reads_transfers;       /* from the wire: dnsmasq serves; else they are told */
  const char *folder;         /* "": none */
  const char *targets[CB_MAX_LINK_TARGETS];
  size_t n_targets;
} CbWatchWishes;

/* words, NULL-terminated, at least CB_WATCH_MIN_WORDS of them, which ret borrows; ret may not be copied. False
 * for bad ones. */
bool cb_watch_wishes_read (char **words, CbWatchWishes *ret);
