/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model: the table.
 */
#include "model.h"

#include <stddef.h>
#include <string.h>

#define OLD \
  .boots = true, .mac = { 0xb8, 0x27, 0xeb }, .mac_holds_serial = true, .firmware = "", \
  .kernels = { "kernel7.img kernel.img", "kernel8.img" }, \
  .recovery = { "recovery8.img recovery8-32.img recovery7.img recovery.img", "recovery8.img" }
#define PI4 \
  .round = "eeprom", .fourcc = "RPi4", .boots = true, .mac = { 0xdc, 0xa6, 0x32, 1, 9, 2 }, .firmware = "4", \
  .kernels = { "kernel7l.img kernel7.img kernel.img", "kernel8.img" }, .arm_64bit = true, \
  .stubs = { "armstub8-32-gic.bin", "armstub8-gic.bin" }, \
  .recovery = { "recovery8.img recovery8-32.img recovery7l.img recovery7.img recovery.img", "recovery8.img" }
#define PI5 \
  .round = "eeprom", .fourcc = "RPi5", .boots = true, .mac = { 0xd8, 0x3a, 0xdd, 1, 9, 2 }, \
  .kernels = { "kernel_2712.img kernel8.img", "kernel_2712.img kernel8.img" }, .arm_64bit = true, \
  .stubs = { "armstub8-2712.bin", "armstub8-2712.bin" }
#define OTHER .mac = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 }
#define PI3   .stubs = { "armstub8-32.bin", "armstub8.bin" }

static const SimModel MODELS[] = {
  { "pi2", .round = "rom", .revision = 0xa22042, .filters = "pi2", .dtb = "bcm2710-rpi-2-b.dtb", OLD,
    .stubs = { "armstub7.bin", "armstub8.bin" } },
  { "pi3", .round = "rom", .revision = 0xa02082, .filters = "pi3", .dtb = "bcm2710-rpi-3-b.dtb", OLD, PI3 },
  { "pi3plus", .round = "rom-plus", .revision = 0xa020d3, .filters = "pi3 pi3+",
    .dtb = "bcm2710-rpi-3-b-plus.dtb", OLD, PI3 },
  { "pi4", .revision = 0xd03114, .filters = "pi4", .dtb = "bcm2711-rpi-4-b.dtb", PI4 },
  { "pi400", .revision = 0xc03130, .filters = "pi4 pi400", .dtb = "bcm2711-rpi-400.dtb", PI4 },
  { "cm4", .revision = 0xc03140, .filters = "pi4 cm4", .dtb = "bcm2711-rpi-cm4.dtb", PI4 },
  { "pi5", .revision = 0xc04170, .filters = "pi5", .dtb = "bcm2712-rpi-5-b.dtb", PI5 },
  { "pi5-d0", .revision = 0xb04171, .filters = "pi5", .dtb = "bcm2712-rpi-5-b.dtb", PI5,
    .overlay = "bcm2712d0" },
  { "cm5", .revision = 0xc04180, .filters = "pi5 cm5", .dtb = "bcm2712-rpi-cm5-cm5io.dtb", PI5 },
  { "pi500", .revision = 0xd04190, .filters = "pi5 pi500", .dtb = "bcm2712-rpi-500.dtb", PI5 },
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
