/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit.h"

#include <errno.h>

#include "limit.h"
#include "wire/tftp-message.h"

/* A packet as a literal, without the zero byte that C adds. Zero bytes in it are written "\0". */
#define PACKET(literal) literal, sizeof literal - 1

/* From a copy that ends where the packet ends, so that the address sanitizer sees one byte too many. */
static int
parse (const char *bytes, size_t n_bytes, CbTftpMessage *ret) {
  static uint8_t *copy;

  g_free (copy);
  copy = n_bytes > 0 ? g_memdup2 (bytes, n_bytes) : NULL;
  return cb_tftp_message_parse (copy, n_bytes, ret);
}

static void
test_request_as_a_pi_sends_it (void **state) {
  CbTftpMessage message;

  assert_int_equal (parse (PACKET ("\0\1" "abcd1234/start4.elf\0octet\0tsize\0" "0\0blksize\0" "1468\0"),
                           &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_RRQ);
  assert_string_equal (message.request.name, "abcd1234/start4.elf");
  assert_int_equal (message.request.n_name_bytes, 19);
  assert_int_equal (message.request.mode, CB_TFTP_OCTET);
  assert_true (message.request.options.given[CB_TFTP_TSIZE]);
  assert_int_equal (message.request.options.value[CB_TFTP_TSIZE], 0);
  assert_true (message.request.options.given[CB_TFTP_BLKSIZE]);
  assert_int_equal (message.request.options.value[CB_TFTP_BLKSIZE], 1468);
  assert_false (message.request.options.given[CB_TFTP_TIMEOUT]);
  assert_false (message.request.options.given[CB_TFTP_WINDOWSIZE]);
}

static void
test_other_messages (void **state) {
  CbTftpMessage message;

  assert_int_equal (parse (PACKET ("\0\3\377\376hello"), &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_DATA);
  assert_int_equal (message.data.block, 0xfffe);
  assert_int_equal (message.data.n_bytes, 5);
  assert_memory_equal (message.data.bytes, "hello", 5);
  assert_int_equal (parse (PACKET ("\0\3\0\1"), &message), 0);
  assert_int_equal (message.data.n_bytes, 0);

  assert_int_equal (parse (PACKET ("\0\4\1\2"), &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_ACK);
  assert_int_equal (message.ack, 0x0102);
  assert_int_equal (parse (PACKET ("\0\4\1\2padding"), &message), 0);
  assert_int_equal (message.ack, 0x0102);

  assert_int_equal (parse (PACKET ("\0\2x\0NetASCII\0"), &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_WRQ);
  assert_int_equal (message.request.mode, CB_TFTP_NETASCII);

  assert_int_equal (parse (PACKET ("\0\6windowsize\0" "16\0"), &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_OACK);
  assert_int_equal (message.options.value[CB_TFTP_WINDOWSIZE], 16);
}

/* The text of an ERROR may lack its zero byte, or be missing: it means "stop" all the same. */
static void
test_error (void **state) {
  static const struct {
    const char *bytes;
    size_t n_bytes;
    uint16_t code;
    const char *text;
  } rows[] = {
    { PACKET ("\0\5\0\0Early terminate\0"), 0, "Early terminate" },
    { PACKET ("\0\5\0\0Early terminate"), 0, "Early terminate" },
    { PACKET ("\0\5\0\10a\0b"), 8, "a" },
    { PACKET ("\0\5\377\377"), 0xffff, "" },
  };
  CbTftpMessage message;

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    assert_int_equal (parse (rows[i].bytes, rows[i].n_bytes, &message), 0);
    assert_int_equal (message.opcode, CB_TFTP_ERROR);
    assert_int_equal (message.error.code, rows[i].code);
    assert_int_equal (message.error.n_bytes, strlen (rows[i].text));
    assert_memory_equal (message.error.text, rows[i].text, message.error.n_bytes);
  }
}

static void
test_refusals (void **state) {
  static const struct {
    const char *bytes;
    size_t n_bytes;
    int result;
  } rows[] = {
    { PACKET (""), -EBADMSG },
    { PACKET ("\0"), -EBADMSG },
    { PACKET ("\0\0"), CB_TFTP_REFUSED_OPCODE },
    { PACKET ("\0\7\0\1"), CB_TFTP_REFUSED_OPCODE },
    { PACKET ("\1\1a\0octet\0"), CB_TFTP_REFUSED_OPCODE },
    { PACKET ("\377\377"), CB_TFTP_REFUSED_OPCODE },
    { PACKET ("\0\1a\0mail\0"), CB_TFTP_REFUSED_MODE },
    { PACKET ("\0\1a\0\0"), CB_TFTP_REFUSED_MODE },
    { PACKET ("\0\1a\0octets\0"), CB_TFTP_REFUSED_MODE },
    { PACKET ("\0\1a\0octe\0"), CB_TFTP_REFUSED_MODE },
    { PACKET ("\0\1a\0 octet\0"), CB_TFTP_REFUSED_MODE },
  };
  CbTftpMessage message = { .ack = 77 };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_int_equal (parse (rows[i].bytes, rows[i].n_bytes, &message), rows[i].result);
  assert_int_equal (message.ack, 77);
}

/* Wherever a good packet is cut, what is left is refused, but at the places where it's whole as well. */
static void
test_every_truncation (void **state) {
  static const struct {
    const char *bytes;
    size_t n_bytes;
    size_t whole[3];
  } rows[] = {
    { PACKET ("\0\1a\0octet\0tsize\0" "0\0blksize\0" "512\0"), { 10, 18, 30 } },
    { PACKET ("\0\2a\0netascii\0"), { 13, 13, 13 } },
    { PACKET ("\0\4\0\1"), { 4, 4, 4 } },
    { PACKET ("\0\6tsize\0" "1\0"), { 2, 10, 10 } },
  };
  CbTftpMessage message;

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (size_t n = 0; n <= rows[i].n_bytes; n++) {
      gboolean whole = n == rows[i].whole[0] || n == rows[i].whole[1] || n == rows[i].whole[2];

      assert_int_equal (parse (rows[i].bytes, n, &message), whole ? 0 : -EBADMSG);
    }
  }
}

#define LEFT_OUT UINT64_MAX

/* One option in a request that is otherwise good. */
static uint64_t
value_of (const char *name, const char *value, CbTftpOption option) {
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  CbTftpMessage message;

  g_byte_array_append (bytes, (const guint8 *) "\0\1a\0octet\0", 10);
  g_byte_array_append (bytes, (const guint8 *) name, (guint) strlen (name) + 1);
  g_byte_array_append (bytes, (const guint8 *) value, (guint) strlen (value) + 1);
  assert_int_equal (parse ((const char *) bytes->data, bytes->len, &message), 0);
  return message.request.options.given[option] ? message.request.options.value[option] : LEFT_OUT;
}

static void
test_option_values (void **state) {
  static const struct {
    const char *name;
    CbTftpOption option;
    const char *text;
    uint64_t value;
  } rows[] = {
    { "blksize", CB_TFTP_BLKSIZE, "8", 8 },
    { "BlkSize", CB_TFTP_BLKSIZE, "1468", 1468 },
    { "BLKSIZE", CB_TFTP_BLKSIZE, "0512", 512 },
    { "blksize", CB_TFTP_BLKSIZE, "65464", 65464 },
    { "blksize", CB_TFTP_BLKSIZE, "65465", 65464 },
    { "blksize", CB_TFTP_BLKSIZE, "4294967304", 65464 },
    { "blksize", CB_TFTP_BLKSIZE, "18446744073709551615", 65464 },
    { "blksize", CB_TFTP_BLKSIZE, "18446744073709551616", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "184467440737095516160", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "0", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "7", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "-8", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "+512", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, " 512", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "512 ", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "0x200", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "5:2", LEFT_OUT },
    { "blksize", CB_TFTP_BLKSIZE, "5/2", LEFT_OUT },
    { "blksiz", CB_TFTP_BLKSIZE, "512", LEFT_OUT },
    { "blksize2", CB_TFTP_BLKSIZE, "512", LEFT_OUT },
    { "tsize", CB_TFTP_TSIZE, "0", 0 },
    { "tsize", CB_TFTP_TSIZE, "18446744073709551615", UINT64_MAX },
    { "tsize", CB_TFTP_TSIZE, "x", LEFT_OUT },
    { "timeout", CB_TFTP_TIMEOUT, "1", 1 },
    { "timeout", CB_TFTP_TIMEOUT, "255", 255 },
    { "timeout", CB_TFTP_TIMEOUT, "256", LEFT_OUT },
    { "timeout", CB_TFTP_TIMEOUT, "0", LEFT_OUT },
    { "windowsize", CB_TFTP_WINDOWSIZE, "1", 1 },
    { "windowsize", CB_TFTP_WINDOWSIZE, "65535", 65535 },
    { "windowsize", CB_TFTP_WINDOWSIZE, "65536", 65535 },
    { "windowsize", CB_TFTP_WINDOWSIZE, "0", LEFT_OUT },
    { "windowsize", CB_TFTP_WINDOWSIZE, "18446744073709551617", LEFT_OUT }, /* 1 in 64 bits */
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    uint64_t value = value_of (rows[i].name, rows[i].text, rows[i].option);

    if (value != rows[i].value)
      fail_msg ("%s \"%s\" gives %" G_GUINT64_FORMAT, rows[i].name, rows[i].text, value);
  }
}

static void
test_options_together (void **state) {
  CbTftpMessage message;

  assert_int_equal (parse (PACKET ("\0\1a\0octet\0blksize\0" "600\0BLKSIZE\0" "700\0multicast\0\0"), &message),
                    0);
  assert_int_equal (message.request.options.value[CB_TFTP_BLKSIZE], 600);
  assert_int_equal (parse (PACKET ("\0\1a\0octet\0blksize\0x\0blksize\0" "700\0"), &message), 0);
  assert_int_equal (message.request.options.value[CB_TFTP_BLKSIZE], 700);
  assert_int_equal (parse (PACKET ("\0\1a\0octet\0\0"), &message), 0);
  assert_int_equal (parse (PACKET ("\0\1a\0octet\0\0\0\0\0"), &message), 0);
  assert_int_equal (parse (PACKET ("\0\1a\0octet\0blksize\0" "600\0\0\0"), &message), 0);
  assert_int_equal (message.request.options.value[CB_TFTP_BLKSIZE], 600);
  assert_int_equal (parse (PACKET ("\0\1a\0octet\0blksize\0"), &message), -EBADMSG);
}

static void
test_option_flood (void **state) {
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  CbTftpMessage message;

  g_byte_array_append (bytes, (const guint8 *) "\0\1a\0octet\0", 10);
  for (unsigned n = 1; n <= CB_MAX_TFTP_OPTIONS + 1; n++) {
    g_byte_array_append (bytes, (const guint8 *) "x\0\0", 3);
    assert_int_equal (parse ((const char *) bytes->data, bytes->len, &message),
                      n <= CB_MAX_TFTP_OPTIONS ? 0 : CB_TFTP_REFUSED_OPTIONS);
  }
}

static void
test_longest_request (void **state) {
  g_autofree char *bytes = g_malloc (65000);
  CbTftpMessage message;

  memset (bytes, 'a', 65000);
  memcpy (bytes, "\0\1", 2);
  memcpy (bytes + CB_MAX_TFTP_REQUEST_BYTES - 7, "\0octet\0", 7);
  assert_int_equal (parse (bytes, CB_MAX_TFTP_REQUEST_BYTES, &message), 0);
  assert_int_equal (message.request.n_name_bytes, CB_MAX_TFTP_NAME_BYTES);
  assert_int_equal (parse (bytes, CB_MAX_TFTP_REQUEST_BYTES + 1, &message), CB_TFTP_REFUSED_LENGTH);
  assert_int_equal (parse (bytes, 65000, &message), CB_TFTP_REFUSED_LENGTH);
  bytes[1] = CB_TFTP_DATA;
  assert_int_equal (parse (bytes, 65000, &message), 0);
}

static void
test_block_numbers (void **state) {
  uint8_t header[CB_TFTP_DATA_HEADER_BYTES];

  assert_int_equal (cb_tftp_block_number (0), 1);
  assert_int_equal (cb_tftp_block_number (65534), 65535);
  assert_int_equal (cb_tftp_block_number (65535), 0);
  assert_int_equal (cb_tftp_block_number (65536), 1);
  assert_int_equal (cb_tftp_block_number (UINT64_C (1) << 40), 1);
  cb_tftp_data_header_build (header, 0x1234);
  assert_memory_equal (header, "\0\3\x12\x35", 4);
}

static void
test_oack_is_parsed_back (void **state) {
  CbTftpOptions options = {
    .given = { true, true, true, true },
    .value = { 65464, UINT64_MAX, 255, 65535 },
  };
  uint8_t room[80];
  size_t n = 99;
  CbTftpMessage message;

  assert_int_equal (cb_tftp_oack_build (&options, room, sizeof room, &n), 0);
  assert_memory_equal (room, "\0\6blksize\0" "65464\0tsize\0" "18446744073709551615\0", 43);
  assert_int_equal (cb_tftp_message_parse (room, n, &message), 0);
  assert_int_equal (message.opcode, CB_TFTP_OACK);
  assert_memory_equal (&message.options.value, &options.value, sizeof options.value);
  for (size_t room_bytes = 0; room_bytes < n; room_bytes++) {
    size_t untouched = 99;

    assert_int_equal (cb_tftp_oack_build (&options, room, room_bytes, &untouched), -EMSGSIZE);
    assert_int_equal (untouched, 99);
  }
  options.given[CB_TFTP_BLKSIZE] = options.given[CB_TFTP_TIMEOUT] = options.given[CB_TFTP_WINDOWSIZE] = false;
  options.value[CB_TFTP_TSIZE] = 0;
  assert_int_equal (cb_tftp_oack_build (&options, room, sizeof room, &n), 0);
  assert_int_equal (n, 10);
  assert_memory_equal (room, "\0\6tsize\0" "0\0", 10);
}

static void
test_error_is_parsed_back (void **state) {
  uint8_t room[64];
  size_t n = 99;

  assert_int_equal (cb_tftp_error_build (CB_TFTP_ERROR_NOT_FOUND, NULL, room, sizeof room, &n), 0);
  assert_int_equal (n, 19);
  assert_memory_equal (room, "\0\5\0\1File not found\0", 19);
  assert_int_equal (cb_tftp_error_build (CB_TFTP_ERROR_OPTION, "no", room, sizeof room, &n), 0);
  assert_int_equal (n, 7);
  assert_memory_equal (room, "\0\5\0\10no\0", 7);
  n = 99;
  assert_int_equal (cb_tftp_error_build (CB_TFTP_ERROR_OPTION, "no", room, 6, &n), -EMSGSIZE);
  assert_int_equal (n, 99);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_request_as_a_pi_sends_it), cmocka_unit_test (test_other_messages),
    cmocka_unit_test (test_error),                    cmocka_unit_test (test_refusals),
    cmocka_unit_test (test_every_truncation),         cmocka_unit_test (test_option_values),
    cmocka_unit_test (test_options_together),         cmocka_unit_test (test_option_flood),
    cmocka_unit_test (test_longest_request),          cmocka_unit_test (test_block_numbers),
    cmocka_unit_test (test_oack_is_parsed_back),      cmocka_unit_test (test_error_is_parsed_back),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
