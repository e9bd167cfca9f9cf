/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire/tftp-message.h"

#include <errno.h>
#include <string.h>

#include "limit.h"
#include "wire/bytes.h"

typedef enum {
  LEAVE_OUT, /* as RFC 2347 says of options that aren't acceptable */
  LOWER,     /* the answer may name less than was asked for */
} TooLarge;

/* RFC 2348: blksize is 8 to 65464, the answer "must be less than or equal". RFC 2349: tsize is any size;
 * timeout is 1 to 255 and the answer "must match". RFC 7440 3: windowsize is 1 to 65535, the answer "must
 * be less than or equal". */
static const struct {
  const char *name;
  uint64_t min;
  uint64_t max;
  TooLarge too_large;
} options_known[CB_TFTP_N_OPTIONS] = {
  [CB_TFTP_BLKSIZE] = { "blksize", CB_TFTP_MIN_BLOCK_BYTES, CB_TFTP_MAX_BLOCK_BYTES, LOWER },
  [CB_TFTP_TSIZE] = { "tsize", 0, UINT64_MAX, LEAVE_OUT },
  [CB_TFTP_TIMEOUT] = { "timeout", 1, 255, LEAVE_OUT },
  [CB_TFTP_WINDOWSIZE] = { "windowsize", 1, UINT16_MAX, LOWER },
};

static const char *const mode_names[] = {
  [CB_TFTP_OCTET] = "octet",
  [CB_TFTP_NETASCII] = "netascii",
};

/* RFC 1350 appendix, RFC 2347. */
static const char *const error_texts[] = {
  [CB_TFTP_ERROR_UNDEFINED] = "Not defined",
  [CB_TFTP_ERROR_NOT_FOUND] = "File not found",
  [CB_TFTP_ERROR_ACCESS] = "Access violation",
  [CB_TFTP_ERROR_DISK_FULL] = "Disk full or allocation exceeded",
  [CB_TFTP_ERROR_ILLEGAL] = "Illegal TFTP operation",
  [CB_TFTP_ERROR_UNKNOWN_TRANSFER] = "Unknown transfer ID",
  [CB_TFTP_ERROR_EXISTS] = "File already exists",
  [CB_TFTP_ERROR_NO_USER] = "No such user",
  [CB_TFTP_ERROR_OPTION] = "Option negotiation failed",
};

static char
lowered (char c) {
  return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

/* strcasecmp() depends on the locale. */
static bool
is_word (const char *text, const char *word) {
  while (*word != '\0' && lowered (*text) == *word) {
    text++;
    word++;
  }
  return *word == '\0' && *text == '\0';
}

/* Digits and nothing else; false for none and for more than 64 bits. */
static bool
parse_number (const char *text, uint64_t *ret) {
  uint64_t number = 0;

  if (*text == '\0')
    return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9' || number > (UINT64_MAX - (uint64_t) (*text - '0')) / 10)
      return false;
    number = number * 10 + (uint64_t) (*text - '0');
  }
  *ret = number;
  return true;
}

/* RFC 2347: "an option may only be specified once"; what comes later is left out. */
static void
take_option (CbTftpOptions *options, CbTftpOption option, const char *value) {
  uint64_t number;

  if (options->given[option] || !parse_number (value, &number) || number < options_known[option].min)
    return;
  if (number > options_known[option].max) {
    if (options_known[option].too_large == LEAVE_OUT)
      return;
    number = options_known[option].max;
  }
  options->given[option] = true;
  options->value[option] = number;
}

/* RFC 2347: "options which the server does not support should be omitted from the OACK; they should not
 * cause an ERROR packet". An empty name is a client's padding and ends the list. */
static int
parse_options (CbReader *reader, CbTftpOptions *ret) {
  const char *name, *value;

  for (unsigned n = 0; reader->n_left > 0; n++) {
    name = cb_reader_text (reader, NULL);
    if (name != NULL && *name == '\0')
      return 0;
    value = cb_reader_text (reader, NULL);
    if (reader->failed)
      return -EBADMSG;
    if (n == CB_MAX_TFTP_OPTIONS)
      return CB_TFTP_REFUSED_OPTIONS;
    for (size_t i = 0; i < CB_TFTP_N_OPTIONS; i++) {
      if (is_word (name, options_known[i].name))
        take_option (ret, (CbTftpOption) i, value);
    }
  }
  return 0;
}

/* RFC 1350 5: "octet", "netascii" or "mail" in any combination of upper and lower case. */
static int
parse_mode (CbReader *reader, CbTftpMode *ret) {
  const char *mode = cb_reader_text (reader, NULL);

  if (mode == NULL)
    return -EBADMSG;
  for (size_t i = 0; i < sizeof mode_names / sizeof mode_names[0]; i++) {
    if (is_word (mode, mode_names[i])) {
      *ret = (CbTftpMode) i;
      return 0;
    }
  }
  return CB_TFTP_REFUSED_MODE;
}

