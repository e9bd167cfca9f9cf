/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What an overlay refers to: labels of the base (__fixups__), places in itself (__local_fixups__) and the
 * targets of its fragments. libfdt follows all of them without asking whether they stay within the overlay;
 * here each is asked before.
 */

#pragma once

#include "boot/overlay.h"

G_BEGIN_DECLS

/* Both blobs come from checked trees. APPLIED when there is nothing against applying it; else why not.
 * *ret_detail is then set where overlay.h says so. */
CbOverlayOutcome cb_overlay_references_check (const void *base, const void *blob, char **ret_detail);

/* Makes the labels fit for libfdt in base, which has room: a node that is referred to gets a phandle, and a
 * path in place of a label becomes one. After cb_overlay_references_check() on the same two. 0, or a
 * negative error of libfdt. */
int cb_overlay_references_prepare (void *base, const void *overlay);

G_END_DECLS
