/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watch-wishes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mac-address.h"

static bool
read_address (const char *text, uint32_t *ret_address) {
  char *end = NULL;
  unsigned long address;

  errno = 0;
  address = strtoul (text, &end, 10);
  *ret_address = (uint32_t) address;
  return errno == 0 && end != text && *end == '\0' && address <= UINT32_MAX;
}

static bool
read_choice (const char *value, const char *yes, const char *no, bool *ret_choice) {
  *ret_choice = strcmp (value, yes) == 0;
  return *ret_choice || strcmp (value, no) == 0;
}

static bool
read_target (CbWatchWishes *wishes, const char *value) {
  if (wishes->n_targets == CB_MAX_LINK_TARGETS)
    return false;
  wishes->targets[wishes->n_targets++] = value;
  return true;
}

static bool
read_prefix (CbWatchWishes *wishes, const char *value) {
  return wishes->cable.n_prefixes < CB_MAX_MAC_PREFIXES
         && cb_mac_address_read_prefix (value, &wishes->prefixes[wishes->cable.n_prefixes++]);
}

static bool
read_pair (CbWatchWishes *wishes, const char *word, const char *value) {
  if (value == NULL)
    return false;
  if (strcmp (word, "target") == 0)
    return read_target (wishes, value);
  return strcmp (word, "prefix") == 0 && read_prefix (wishes, value);
}

bool
cb_watch_wishes_read (char **words, CbWatchWishes *ret) {
  *ret = (CbWatchWishes){ .cable.prefixes = ret->prefixes };
  if (!read_address (words[0], &ret->cable.own_address)
      || !read_choice (words[1], "guard", "look", &ret->cable.probes)
      || !read_choice (words[2], "wire", "told", &ret->reads_transfers))
    return false;
  ret->folder = words[3];
  for (words += CB_WATCH_MIN_WORDS; *words != NULL; words += 2)
    if (!read_pair (ret, words[0], words[1]))
      return false;
  return true;
}
