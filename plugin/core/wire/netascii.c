/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/netascii.h"

/* The first byte that goes out for this one; the second, if there is one, waits in the state. */
static uint8_t
take (CbNetascii *state, uint8_t byte) {
  state->n_taken++;
  if (byte != '\n' && byte != '\r')
    return byte;
  state->second = byte == '\n' ? '\n' : '\0';
  state->has_second = true;
  return '\r';
}

size_t
cb_netascii_convert (CbNetascii *state, const uint8_t *source, size_t n_source, uint8_t *room, size_t n_room) {
  size_t n_used = 0, n_written = 0;

  while (n_written < n_room) {
    if (state->has_second) {
      room[n_written++] = state->second;
      state->has_second = false;
    } else if (n_used < n_source) {
      room[n_written++] = take (state, source[n_used++]);
    } else {
      break;
    }
  }
  return n_written;
}
