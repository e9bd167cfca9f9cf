/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How cableboot-link tells cablebootd what it found. Plain C. */

#pragma once

enum {
  CB_LINK_EXIT_OK = 0,
  CB_LINK_EXIT_FAILED = 1,
  CB_LINK_EXIT_USAGE = 2,
  CB_LINK_EXIT_MISSING = 10,
  CB_LINK_EXIT_NO_FOLDER = 11,
  CB_LINK_EXIT_DENIED = 12,
  CB_LINK_EXIT_SPECIAL = 13,
  CB_LINK_EXIT_SILENT = 14,
  CB_LINK_EXIT_TOO_MANY = 15,
};
