/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The one error domain of the people side: everything that ends up in front of a person.
 *
 * Each code has one D-Bus error name, so a code that is set in the daemon arrives unchanged in the
 * command line, which turns it into an exit code. A message is lower case, translated, says what is
 * wrong with which file or interface, and what to do next. Codes are stable: new ones go to the end.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CB_ERROR (cb_error_quark ())

typedef enum {
  CB_ERROR_FAILED,              /* a system call or a peer failed in a way that no other code names */
  CB_ERROR_INVALID,             /* what was asked for makes no sense: a bad word, path or value */
  CB_ERROR_NOT_FOUND,           /* the folder, interface, user or cable that was named doesn't exist */
  CB_ERROR_AMBIGUOUS,           /* more than one interface fits, and none was named */
  CB_ERROR_REFUSED,             /* it makes sense, but can't be done on this machine as it is */
  CB_ERROR_IN_USE,              /* the interface carries somebody else's connection */
  CB_ERROR_NOT_ALLOWED,         /* polkit said no */
  CB_ERROR_ACTIVATION,          /* NetworkManager or dnsmasq didn't come up on the cable */
  CB_ERROR_NO_NETWORK_MANAGER,  /* NetworkManager isn't running */
  CB_ERROR_TIMEOUT,             /* something didn't happen in its time */
  CB_ERROR_FRAGMENT,            /* dnsmasq refuses the fragment folder */
  CB_ERROR_UNREACHABLE,         /* whoever would serve the boot folder can't read it */
  CB_ERROR_UNCONFIRMED,         /* links of the boot folder lead out of it, and nobody said that they may */
  CB_ERROR_INCOMPLETE,          /* the boot folder is not complete, so the board would not boot */
  CB_ERROR_BOOT_FAILED,         /* a board's boot came to an end before what was waited for */
  CB_ERROR_OTHER_KERNEL,        /* a board fetched another kernel than it should, or nobody knows which */
  CB_ERROR_N_
} CbError;

GQuark cb_error_quark (void);

/* The D-Bus error name of a code. Static, never NULL; a code out of range reads as CB_ERROR_FAILED. */
const char *cb_error_to_name (CbError code);

G_END_DECLS
