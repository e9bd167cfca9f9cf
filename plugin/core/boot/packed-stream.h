/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Is a packed file whole? Told by the frames around the packed blocks, without unpacking them (for gzip,
 * which has no such frames, see inflate.h). What a kernel takes as an initramfs: pi-netboot.md 6.1; short
 * ones: 8, row 27.
 *
 * Each is given a source that begins with its format's magic number; NONE when it is whole, zeros behind it
 * allowed, TRUNCATED, DAMAGED, TOO_LARGE beyond CB_MAX_PACKED_BLOCKS, or UNREADABLE.
 */

#pragma once

#include "boot/byte-source.h"

G_BEGIN_DECLS

/* xz: the last bytes that aren't zero are the footer's. With a bootconfig behind it there is no telling:
 * NONE. */
CbImageFault cb_packed_stream_check_xz (const CbByteSource *source);

/* zstd: walks frames and blocks. *ret_n_claimed: where the last frame ends that was walked. */
CbImageFault cb_packed_stream_check_zstd (const CbByteSource *source, guint64 *ret_n_claimed);

/* lz4 as lz4 -l writes it: walks the blocks. *ret_n_claimed: where the last block ends that was walked. */
CbImageFault cb_packed_stream_check_lz4_legacy (const CbByteSource *source, guint64 *ret_n_claimed);

G_END_DECLS
