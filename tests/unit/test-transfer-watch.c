/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Conversations on a cable, and what is told of them. */

#include "unit.h"

#include "tftp-capture.h"

static const Options eeprom = { .tsize = true, .blksize = 1468 };

static void
test_progress (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  capture.ms = 10;
  fetches (&capture, "kernel8.img", eeprom, 1468 * 50 - 1);
  play (hearing, &capture);
  assert_one_sent (hearing, 1468 * 50 - 1);
  assert_in_range (count (hearing, CB_BOOT_PROGRESS), 8, 10);
  for (size_t i = 1; i < hearing->n_told; i++)
    assert_true (hearing->told[i].event.transfer.n_bytes > hearing->told[i - 1].event.transfer.n_bytes);
}

/* ERROR 0 of a client that has acknowledged nothing; later it's a fault. */
static void
test_errors_of_the_client (void **state) {
  static const struct {
    Options options;
    bool oack, ack, data, ack_data;
    unsigned code;
    CbBootEventKind kind;
  } rows[] = {
    { { .tsize = true }, true, false, false, false, 0, CB_BOOT_PROBED },
    { { .tsize = true }, false, false, false, false, 0, CB_BOOT_PROBED },
    { { .tsize = true }, false, false, true, false, 0, CB_BOOT_PROBED },
    { { 0 }, false, false, true, false, 0, CB_BOOT_PROBED },
    { { .tsize = true }, true, true, false, false, 0, CB_BOOT_ABORTED },
    { { .tsize = true }, true, false, true, false, 0, CB_BOOT_ABORTED },
    { { .tsize = true }, true, true, true, true, 0, CB_BOOT_ABORTED },
    { { 0 }, false, false, true, true, 0, CB_BOOT_ABORTED },
    { { .tsize = true }, true, false, false, false, 8, CB_BOOT_ABORTED },
    { { .tsize = true }, true, true, true, true, 3, CB_BOOT_ABORTED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Capture capture = capture_of (49152, 40000);

    asks (&capture, "91cdf03d/start4.elf", rows[i].options);
    if (rows[i].oack)
      grants (&capture, rows[i].options, 2200000);
    if (rows[i].ack)
      acknowledges (&capture, 0);
    if (rows[i].data)
      sends (&capture, 1, 512);
    if (rows[i].ack_data)
      acknowledges (&capture, 1);
    stops (&capture, false, rows[i].code);
    stops (&capture, false, rows[i].code);
    play (hearing, &capture);
    wait_ms (hearing, 30000);
    assert_int_equal (hearing->n_told, 2);
    assert_int_equal (hearing->told[0].event.kind, CB_BOOT_ASKED);
    assert_told (hearing, 1, rows[i].kind, rows[i].ack_data ? 512 : 0, rows[i].oack ? 2200000 : UNKNOWN);
    assert_int_equal (hearing->told[1].event.transfer.code, rows[i].code);
  }
}

/* A server that doesn't give it out says only that, as the built-in one. */
static void
test_errors_of_the_server (void **state) {
  static const struct {
    unsigned code;
    CbBootEventKind kind;
    unsigned told;
  } rows[] = {
    { 0, CB_BOOT_REFUSED, CB_BOOT_REFUSED_FAILED },  { 1, CB_BOOT_MISSING, 0 },
    { 2, CB_BOOT_REFUSED, CB_BOOT_REFUSED_DENIED },  { 3, CB_BOOT_REFUSED, CB_BOOT_REFUSED_FAILED },
    { 4, CB_BOOT_REFUSED, CB_BOOT_REFUSED_REQUEST }, { 6, CB_BOOT_REFUSED, CB_BOOT_REFUSED_FAILED },
    { 7, CB_BOOT_REFUSED, CB_BOOT_REFUSED_DENIED },  { 8, CB_BOOT_REFUSED, CB_BOOT_REFUSED_REQUEST },
    { 77, CB_BOOT_REFUSED, CB_BOOT_REFUSED_FAILED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Capture capture = capture_of (49152, 40000);

    asks (&capture, "recovery.elf", eeprom);
    stops (&capture, true, rows[i].code);
    stops (&capture, true, rows[i].code);
    play (hearing, &capture);
    wait_ms (hearing, 30000);
    assert_int_equal (hearing->n_told, 1);
    assert_told (hearing, 0, rows[i].kind, 0, UNKNOWN);
    assert_int_equal (hearing->told[0].event.transfer.code, rows[i].told);
    assert_string_equal (hearing->told[0].name, "recovery.elf");
  }
}

static void
test_the_server_stops_in_the_middle (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  asks (&capture, "kernel8.img", eeprom);
  grants (&capture, eeprom, 5000);
  acknowledges (&capture, 0);
  sends (&capture, 1, 1468);
  acknowledges (&capture, 1);
  stops (&capture, true, 0);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_ABORTED, 1468, 5000);
}

/* dnsmasq and a folder. */
static void
test_the_server_stops_before_the_first_block (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  asks (&capture, "overlays", eeprom);
  grants (&capture, eeprom, 4096);
  acknowledges (&capture, 0);
  stops (&capture, true, 0);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_REFUSED, 0, 4096);
  assert_int_equal (hearing->told[1].event.transfer.code, CB_BOOT_REFUSED_FAILED);
}

