/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tftp: one loop and one function per kind of packet; tftp-socket sends, repeats and waits.
 */
#include "tftp.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "simulated-pi.h"
#include "tftp-socket.h"

#define PLAIN_BLOCK  512
#define LAST_COUNTER 65535

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };
enum { CODE_EARLY = 0, CODE_NOT_FOUND = 1, CODE_ILLEGAL = 4, CODE_OPTION = 8 };

typedef struct {
  SimTftp *tftp;
  const SimReference *reference;
  bool probe;
  SimTftpSocket socket;
  bool answered; /* OACK or DATA seen */
  unsigned block_size;
  uint64_t blocks; /* taken so far */
} Transfer;

/* Values of step functions beside SimTftpOutcome: the transfer goes on. */
#define GO_ON (-1)

static int explain (Transfer *transfer, SimTftpOutcome outcome, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));


static int
explain (Transfer *transfer, SimTftpOutcome outcome, const char *format, ...) {
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (transfer->tftp->explanation, sizeof transfer->tftp->explanation, format, arguments);
  va_end (arguments);
  return (int) outcome;
}


static void
send_ack (Transfer *transfer) {
  put16 (transfer->socket.out, ACK);
  put16 (transfer->socket.out + 2, (unsigned) (transfer->blocks & 0xffff));
  transfer->socket.out_length = 4;
  sim_tftp_socket_transmit (&transfer->socket);
}


static size_t
append_text (uint8_t *at, const char *text) {
  size_t length = strlen (text) + 1;

  memcpy (at, text, length);
  return length;
}


static bool
asks_options (const SimTftp *tftp) {
  return tftp->asks_tsize || tftp->asks_blksize;
}


static void
send_request (Transfer *transfer, const char *name) {
  const SimTftp *tftp = transfer->tftp;
  uint8_t *out = transfer->socket.out;
  char block_size[8];
  size_t n = 2;

  snprintf (block_size, sizeof block_size, "%u", tftp->block_size);
  put16 (out, RRQ);
  n += append_text (out + n, name);
  n += append_text (out + n, "octet");
  if (tftp->asks_tsize) {
    n += append_text (out + n, "tsize");
    n += append_text (out + n, "0");
  }
  if (tftp->asks_blksize) {
    n += append_text (out + n, "blksize");
    n += append_text (out + n, block_size);
  }
  transfer->socket.out_length = n;
  sim_tftp_socket_transmit (&transfer->socket);
}


static int
broken (Transfer *transfer, unsigned code, const char *text) {
  sim_tftp_socket_send_error (&transfer->socket, code, text);
  return explain (transfer, SIM_TFTP_BROKEN, "%s", text);
}


static int
differs (Transfer *transfer, uint64_t there, uint64_t here, const char *what) {
  sim_tftp_socket_send_error (&transfer->socket, CODE_EARLY, "Not the file we know");
  return explain (transfer, SIM_TFTP_DIFFERS, "%s: %llu from the server, %llu in the folder", what,
                  (unsigned long long) there, (unsigned long long) here);
}


static int
end_probe (Transfer *transfer) {
  sim_tftp_socket_send_error (&transfer->socket, CODE_EARLY, "Early terminate");
  return SIM_TFTP_DONE;
}


/* A decimal number, whole and without sign; -1 if it isn't one. */
static long long
number (const char *text) {
  char *end;
  long long value;

  if (*text < '0' || *text > '9') {
    return -1;
  }
  errno = 0;
  value = strtoll (text, &end, 10);
  return *end != '\0' || errno != 0 ? -1 : value;
}


/* One option of the OACK. NULL, or what is wrong with it. */
static const char *
take_option (Transfer *transfer, const char *name, const char *value) {
  long long n = number (value);

  if (transfer->tftp->asks_blksize && strcasecmp (name, "blksize") == 0) {
    if (n < 8 || n > (long long) transfer->tftp->block_size) {
      return "blksize of the OACK is out of range";
    }
    transfer->block_size = (unsigned) n;
    return NULL;
  }
  if (transfer->tftp->asks_tsize && strcasecmp (name, "tsize") == 0) {
    if (n < 0) {
      return "tsize of the OACK is no number";
    }
    transfer->tftp->announced = n;
    return NULL;
  }
  return "OACK with an option that was not asked for";
}


static int
on_oack (Transfer *transfer, size_t n) {
  SimTftp *tftp = transfer->tftp;
  char *text = (char *) tftp->buffer + 2;
  char *end = (char *) tftp->buffer + n;

  if (transfer->answered) {
    if (transfer->blocks == 0 && asks_options (tftp) && !tftp->without_options) {
      sim_tftp_socket_transmit (&transfer->socket); /* our ACK 0 was lost */
    }
    return GO_ON;
  }
  transfer->answered = true;
  if (!asks_options (tftp)) {
    return broken (transfer, CODE_OPTION, "OACK, and no option was asked for");
  }
  transfer->block_size = PLAIN_BLOCK;
  while (text < end) {
    char *value = memchr (text, '\0', (size_t) (end - text));
    char *next = value == NULL ? NULL : memchr (value + 1, '\0', (size_t) (end - value - 1));
    const char *fault;

    if (next == NULL) {
      return broken (transfer, CODE_OPTION, "OACK is cut short");
    }
    fault = take_option (transfer, text, value + 1);
    if (fault != NULL) {
      return broken (transfer, CODE_OPTION, fault);
    }
    text = next + 1;
  }
  if (tftp->announced >= 0 && (uint64_t) tftp->announced != transfer->reference->length) {
    return differs (transfer, (uint64_t) tftp->announced, transfer->reference->length, "tsize");
  }
  if (transfer->probe) {
    return end_probe (transfer);
  }
  send_ack (transfer);
  return GO_ON;
}


