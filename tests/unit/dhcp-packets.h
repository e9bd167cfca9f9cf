/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What clients send, byte by byte as in the dumps that pi-netboot.md 1.1 to 1.3 rests on. Shares no code with
 * wire/dhcp-message, so that a bug there can't hide itself. */

#pragma once

#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PACKET_OPTIONS 240
#define PACKET_FILE    108
#define PACKET_SNAME   44

typedef struct {
  uint8_t bytes[2048];
  size_t n_bytes;
} Packet;

#define MAC_PI3B  "\xb8\x27\xeb\x0f\x69\x01"
#define MAC_PI3BP "\xb8\x27\xeb\x6c\x4c\x16"
#define MAC_PI4   "\xdc\xa6\x32\x01\x09\x02"
#define MAC_PI5   "\x2c\xcf\x67\x11\x22\x33"
#define MAC_LINUX "\x52\x54\x00\xaa\xbb\xcc"

#define PI_CLASS "PXEClient:Arch:00000:UNDI:002001"

/* 12 items: 43, 60, 67, 128 to 135, 66. */
#define ROM_LIST "\x2b\x3c\x43\x80\x81\x82\x83\x84\x85\x86\x87\x42"

static const uint8_t uuid_3b[] = "\0DDDDDDDDDDDDDDDD";
static const uint8_t uuid_3bp[] = "\0\x16\x4c\x6c\xb6\x16\x4c\x6c\xb6\x16\x4c\x6c\xb6\x16\x4c\x6c\xb6";
static const uint8_t uuid_pi4[] = "\0RPi4\x14\x31\xd0\0\x32\x01\x09\x02\x3d\xf0\xcd\x91";
static const uint8_t uuid_pi4_reversed[] = "\0" "4iPR\x14\x31\xd0\0\x32\x01\x09\x02\x3d\xf0\xcd\x91";
static const uint8_t uuid_pi5[] = "\0" "5iPR\x70\x41\xd0\0\x67\x11\x22\x33\x78\x56\x34\x12";
static const uint8_t uuid_pi5_straight[] = "\0RPi5\x70\x41\xd0\0\x67\x11\x22\x33\x78\x56\x34\x12";

static inline void
packet_u32 (Packet *packet, size_t at, uint32_t value) {
  for (size_t i = 0; i < 4; i++)
    packet->bytes[at + i] = (uint8_t) (value >> (24 - 8 * i));
}

static inline void
packet_add (Packet *packet, uint8_t code, const void *bytes, size_t n_bytes) {
  assert_true (n_bytes < 256 && packet->n_bytes + n_bytes + 2 < sizeof packet->bytes);
  packet->bytes[packet->n_bytes] = code;
  packet->bytes[packet->n_bytes + 1] = (uint8_t) n_bytes;
  memcpy (packet->bytes + packet->n_bytes + 2, bytes, n_bytes);
  packet->n_bytes += n_bytes + 2;
}

static inline void
packet_add_u32 (Packet *packet, uint8_t code, uint32_t value) {
  packet_add (packet, code, "\0\0\0", 4);
  packet_u32 (packet, packet->n_bytes - 4, value);
}

/* Head, cookie and option 53; op 1. */
static inline Packet
packet_begin (uint8_t type, uint32_t xid, const char *mac) {
  Packet packet = { .bytes = { 1, 1, 6 }, .n_bytes = PACKET_OPTIONS };

  packet_u32 (&packet, 4, xid);
  memcpy (packet.bytes + 28, mac, 6);
  memcpy (packet.bytes + 236, "\x63\x82\x53\x63", 4);
  packet_add (&packet, 53, &type, 1);
  return packet;
}

static inline void
packet_end (Packet *packet) {
  packet->bytes[packet->n_bytes++] = 255;
}

/* Where option code begins, walking as far as the first end mark; 0 when it isn't there. */
static inline size_t
packet_find (const Packet *packet, uint8_t code) {
  for (size_t at = PACKET_OPTIONS; at < packet->n_bytes && packet->bytes[at] != 255;) {
    if (packet->bytes[at] == code)
      return at;
    at += packet->bytes[at] == 0 ? 1 : 2u + packet->bytes[at + 1];
  }
  return 0;
}

/* Turns option code into one that no one knows; its length stays. */
static inline void
packet_hide (Packet *packet, uint8_t code) {
  size_t at = packet_find (packet, code);

  assert_true (at > 0);
  packet->bytes[at] = 224;
}

static inline Packet
packet_pi (uint8_t type, uint32_t xid, const char *mac, const char *list, const uint8_t uuid[18]) {
  Packet packet = packet_begin (type, xid, mac);

  packet_add (&packet, 55, list, strlen (list));
  packet_add (&packet, 93, "\0\0", 2);
  packet_add (&packet, 94, "\1\2\1", 3);
  packet_add (&packet, 97, uuid, 17);
  packet_add (&packet, 60, PI_CLASS, 32);
  packet_end (&packet);
  return packet;
}

static inline Packet
packet_pi3b_rom (void) {
  return packet_pi (1, 0x26f30339, MAC_PI3B, ROM_LIST, uuid_3b);
}

static inline Packet
packet_pi3b_plus (void) {
  return packet_pi (1, 0x26f30339, MAC_PI3BP, ROM_LIST "\1\3", uuid_3bp);
}

static inline Packet
packet_pi4 (void) {
  return packet_pi (1, 0x1a2b3c4d, MAC_PI4, "\1\3" ROM_LIST, uuid_pi4);
}

static inline Packet
packet_pi4_reversed (void) {
  return packet_pi (1, 0x1a2b3c4d, MAC_PI4, "\1\3" ROM_LIST, uuid_pi4_reversed);
}

static inline Packet
packet_pi5 (void) {
  return packet_pi (1, 0x5e6f7a8b, MAC_PI5, "\1\3" ROM_LIST, uuid_pi5);
}

/* The common client of a Linux: identifier, list, size, name; 300 bytes. */
static inline Packet
packet_linux (uint8_t type, uint32_t xid, const char *mac) {
  Packet packet = packet_begin (type, xid, mac);
  uint8_t client[7] = { 1 };

  memcpy (client + 1, mac, 6);
  packet_add (&packet, 61, client, sizeof client);
  packet_add (&packet, 55, "\1\x1c\2\3\x0f\6\x0c", 7);
  packet_add (&packet, 57, "\x05\xdc", 2);
  packet_add (&packet, 12, "raspberrypi", 11);
  packet_end (&packet);
  if (packet.n_bytes < 300)
    packet.n_bytes = 300;
  return packet;
}

static inline Packet
packet_linux_discover (void) {
  return packet_linux (1, 0x01020304, MAC_LINUX);
}
