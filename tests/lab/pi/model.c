/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model: the table.
 */
#include "model.h"

#include <stddef.h>
#include <string.h>

#define OLD_MAC .mac = { 0xb8, 0x27, 0xeb }, .mac_holds_serial = true
#define PI4     .round = "eeprom", .fourcc = "RPi4", .boots = true, .mac = { 0xdc, 0xa6, 0x32, 1, 9, 2 }
#define PI5     .round = "eeprom", .fourcc = "RPi5", .boots = true, .mac = { 0xd8, 0x3a, 0xdd, 1, 9, 2 }
#define OTHER   .mac = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 }

static const SimModel MODELS[] = {
  { "pi2", .round = "rom", .boots = true, .revision = 0xa22042, OLD_MAC },
  { "pi3", .round = "rom", .boots = true, .revision = 0xa02082, OLD_MAC },
  { "pi3plus", .round = "rom-plus", .boots = true, .revision = 0xa020d3, OLD_MAC },
  { "pi4", .revision = 0xd03114, PI4 },
  { "pi400", .revision = 0xc03130, PI4 },
  { "cm4", .revision = 0xc03140, PI4 },
  { "pi5", .revision = 0xc04170, PI5 },
  { "pi5-d0", .revision = 0xb04171, PI5 },
  { "cm5", .revision = 0xc04180, PI5 },
  { "pi500", .revision = 0xd04190, PI5 },
  { "pc", .round = "pc", OTHER },
  { "plain", .round = "plain", OTHER },
};


const SimModel *
sim_model_find (const char *name) {
  for (size_t i = 0; i < sizeof MODELS / sizeof MODELS[0]; i++) {
    if (strcmp (name, MODELS[i].name) == 0) {
      return &MODELS[i];
    }
  }
  return NULL;
}
