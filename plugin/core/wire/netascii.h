/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Mode netascii (RFC 1350 1, RFC 764): a line feed goes out as CR LF, a carriage return as CR NUL.
 *
 * The state is a plain value: copied where a block begins, it is the place from which that block can be
 * converted once more. So whoever sends keeps one copy, for the first block that isn't acknowledged.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* {0} is the beginning of a file. */
typedef struct {
  uint64_t n_taken;   /* bytes of the file that are converted: where to read on */
  uint8_t second;     /* the second byte of a pair that was parted by the end of a block */
  bool has_second;    /* it still has to go out */
} CbNetascii;

/* Converts until the source is used up or the room is full. Returns the bytes written, and advances the
 * state by what it took. The source is what the file holds from state->n_taken on; either may be NULL when
 * its length is 0. The file has ended when source is used up, nothing follows, and has_second is false. */
size_t cb_netascii_convert (CbNetascii *state, const uint8_t *source, size_t n_source, uint8_t *room,
                            size_t n_room);