/* A request to write, one of an unknown mode: never asked for, and refused. */
static void
test_other_requests (void **state) {
  static const struct {
    const char *bytes;
    size_t n_bytes;
    unsigned code;
    const char *name;
  } rows[] = {
    { "\0\2config.txt\0octet", 19, CB_BOOT_REFUSED_WRITE, "config.txt" },
    { "\0\1config.txt\0mail", 18, CB_BOOT_REFUSED_REQUEST, "" },
    { "\0\1config.txt", 12, CB_BOOT_REFUSED_REQUEST, "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Capture capture = capture_of (49152, 40000);

    put (add (&capture, false, 69), rows[i].bytes, rows[i].n_bytes);
    capture.ms = 1500;
    capture.frames[capture.n_frames++] = capture.frames[0];
    stops (&capture, true, 4);
    play (hearing, &capture);
    assert_int_equal (hearing->n_told, 1);
    assert_told (hearing, 0, CB_BOOT_REFUSED, 0, UNKNOWN);
    assert_int_equal (hearing->told[0].event.transfer.code, rows[i].code);
    assert_string_equal (hearing->told[0].name, rows[i].name);
  }
}

static void
test_no_answer (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  asks (&capture, "config.txt", eeprom);
  capture.ms = 4000;
  asks (&capture, "config.txt", eeprom);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 1);
  assert_told (hearing, 0, CB_BOOT_ASKED, 0, UNKNOWN);
  wait_ms (hearing, 9999);
  assert_int_equal (hearing->n_told, 1);
  wait_ms (hearing, 1);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_TIMED_OUT, 0, UNKNOWN);
  wait_ms (hearing, CB_WATCHED_FORGOTTEN_SECONDS * 1000);
  assert_int_equal (hearing->n_told, 2);
  assert_true (cb_transfer_watch_deadline (hearing->watch) == CB_CABLE_WATCH_NEVER);
}

/* What was told as over goes on after all: as another transfer, to its end. The server's own repetitions bring
 * nothing back. */
static void
test_goes_on_after_silence (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  asks (&capture, "kernel8.img", eeprom);
  grants (&capture, eeprom, 4404);
  acknowledges (&capture, 0);
  sends (&capture, 1, 1468);
  acknowledges (&capture, 1);
  sends (&capture, 2, 1468);
  capture.ms = 11000;
  sends (&capture, 2, 1468);
  capture.ms = 0;
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_TIMED_OUT, 1468, 4404);
  capture.n_frames = 0;
  acknowledges (&capture, 2);
  sends (&capture, 3, 1468);
  acknowledges (&capture, 3);
  sends (&capture, 4, 0);
  acknowledges (&capture, 4);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 4);
  assert_told (hearing, 2, CB_BOOT_ASKED, 2936, 4404);
  assert_told (hearing, 3, CB_BOOT_SENT, 4404, 4404);
  assert_int_equal (hearing->told[3].event.transfer.id, 2);
}

