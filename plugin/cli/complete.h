/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What may come next on a command line that isn't finished: "cableboot --complete-args WORD...".
 * From the tables, sysfs and the list of users; never from the bus, so that a Tab starts no daemon.
 */

#pragma once

#include "exit-code.h"

G_BEGIN_DECLS

/* Adds the words that may stand in the place of the last one of arguments (argv without the program
 * and "--complete-args", NULL-terminated) and begin like it to found, an array of char * with
 * g_free. The answers to "--mode=tab" begin with "--mode=" as well. net_folder as for
 * cb_interfaces_list. CB_EXIT_COMPLETE_FOLDER where a folder may stand there as well,
 * CB_EXIT_COMPLETE_FILE where a file stands there, else CB_EXIT_DONE. */
CbExit cb_complete (const char *const *arguments, const char *net_folder, GPtrArray *found);

G_END_DECLS