/* Compares one block and counts it. */
static int
take_block (Transfer *transfer, const uint8_t *block, size_t length) {
  SimTftp *tftp = transfer->tftp;
  const SimReference *reference = transfer->reference;
  uint64_t at = tftp->bytes;

  if (length > reference->length - at) {
    return differs (transfer, at + length, reference->length, "more bytes");
  }
  if (length > 0 && memcmp (block, reference->bytes + at, length) != 0) {
    while (*block == reference->bytes[at]) {
      block++;
      at++;
    }
    sim_tftp_socket_send_error (&transfer->socket, CODE_EARLY, "Not the file we know");
    return explain (transfer, SIM_TFTP_DIFFERS,
                    "byte %llu is %02x from the server, %02x in the folder", (unsigned long long) at,
                    (unsigned)*block, (unsigned) reference->bytes[at]);
  }
  tftp->bytes += length;
  transfer->blocks++;
  send_ack (transfer);
  if (length == transfer->block_size) {
    return GO_ON;
  }
  if (tftp->bytes != reference->length) {
    return differs (transfer, tftp->bytes, reference->length, "bytes in all");
  }
  return SIM_TFTP_DONE;
}


static int
on_data (Transfer *transfer, size_t n) {
  SimTftp *tftp = transfer->tftp;
  unsigned counter = get16 (tftp->buffer + 2);
  size_t length = n - 4;

  if (!transfer->answered) {
    transfer->answered = true;
    tftp->without_options = asks_options (tftp);
    transfer->block_size = PLAIN_BLOCK;
    if (transfer->probe) {
      return end_probe (transfer);
    }
  }
  if (length > transfer->block_size) {
    return broken (transfer, CODE_ILLEGAL, "block is larger than agreed");
  }
  if (transfer->blocks > 0 && counter == (transfer->blocks & 0xffff)) {
    sim_tftp_socket_transmit (&transfer->socket); /* a repeated block: our ACK was lost */
    return GO_ON;
  }
  if (counter != ((transfer->blocks + 1) & 0xffff)) {
    return GO_ON;
  }
  if (transfer->blocks >= LAST_COUNTER && !tftp->roll_over) {
    return broken (transfer, CODE_ILLEGAL, "block counter ended at 65535 (no roll-over)");
  }
  return take_block (transfer, tftp->buffer + 4, length);
}


static int
on_error (Transfer *transfer, size_t n) {
  const uint8_t *buffer = transfer->tftp->buffer;
  unsigned code = get16 (buffer + 2);
  char text[96] = { 0 };

  for (size_t i = 4; i < n && buffer[i] != 0 && i - 4 < sizeof text - 1; i++) {
    text[i - 4] = buffer[i] < 32 || buffer[i] > 126 ? '?' : (char) buffer[i];
  }
  return explain (transfer, code == CODE_NOT_FOUND ? SIM_TFTP_NOT_FOUND : SIM_TFTP_REFUSED,
                  "error %u %s", code, text);
}


static int
take_packet (Transfer *transfer, size_t n) {
  switch (get16 (transfer->tftp->buffer)) {
  case OACK:
    return on_oack (transfer, n);
  case DATA:
    return on_data (transfer, n);
  case ERROR:
    return on_error (transfer, n);
  default:
    return GO_ON;
  }
}


static int
receive (Transfer *transfer) {
  SimTftp *tftp = transfer->tftp;
  ssize_t n = sim_tftp_socket_receive (&transfer->socket, tftp->buffer, sizeof tftp->buffer);

  if (n >= 0) {
    return take_packet (transfer, (size_t) n);
  }
  if (n == -ETIMEDOUT) {
    return explain (transfer, SIM_TFTP_TIMEOUT, "time limit of %d ms, after %llu bytes",
                    tftp->file_timeout_ms, (unsigned long long) tftp->bytes);
  }
  return explain (transfer, SIM_TFTP_SYSTEM, "%s", strerror ((int) -n));
}


SimTftpOutcome
sim_tftp_get (SimTftp *tftp, const char *name, bool probe, const SimReference *reference) {
  uint64_t start = sim_now ();
  Transfer transfer = {
    .tftp = tftp,
    .reference = reference,
    .probe = probe,
    .block_size = PLAIN_BLOCK,
  };
  int outcome = GO_ON;
  int r = sim_tftp_socket_open (&transfer.socket, tftp->server, tftp->local, &tftp->last_port,
                                tftp->file_timeout_ms);

  tftp->bytes = 0;
  tftp->announced = -1;
  tftp->without_options = false;
  tftp->explanation[0] = '\0';
  if (r < 0) {
    outcome = explain (&transfer, SIM_TFTP_SYSTEM, "%s", strerror (-r));
  } else {
    send_request (&transfer, name);
  }
  while (outcome == GO_ON) {
    outcome = receive (&transfer);
  }
  sim_tftp_socket_close (&transfer.socket);
  tftp->repeats = transfer.socket.repeats;
  tftp->nanoseconds = sim_now () - start;
  return (SimTftpOutcome) outcome;
}