/* What the server repeats is no sign of life. */
static void
test_the_client_dies (void **state) {
  static const unsigned windows[] = { 0, 16 };

  for (size_t i = 0; i < G_N_ELEMENTS (windows); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Options options = { .tsize = true, .blksize = 1468, .windowsize = windows[i] };
    Capture capture = capture_of (49152, 40000);

    asks (&capture, "kernel8.img", options);
    grants (&capture, options, 1468 * 2 + 1);
    acknowledges (&capture, 0);
    for (unsigned block = 1; block <= (windows[i] > 0 ? 3 : 2); block++)
      sends (&capture, block, block < 3 ? 1468 : 1);
    capture.ms = 2000;
    sends (&capture, 1, 1468);
    play (hearing, &capture);
    wait_ms (hearing, 7999);
    assert_int_equal (hearing->n_told, 1);
    wait_ms (hearing, 1);
    assert_int_equal (last (hearing, CB_BOOT_TIMED_OUT)->n_bytes, 0);
    wait_ms (hearing, 60000);
    assert_int_equal (hearing->n_told, 2);
  }
}

/* It takes the last block, and is done. */
static void
test_the_last_block_is_never_acknowledged (void **state) {
  for (unsigned asks_next = 0; asks_next < 2; asks_next++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Capture capture = capture_of (49152, 40000);

    fetches (&capture, "config.txt", eeprom, 3000);
    capture.n_frames--;
    play (hearing, &capture);
    capture = capture_of (49153, 40001);
    capture.ms = 500;
    asks (&capture, "start4.elf", eeprom);
    if (asks_next)
      play (hearing, &capture);
    else
      wait_ms (hearing, 1000);
    assert_int_equal (hearing->n_told, 2);
    assert_told (hearing, 1, CB_BOOT_SENT, 3000, 3000);
    assert_string_equal (hearing->told[1].name, "config.txt");
  }
}

/* dnsmasq answers each of them from a port of its own; the client turns one away. */
static void
test_a_request_that_comes_twice (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  asks (&capture, "config.txt", eeprom);
  asks (&capture, "config.txt", eeprom);
  grants (&capture, eeprom, 2000);
  capture.own_port = 40001;
  grants (&capture, eeprom, 2000);
  stops (&capture, false, 5);
  capture.own_port = 40000;
  acknowledges (&capture, 0);
  capture.own_port = 40001;
  stops (&capture, false, 5);
  grants (&capture, eeprom, 2000);
  capture.own_port = 40000;
  sends (&capture, 1, 1468);
  acknowledges (&capture, 1);
  sends (&capture, 2, 532);
  acknowledges (&capture, 2);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_SENT, 2000, 2000);
}

/* All from port 69, as of dnsmasq's tftp-single-port. */
static void
test_single_port (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 69);

  fetches (&capture, "config.txt", eeprom, 2000);
  play (hearing, &capture);
  assert_int_equal (hearing->n_told, 2);
  assert_told (hearing, 1, CB_BOOT_SENT, 2000, 2000);
}

/* It lost its power, and asks again from the same port: for the same file, or for another one. */
static void
test_the_client_begins_again (void **state) {
  static const char *const names[] = { "kernel8.img", "bootcode.bin" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (Hearing) hearing = hearing_new ();
    Capture capture = capture_of (49152, 40000);

    asks (&capture, "kernel8.img", eeprom);
    grants (&capture, eeprom, 5000);
    acknowledges (&capture, 0);
    sends (&capture, 1, 1468);
    acknowledges (&capture, 1);
    asks (&capture, "kernel8.img", eeprom); /* late on its way */
    capture.ms = 8000;
    capture.own_port = 40001;
    asks (&capture, names[i], eeprom);
    capture.ms = 0;
    grants (&capture, eeprom, 1000);
    acknowledges (&capture, 0);
    sends (&capture, 1, 1000);
    acknowledges (&capture, 1);
    play (hearing, &capture);
    assert_int_equal (hearing->n_told, 4);
    assert_told (hearing, 1, CB_BOOT_TIMED_OUT, 1468, 5000);
    assert_string_equal (hearing->told[1].name, "kernel8.img");
    assert_told (hearing, 2, CB_BOOT_ASKED, 0, 1000);
    assert_string_equal (hearing->told[2].name, names[i]);
    assert_told (hearing, 3, CB_BOOT_SENT, 1000, 1000);
    assert_int_equal (hearing->told[3].event.transfer.id, 2);
  }
}

