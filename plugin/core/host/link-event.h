/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What NetworkManager's dispatcher tells 90-cableboot: arguments and environment to a typed event
 * (networkmanager-dnsmasq.md 3.1 to 3.3). Whether the profile is ours isn't decided here: the
 * caller looks for the settings file of that UUID. Plain C, no GLib; allocates nothing. */

#pragma once

#include <stdbool.h>

#define CB_UUID_BYTES 36

/* What to pass as uuid and external. */
#define CB_LINK_ENV_UUID     "CONNECTION_UUID"
#define CB_LINK_ENV_EXTERNAL "CONNECTION_EXTERNAL"

typedef struct {
  char uuid[CB_UUID_BYTES + 1];  /* lower case */
  char interface[16];
  const char *action;            /* "up" or "down"; static */
} CbLinkEvent;

typedef enum {
  CB_LINK_EVENT_UP,
  CB_LINK_EVENT_DOWN,
  CB_LINK_EVENT_NOT_OURS_ARGUMENTS,      /* not called as NetworkManager calls: two arguments */
  CB_LINK_EVENT_NOT_OURS_ACTION,         /* neither up nor down */
  CB_LINK_EVENT_NOT_OURS_NO_UUID,        /* no connection goes with the event */
  CB_LINK_EVENT_NOT_OURS_BAD_UUID,
  CB_LINK_EVENT_NOT_OURS_NO_INTERFACE,
  CB_LINK_EVENT_NOT_OURS_BAD_INTERFACE,
  CB_LINK_EVENT_NOT_OURS_EXTERNAL,       /* made outside of NetworkManager */
} CbLinkOutcome;

/* @argv: program, interface, action; @argc is 3.
 * @uuid, @external: values of the two environment variables above; NULL when not set.
 * @ret: written only with UP and DOWN. */
CbLinkOutcome cb_link_event_parse (int argc, char *const *argv, const char *uuid,
                                   const char *external, CbLinkEvent *ret);

/* Untranslated, for logs. Static, never NULL. */
const char *cb_link_outcome_to_text (CbLinkOutcome outcome);

/* 8-4-4-4-12 hexadecimal digits of any case, and nothing else. NULL is not valid. */
bool cb_uuid_is_valid (const char *text);

/* The rule of cb_interface_name_check() (interface-name.h), which is built on this one, without its
 * message. NULL is not valid. */
bool cb_interface_name_is_valid (const char *name);
