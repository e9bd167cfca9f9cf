/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Giving up privileges, after exec and for good. */

#pragma once

#include <sys/types.h>

/* Becomes uid for good: its own groups when gid is (gid_t) -1, else gid alone. Capabilities go, the
 * process can't be traced or read by others of that uid, and can't get privileges back by exec.
 * 0, or a negative errno: then exit, the process may be half-way. */
int cb_drop_to (uid_t uid, gid_t gid);