static void
test_sixteen_clients (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  static Capture captures[16];

  for (unsigned i = 0; i < 16; i++) {
    captures[i] = capture_of (49152, (uint16_t) (40000 + i));
    captures[i].client = PI + i;
    fetches (&captures[i], "kernel8.img", eeprom, 1468 * 20 + i);
  }
  for (size_t k = 0; k < captures[0].n_frames; k++)
    for (unsigned i = 0; i < 16; i++)
      hear (hearing, &captures[i].frames[k]);
  assert_int_equal (hearing->n_told, 32);
  for (unsigned i = 0; i < 16; i++) {
    assert_told (hearing, 16 + i, CB_BOOT_SENT, 1468 * 20 + i, 1468 * 20 + i);
    assert_int_equal (hearing->told[16 + i].event.transfer.address, PI + i);
  }
}

/* Who is silent for the longest time gives its place. */
static void
test_more_than_the_table_holds (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();

  for (unsigned i = 0; i < CB_MAX_WATCHED_TRANSFERS + 1; i++) {
    Capture capture = capture_of ((uint16_t) (1024 + i), 40000);

    capture.ms = 1;
    asks (&capture, "kernel8.img", eeprom);
    capture.ms = 0;
    grants (&capture, eeprom, 5000);
    play (hearing, &capture);
  }
  assert_int_equal (count (hearing, CB_BOOT_ASKED), CB_MAX_WATCHED_TRANSFERS + 1);
  assert_int_equal (count (hearing, CB_BOOT_TIMED_OUT), 1);
  assert_int_equal (hearing->told[CB_MAX_WATCHED_TRANSFERS].event.kind, CB_BOOT_TIMED_OUT);
  assert_int_equal (hearing->told[CB_MAX_WATCHED_TRANSFERS].event.transfer.port, 1024);
}

/* As long as a request can hold. */
static void
test_long_names (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);
  uint8_t request[CB_MAX_TFTP_REQUEST_BYTES] = { 0, 1 };
  Frame *frame = add (&capture, false, 69);

  memset (request + 2, 0xff, CB_MAX_TFTP_NAME_BYTES);
  memcpy (request + 2 + CB_MAX_TFTP_NAME_BYTES, "\0octet", 7);
  frame->all = request;
  frame->n_bytes = frame->n_sent_bytes = sizeof request;
  stops (&capture, true, 1);
  play (hearing, &capture);
  assert_int_equal (last (hearing, CB_BOOT_MISSING)->name.n_bytes, CB_MAX_TFTP_NAME_BYTES);
  assert_int_equal (strlen (hearing->told[0].name), CB_MAX_TFTP_NAME_BYTES);
}

/* What isn't TFTP, isn't for this machine, or belongs to nothing that was asked for. */
static void
test_what_is_passed_over (void **state) {
  g_autoptr (Hearing) hearing = hearing_new ();
  Capture capture = capture_of (49152, 40000);

  acknowledges (&capture, 1);
  stops (&capture, false, 0);
  grants (&capture, eeprom, 1000);
  sends (&capture, 7, 1468);
  add (&capture, false, 69);
  put (add (&capture, false, 69), "\0\7xx", 4);
  put (add (&capture, false, 69), "\0", 1);
  play (hearing, &capture);
  wait_ms (hearing, 60000);
  assert_int_equal (hearing->n_told, 0);
  assert_true (cb_transfer_watch_deadline (hearing->watch) == CB_CABLE_WATCH_NEVER);
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_progress),
    cmocka_unit_test (test_errors_of_the_client),
    cmocka_unit_test (test_errors_of_the_server),
    cmocka_unit_test (test_the_server_stops_in_the_middle),
    cmocka_unit_test (test_the_server_stops_before_the_first_block),
    cmocka_unit_test (test_other_requests),
    cmocka_unit_test (test_no_answer),
    cmocka_unit_test (test_goes_on_after_silence),
    cmocka_unit_test (test_the_client_dies),
    cmocka_unit_test (test_the_last_block_is_never_acknowledged),
    cmocka_unit_test (test_a_request_that_comes_twice),
    cmocka_unit_test (test_single_port),
    cmocka_unit_test (test_the_client_begins_again),
    cmocka_unit_test (test_sixteen_clients),
    cmocka_unit_test (test_more_than_the_table_holds),
    cmocka_unit_test (test_long_names),
    cmocka_unit_test (test_what_is_passed_over),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
