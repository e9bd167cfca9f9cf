/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/link-event.h"

#include <stddef.h>
#include <string.h>

#include "limit.h"

_Static_assert(sizeof (((CbLinkEvent *)0)->interface) == CB_MAX_INTERFACE_BYTES + 1,
               "an interface name fits");

static const struct {
  const char *word;
  CbLinkOutcome outcome;
} actions[] = {
  { "up", CB_LINK_EVENT_UP },
  { "down", CB_LINK_EVENT_DOWN },
};

static const char *const outcome_texts[] = {
  [CB_LINK_EVENT_UP] = "up",
  [CB_LINK_EVENT_DOWN] = "down",
  [CB_LINK_EVENT_NOT_OURS_ARGUMENTS] = "not called with an interface and an action",
  [CB_LINK_EVENT_NOT_OURS_ACTION] = "an action that isn't followed",
  [CB_LINK_EVENT_NOT_OURS_NO_UUID] = "no " CB_LINK_ENV_UUID,
  [CB_LINK_EVENT_NOT_OURS_BAD_UUID] = "malformed " CB_LINK_ENV_UUID,
  [CB_LINK_EVENT_NOT_OURS_NO_INTERFACE] = "no interface",
  [CB_LINK_EVENT_NOT_OURS_BAD_INTERFACE] = "an interface name that cableboot doesn't use",
  [CB_LINK_EVENT_NOT_OURS_EXTERNAL] = "a connection made outside of NetworkManager",
};

/* Own classes: those of ctype.h depend on the locale. */
static bool
is_hex (char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
is_name_byte (char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || (c != '\0' && strchr ("._-:@+", c) != NULL);
}

bool
cb_uuid_is_valid (const char *text) {
  static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

  if (text == NULL)
    return false;
  for (size_t i = 0; i < CB_UUID_BYTES; i++) {
    if (shape[i] == 'x' ? !is_hex (text[i]) : text[i] != shape[i])
      return false;
  }
  return text[CB_UUID_BYTES] == '\0';
}

bool
cb_interface_name_is_valid (const char *name) {
  size_t n = 0;

  if (name == NULL || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return false;
  while (name[n] != '\0') {
    if (n >= CB_MAX_INTERFACE_BYTES || !is_name_byte (name[n]))
      return false;
    n++;
  }
  return n > 0;
}

static void
copy_lowered_uuid (char *to, const char *from) {
  for (size_t i = 0; i <= CB_UUID_BYTES; i++)
    to[i] = from[i] >= 'A' && from[i] <= 'F' ? (char)(from[i] - 'A' + 'a') : from[i];
}

/* The index in actions[], or -1. */
static int
find_action (const char *word) {
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    if (word != NULL && strcmp (word, actions[i].word) == 0)
      return (int)i;
  }
  return -1;
}

CbLinkOutcome
cb_link_event_parse (int argc, char *const *argv, const char *uuid, const char *external,
                     CbLinkEvent *ret) {
  int action;

  if (argc != 3)
    return CB_LINK_EVENT_NOT_OURS_ARGUMENTS;
  action = find_action (argv[2]);
  if (action < 0)
    return CB_LINK_EVENT_NOT_OURS_ACTION;
  if (uuid == NULL || uuid[0] == '\0')
    return CB_LINK_EVENT_NOT_OURS_NO_UUID;
  if (!cb_uuid_is_valid (uuid))
    return CB_LINK_EVENT_NOT_OURS_BAD_UUID;
  if (argv[1] == NULL || argv[1][0] == '\0')
    return CB_LINK_EVENT_NOT_OURS_NO_INTERFACE;
  if (!cb_interface_name_is_valid (argv[1]))
    return CB_LINK_EVENT_NOT_OURS_BAD_INTERFACE;
  if (external != NULL && strcmp (external, "1") == 0)
    return CB_LINK_EVENT_NOT_OURS_EXTERNAL;

  copy_lowered_uuid (ret->uuid, uuid);
  strcpy (ret->interface, argv[1]);
  ret->action = actions[action].word;
  return actions[action].outcome;
}

const char *
cb_link_outcome_to_text (CbLinkOutcome outcome) {
  if ((size_t)outcome >= sizeof outcome_texts / sizeof outcome_texts[0])
    return "unknown";
  return outcome_texts[outcome];
}
