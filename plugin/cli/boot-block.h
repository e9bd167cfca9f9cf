/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One boot on record (D-Bus contract) in full, for people: what is known of it, and what happened. Pure. */

#pragma once

#include "event-line.h"

G_BEGIN_DECLS

/* Several lines. Free with g_free. */
char *cb_boot_block (GVariant *boot, const CbEventStyle *style);

/* The figures of it in one line: files, bytes, seconds of each stage. Free with g_free. */
char *cb_boot_block_figures (GVariant *boot, const CbEventStyle *style);

G_END_DECLS
