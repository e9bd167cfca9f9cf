/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One TFTP read request to our own address: the proof that whoever serves may read the folder, through
 * all permissions, security modules and mounts in between (proven-traps.md 32).
 */

#pragma once

#include <stdint.h>

/* Asks address (host order), port 69, for config.txt and reads the first answer only (RFC 1350, 5).
 * CB_LINK_EXIT_OK (the file came), _MISSING (ERROR 1), _DENIED (any other ERROR), _SILENT after three tries in
 * three seconds, _FAILED without a socket. A transfer that began is ended by an ERROR. */
int cb_prove_served (uint32_t address);
