/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* TFTP packets: one datagram to a typed message, and DATA, OACK and ERROR to bytes.
 *
 * RFC 1350 (the protocol), 2347 (options), 2348 (blksize), 2349 (tsize, timeout) and 7440 (windowsize). A
 * parsed message borrows the datagram; nothing is copied, nothing allocated. What a name may be is
 * tftp-name.h's matter, and whether the message makes sense now tftp-transfer.h's. Whose datagram it is, the
 * caller knows: address and port are compared before anything is parsed.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before the bytes of a block: opcode and block number (RFC 1350 5). */
#define CB_TFTP_DATA_HEADER_BYTES 4

/* Without the option (RFC 1350 2), and the range of the option (RFC 2348). */
#define CB_TFTP_BLOCK_BYTES     512
#define CB_TFTP_MIN_BLOCK_BYTES 8
#define CB_TFTP_MAX_BLOCK_BYTES 65464

/* RFC 1350 5, RFC 2347. */
typedef enum {
  CB_TFTP_RRQ = 1,
  CB_TFTP_WRQ,
  CB_TFTP_DATA,
  CB_TFTP_ACK,
  CB_TFTP_ERROR,
  CB_TFTP_OACK,
} CbTftpOpcode;

typedef enum {
  CB_TFTP_OCTET,
  CB_TFTP_NETASCII,
} CbTftpMode;

/* RFC 1350 appendix, RFC 2347. */
typedef enum {
  CB_TFTP_ERROR_UNDEFINED,
  CB_TFTP_ERROR_NOT_FOUND,
  CB_TFTP_ERROR_ACCESS,
  CB_TFTP_ERROR_DISK_FULL,
  CB_TFTP_ERROR_ILLEGAL,
  CB_TFTP_ERROR_UNKNOWN_TRANSFER,
  CB_TFTP_ERROR_EXISTS,
  CB_TFTP_ERROR_NO_USER,
  CB_TFTP_ERROR_OPTION,
} CbTftpErrorCode;

typedef enum {
  CB_TFTP_BLKSIZE,    /* bytes, 8 and more; what is over 65464 is given as 65464 */
  CB_TFTP_TSIZE,      /* bytes of the file; 0 in a read request */
  CB_TFTP_TIMEOUT,    /* seconds, 1 to 255 */
  CB_TFTP_WINDOWSIZE, /* blocks, 1 and more; what is over 65535 is given as 65535 */
  CB_TFTP_N_OPTIONS,
} CbTftpOption;

/* value[i] holds where given[i] does, and is in the range named above. {0} has no option. */
typedef struct {
  bool given[CB_TFTP_N_OPTIONS];
  uint64_t value[CB_TFTP_N_OPTIONS];
} CbTftpOptions;

/* RRQ and WRQ. name ends with a zero byte that n_name_bytes doesn't count; any bytes, even none. */
typedef struct {
  const char *name;
  size_t n_name_bytes;
  CbTftpMode mode;
  CbTftpOptions options;
} CbTftpRequest;

typedef struct {
  CbTftpOpcode opcode;
  union {
    CbTftpRequest request; /* RRQ, WRQ */
    struct {
      uint16_t block;
      const uint8_t *bytes;
      size_t n_bytes;
    } data;       /* DATA */
    uint16_t ack; /* ACK: the block number */
    struct {
      uint16_t code; /* any number */
      const char *text;
      size_t n_bytes; /* text has no zero byte among these; perhaps none behind them */
    } error;               /* ERROR */
    CbTftpOptions options; /* OACK */
  };
} CbTftpMessage;

/* Why a datagram is none. An answer, where one is due, is ERROR with CB_TFTP_ERROR_ILLEGAL. */
typedef enum {
  CB_TFTP_REFUSED_OPCODE = 1, /* none of the six */
  CB_TFTP_REFUSED_MODE,       /* neither octet nor netascii; mail is obsolete (RFC 1350 1) */
  CB_TFTP_REFUSED_LENGTH,     /* a request or OACK over CB_MAX_TFTP_REQUEST_BYTES */
  CB_TFTP_REFUSED_OPTIONS,    /* more than CB_MAX_TFTP_OPTIONS of them */
} CbTftpRefusal;

/* Options: names in any case; an unknown one is left out, as is one whose value is no decimal number or too
 * small (RFC 2347); of one given twice the first holds. 0; -EBADMSG for what is cut short or lacks a zero
 * byte; or a CbTftpRefusal. *ret is written only with 0 and borrows bytes. */
int cb_tftp_message_parse (const void *bytes, size_t n_bytes, CbTftpMessage *ret);

/* The block number on the wire of a block counted from 0: the first is 1, and 0 follows 65535. */
uint16_t cb_tftp_block_number (uint64_t index);

void cb_tftp_data_header_build (uint8_t ret_header[CB_TFTP_DATA_HEADER_BYTES], uint64_t index);

/* The options that are given. 0 and *ret_n_bytes, or -EMSGSIZE; 80 bytes hold every OACK. */
int cb_tftp_oack_build (const CbTftpOptions *options, void *buffer, size_t n_room, size_t *ret_n_bytes);

/* text: printable ASCII for a person at the other end; NULL for the RFC's own words. 0 and *ret_n_bytes, or
 * -EMSGSIZE. */
int cb_tftp_error_build (CbTftpErrorCode code, const char *text, void *buffer, size_t n_room,
                         size_t *ret_n_bytes);