static int
parse_request (CbReader *reader, CbTftpRequest *ret) {
  int result;

  ret->name = cb_reader_text (reader, &ret->n_name_bytes);
  result = parse_mode (reader, &ret->mode);
  if (result != 0)
    return result;
  return parse_options (reader, &ret->options);
}

/* RFC 1350 5 ends the text with a zero byte. One that lacks it still says "stop", so it isn't refused. */
static int
parse_error (CbReader *reader, CbTftpMessage *ret) {
  const char *zero;

  ret->error.code = cb_reader_u16 (reader);
  if (reader->failed)
    return -EBADMSG;
  ret->error.n_bytes = reader->n_left;
  ret->error.text = (const char *) cb_reader_bytes (reader, reader->n_left);
  zero = memchr (ret->error.text, 0, ret->error.n_bytes);
  if (zero != NULL)
    ret->error.n_bytes = (size_t) (zero - ret->error.text);
  return 0;
}

static int
parse_body (CbReader *reader, CbTftpMessage *ret) {
  switch (ret->opcode) {
  case CB_TFTP_RRQ:
  case CB_TFTP_WRQ:
    return parse_request (reader, &ret->request);
  case CB_TFTP_DATA:
    ret->data.block = cb_reader_u16 (reader);
    ret->data.n_bytes = reader->n_left;
    ret->data.bytes = cb_reader_bytes (reader, reader->n_left);
    return cb_reader_end (reader);
  case CB_TFTP_ACK:
    ret->ack = cb_reader_u16 (reader);
    return cb_reader_end (reader);
  case CB_TFTP_ERROR:
    return parse_error (reader, ret);
  case CB_TFTP_OACK:
    return parse_options (reader, &ret->options);
  }
  return CB_TFTP_REFUSED_OPCODE;
}

static bool
has_texts (CbTftpOpcode opcode) {
  return opcode == CB_TFTP_RRQ || opcode == CB_TFTP_WRQ || opcode == CB_TFTP_OACK;
}

int
cb_tftp_message_parse (const void *bytes, size_t n_bytes, CbTftpMessage *ret) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  CbTftpMessage message = { 0 };
  int result;

  message.opcode = (CbTftpOpcode) cb_reader_u16 (&reader);
  if (reader.failed)
    return -EBADMSG;
  if (has_texts (message.opcode) && n_bytes > CB_MAX_TFTP_REQUEST_BYTES)
    return CB_TFTP_REFUSED_LENGTH;
  result = parse_body (&reader, &message);
  if (result == 0)
    *ret = message;
  return result;
}

uint16_t
cb_tftp_block_number (uint64_t index) {
  return (uint16_t) (index + 1);
}

void
cb_tftp_data_header_build (uint8_t ret_header[CB_TFTP_DATA_HEADER_BYTES], uint64_t index) {
  CbWriter writer = cb_writer_new (ret_header, CB_TFTP_DATA_HEADER_BYTES);

  cb_writer_u16 (&writer, CB_TFTP_DATA);
  cb_writer_u16 (&writer, cb_tftp_block_number (index));
}

static void
write_number (CbWriter *writer, uint64_t number) {
  char digits[sizeof "18446744073709551615"];
  char *first = digits + sizeof digits - 1;

  *first = '\0';
  do {
    *--first = (char) ('0' + number % 10);
    number /= 10;
  } while (number > 0);
  cb_writer_text (writer, first);
}

int
cb_tftp_oack_build (const CbTftpOptions *options, void *buffer, size_t n_room, size_t *ret_n_bytes) {
  CbWriter writer = cb_writer_new (buffer, n_room);

  cb_writer_u16 (&writer, CB_TFTP_OACK);
  for (size_t i = 0; i < CB_TFTP_N_OPTIONS; i++) {
    if (!options->given[i])
      continue;
    cb_writer_text (&writer, options_known[i].name);
    write_number (&writer, options->value[i]);
  }
  return cb_writer_end (&writer, ret_n_bytes);
}

int
cb_tftp_error_build (CbTftpErrorCode code, const char *text, void *buffer, size_t n_room,
                     size_t *ret_n_bytes) {
  CbWriter writer = cb_writer_new (buffer, n_room);

  cb_writer_u16 (&writer, CB_TFTP_ERROR);
  cb_writer_u16 (&writer, (uint16_t) code);
  cb_writer_text (&writer, text != NULL ? text : error_texts[code]);
  return cb_writer_end (&writer, ret_n_bytes);
}
