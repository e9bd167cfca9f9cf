/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dhcp-round: the table. Lists and classes of the Pis: pi-netboot.md 1.1 and 1.2. The order on the wire is
 * that of the packet dumps of rpi-eeprom#58 (Pi 4) and firmware#859 (ROM of the 3B); it is the same.
 */
#include "dhcp-round.h"

#include <string.h>

#include "quirk.h"

static const uint8_t ROM_LIST[] = { 43, 60, 67, 128, 129, 130, 131, 132, 133, 134, 135, 66 };
static const uint8_t BOOTCODE_LIST[] = { 1, 3, 43, 60, 67, 128, 129, 130, 131, 132, 133, 134, 135, 66 };
static const uint8_t EEPROM_LIST[] = { 1, 3, 43, 60, 66, 67, 128, 129, 130, 131, 132, 133, 134, 135 };
static const uint8_t PC_LIST[] = { 1,  2,  3,   4,   5,   6,   12,  13,  15,  17, 22, 23,
                                   28, 40, 41,  42,  43,  50,  51,  54,  58,  59, 60, 66,
                                   67, 97, 128, 129, 130, 131, 132, 133, 134, 135 };
static const uint8_t PLAIN_LIST[] = { 1, 28, 2, 3, 15, 6, 12 };

static const uint8_t PI_ORDER[] = { 55, 93, 94, 97, 60, 0 };
static const uint8_t PC_ORDER[] = { 55, 97, 94, 93, 60, 0 };
static const uint8_t PLAIN_ORDER[] = { 55, 0 };

static const char PI_CLASS[] = "PXEClient:Arch:00000:UNDI:002001";
static const char PC_CLASS[] = "PXEClient:Arch:00007:UNDI:003016";

#define LIST(name)  .list = name, .n_list = sizeof name
#define PI          .order = PI_ORDER, .vendor_class = PI_CLASS, .undi = { 1, 2, 1 }
#define FIVE_TRIES  .max_tries = 5, .req_timeout = 5000, .timeout = 25000
#define EEPROM_TIME .req_timeout = 4000, .timeout = 45000

#define ROM_HABITS (SIM_QUIRK_FIXED_XID | SIM_QUIRK_NO_REQUEST | SIM_QUIRK_NO_CHECKSUM)

static const SimRound ROUNDS[] = {
  { "rom", LIST (ROM_LIST), PI, .uuid = SIM_UUID_CONSTANT, .rule = SIM_SERVER_LAST,
    .quirks = ROM_HABITS | SIM_QUIRK_NO_ARP, FIVE_TRIES },
  { "rom-plus", LIST (BOOTCODE_LIST), PI, .uuid = SIM_UUID_SERIALS, .rule = SIM_SERVER_LAST,
    .quirks = ROM_HABITS, FIVE_TRIES },
  { "bootcode", LIST (BOOTCODE_LIST), PI, .uuid = SIM_UUID_SERIALS, .rule = SIM_SERVER_LAST,
    .quirks = ROM_HABITS, FIVE_TRIES },
  { "eeprom", LIST (EEPROM_LIST), PI, .uuid = SIM_UUID_BOARD, .rule = SIM_SERVER_NAME_66, EEPROM_TIME },
  { "pc", LIST (PC_LIST), .order = PC_ORDER, .vendor_class = PC_CLASS, .class_in_request = true,
    .arch = { 0, 7 }, .undi = { 1, 3, 16 }, .uuid = SIM_UUID_PC, EEPROM_TIME },
  { "plain", LIST (PLAIN_LIST), .order = PLAIN_ORDER, EEPROM_TIME },
};


const SimRound *
sim_round_find (const char *name) {
  for (size_t i = 0; i < sizeof ROUNDS / sizeof ROUNDS[0]; i++) {
    if (strcmp (name, ROUNDS[i].name) == 0) {
      return &ROUNDS[i];
    }
  }
  return NULL;
}
