/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A gzip member (RFC 1952), seen as a source of the bytes that are packed in it.
 *
 * It is unpacked as far as it is read, in constant memory. Reading forward is cheap; reading back by more
 * than a few kilobytes begins anew. All that is unpacked, beginnings included, is bounded by
 * CB_MAX_UNPACKED_BYTES, so a small file that unpacks to terabytes costs a second, no more. Length and
 * checksum at the member's end are compared when it is reached.
 */

#pragma once

#include "boot/byte-source.h"

G_BEGIN_DECLS

typedef struct CbInflate CbInflate;

/* packed begins with the member; what follows the member is left alone. Whatever packed borrows must outlive
 * it. Free with cb_inflate_free(). */
CbInflate *cb_inflate_new (const CbByteSource *packed);

/* NULL is fine. */
void cb_inflate_free (CbInflate *self);

/* Its size is CB_MAX_UNPACKED_BYTES: it ends where the member does, whole or not, and a read fails only where
 * not a byte could be had; cb_inflate_fault() says why. Valid as long as self. */
CbByteSource cb_inflate_source (CbInflate *self);

/* Reads to the end. NONE only when that was reached with the right length and checksum. */
CbImageFault cb_inflate_finish (CbInflate *self);

/* What ended it so far; NONE as well when nothing did. */
CbImageFault cb_inflate_fault (const CbInflate *self);

/* After cb_inflate_finish() returned NONE: bytes of the member, packed and unpacked. */
guint64 cb_inflate_n_packed (const CbInflate *self);
guint64 cb_inflate_n_unpacked (const CbInflate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbInflate, cb_inflate_free)

G_END_DECLS
