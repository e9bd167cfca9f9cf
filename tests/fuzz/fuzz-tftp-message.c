/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any datagram: what is parsed lies inside of it and keeps the header's promises; an OACK that is built
 * from its options says the same. */

#include "fuzz.h"

#include <string.h>

#include "limit.h"
#include "wire/tftp-message.h"

static void
check_inside (const uint8_t *bytes, size_t n_bytes, const void *part, size_t n_part) {
  size_t at = (size_t) ((const uint8_t *) part - bytes);

  fuzz_assert (at <= n_bytes && n_part <= n_bytes - at);
}

static void
check_options (const CbTftpOptions *options) {
  uint8_t room[80];
  size_t n_room;
  CbTftpMessage oack;

  if (options->given[CB_TFTP_BLKSIZE])
    fuzz_assert (options->value[CB_TFTP_BLKSIZE] >= CB_TFTP_MIN_BLOCK_BYTES
                 && options->value[CB_TFTP_BLKSIZE] <= CB_TFTP_MAX_BLOCK_BYTES);
  if (options->given[CB_TFTP_TIMEOUT])
    fuzz_assert (options->value[CB_TFTP_TIMEOUT] >= 1 && options->value[CB_TFTP_TIMEOUT] <= 255);
  if (options->given[CB_TFTP_WINDOWSIZE])
    fuzz_assert (options->value[CB_TFTP_WINDOWSIZE] >= 1 && options->value[CB_TFTP_WINDOWSIZE] <= UINT16_MAX);
  fuzz_assert (cb_tftp_oack_build (options, room, sizeof room, &n_room) == 0);
  fuzz_assert (cb_tftp_message_parse (room, n_room, &oack) == 0 && oack.opcode == CB_TFTP_OACK);
  for (size_t i = 0; i < CB_TFTP_N_OPTIONS; i++)
    fuzz_assert (oack.options.given[i] == options->given[i] && oack.options.value[i] == options->value[i]);
}

static void
check_request (const uint8_t *bytes, size_t n_bytes, const CbTftpRequest *request) {
  fuzz_assert (n_bytes <= CB_MAX_TFTP_REQUEST_BYTES);
  check_inside (bytes, n_bytes, request->name, request->n_name_bytes + 1);
  fuzz_assert (strlen (request->name) == request->n_name_bytes);
  fuzz_assert (request->mode == CB_TFTP_OCTET || request->mode == CB_TFTP_NETASCII);
  check_options (&request->options);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbTftpMessage message;

  if (cb_tftp_message_parse (bytes, n_bytes, &message) != 0)
    return 0;
  switch (message.opcode) {
  case CB_TFTP_RRQ:
  case CB_TFTP_WRQ:
    check_request (bytes, n_bytes, &message.request);
    break;
  case CB_TFTP_DATA:
    check_inside (bytes, n_bytes, message.data.bytes, message.data.n_bytes);
    fuzz_assert (message.data.n_bytes == n_bytes - CB_TFTP_DATA_HEADER_BYTES);
    break;
  case CB_TFTP_ACK:
    fuzz_assert (message.ack == (bytes[2] << 8 | bytes[3]));
    break;
  case CB_TFTP_ERROR:
    check_inside (bytes, n_bytes, message.error.text, message.error.n_bytes);
    fuzz_assert (message.error.n_bytes == 0
                 || memchr (message.error.text, 0, message.error.n_bytes) == NULL);
    break;
  case CB_TFTP_OACK:
    check_options (&message.options);
    break;
  }
  return 0;
}
