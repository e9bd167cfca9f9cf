/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the shell gets to see: the exit codes, 0 to 10 as in nmcli(1), and the word for each error in
 * --json. Both are a contract with scripts; the table is in exit-code.c and in cableboot(1).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_EXIT_DONE = 0,
  CB_EXIT_FAILED = 1,     /* an error that no other code names */
  CB_EXIT_USAGE = 2,      /* bad words on the command line, or a choice that has to be made */
  CB_EXIT_TIMEOUT = 3,    /* --wait is over */
  CB_EXIT_ACTIVATION = 4, /* the cable can't be served: refused, in use, not allowed, broken */
  CB_EXIT_NO_NETWORK_MANAGER = 8,
  CB_EXIT_NOT_FOUND = 10,       /* no such folder, interface, user or cable */
  CB_EXIT_INCOMPLETE = 11,      /* the boot folder lacks something: the board would not boot */
  CB_EXIT_BOOT_FAILED = 12,     /* the board's boot failed */
  CB_EXIT_OTHER_KERNEL = 13,    /* the board fetched another kernel than the one that was built */
  CB_EXIT_COMPLETE_FOLDER = 65, /* --complete-args: the last word is a folder */
  CB_EXIT_COMPLETE_FILE = 66,   /* --complete-args: the last word is a file */
} CbExit;

/* The exit code for an error; CB_EXIT_FAILED for one of a foreign domain. error is not NULL. */
CbExit cb_exit_for_error (const GError *error);

/* The error's word in --json: the last part of its D-Bus name in kebab case, as "not-found";
 * "failed" for one of a foreign domain. Free with g_free. */
char *cb_exit_error_word (const GError *error);

G_END_DECLS
