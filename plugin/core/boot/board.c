/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/board.h"

#define NEW_STYLE       (1u << 23)
#define TYPE_OF(code)   ((code) >> 4 & 0xff)
#define CHIP_OF(code)   ((code) >> 12 & 0xf)
#define ANY_PROCESSOR   (-1)
#define PROCESSOR_2836  1
#define PROCESSOR_2837  2

/* What all boards of one chip share. The sheet has nothing on BCM2835, whose boards can't boot from the
 * network: its names here and below are general knowledge. */
#define BCM2835                                                                                            \
  .soc = "brcm,bcm2835", .platform = "bcm2835", .kernel_32 = { "kernel.img" }, .stub_32 = "armstub.bin",   \
  .block_bytes = 512

#define BCM2836                                                                                            \
  .soc = "brcm,bcm2836", .platform = "bcm2835", .kernel_32 = { "kernel7.img", "kernel.img" },              \
  .stub_32 = "armstub7.bin", .block_bytes = 512

#define BCM2837                                                                                            \
  .soc = "brcm,bcm2837", .platform = "bcm2835", .kernel_64 = { "kernel8.img" },                            \
  .kernel_32 = { "kernel7.img", "kernel.img" }, .stub_64 = "armstub8.bin", .stub_32 = "armstub8-32.bin",   \
  .block_bytes = 512

#define BCM2711                                                                                            \
  .soc = "brcm,bcm2711", .platform = "bcm2711", .kernel_64 = { "kernel8.img" },                            \
  .kernel_32 = { "kernel7l.img", "kernel7.img", "kernel.img" }, .prefers_64 = TRUE,                        \
  .stub_64 = "armstub8-gic.bin", .stub_32 = "armstub8-32-gic.bin", .block_bytes = 1468

#define BCM2712                                                                                            \
  .soc = "brcm,bcm2712", .platform = "bcm2712", .kernel_64 = { "kernel_2712.img", "kernel8.img" },         \
  .prefers_64 = TRUE, .stub_64 = "armstub8-2712.bin", .overlay = "bcm2712d0", .block_bytes = 1468

#define NO_ETHERNET .way = CB_BOOT_BY_NOTHING, .obstacle = CB_OBSTACLE_NO_ETHERNET
#define CARD_NEEDED .way = CB_BOOT_BY_NOTHING, .obstacle = CB_OBSTACLE_CARD_NEEDED
#define CARRIER     .way = CB_BOOT_BY_NOTHING, .obstacle = CB_OBSTACLE_CARRIER

static const CbBoard boards[] = {
  { .model = "1b", .name = "Raspberry Pi 1B", CARD_NEEDED, .type = 0x01, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI1,
    .dtb = { "bcm2708-rpi-b.dtb" }, .dtb_mainline = { "bcm2835-rpi-b.dtb" },
    .compatible = { "raspberrypi,model-b" },
    BCM2835 },
  { .model = "1a", .name = "Raspberry Pi 1A", NO_ETHERNET, .type = 0x00, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI1,
    .dtb = { "bcm2708-rpi-b.dtb" }, .dtb_mainline = { "bcm2835-rpi-a.dtb" },
    .compatible = { "raspberrypi,model-a", "raspberrypi,model-b" },
    BCM2835 },
  { .model = "cm1", .name = "Raspberry Pi Compute Module 1", CARRIER, .type = 0x06,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI1,
    .dtb = { "bcm2708-rpi-cm.dtb" }, .dtb_mainline = { "bcm2835-rpi-cm1-io1.dtb" },
    .compatible = { "raspberrypi,compute-module" },
    BCM2835 },
  { .model = "1b+", .name = "Raspberry Pi 1B+", CARD_NEEDED, .type = 0x03, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI1,
    .dtb = { "bcm2708-rpi-b-plus.dtb" }, .dtb_mainline = { "bcm2835-rpi-b-plus.dtb" },
    .compatible = { "raspberrypi,model-b-plus" },
    BCM2835 },
  { .model = "1a+", .name = "Raspberry Pi 1A+", NO_ETHERNET, .type = 0x02, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI1,
    .dtb = { "bcm2708-rpi-b-plus.dtb" }, .dtb_mainline = { "bcm2835-rpi-a-plus.dtb" },
    .compatible = { "raspberrypi,model-a-plus", "raspberrypi,model-b-plus" },
    BCM2835 },
  { .model = "2b-v1.1", .name = "Raspberry Pi 2B v1.1", CARD_NEEDED, .type = 0x04, .processor = PROCESSOR_2836,
    .filters = CB_FILTER_PI2,
    .dtb = { "bcm2709-rpi-2-b.dtb" }, .dtb_mainline = { "bcm2836-rpi-2-b.dtb" },
    .compatible = { "raspberrypi,2-model-b" },
    BCM2836 },
  { .model = "zero", .name = "Raspberry Pi Zero", NO_ETHERNET, .type = 0x09, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI0,
    .dtb = { "bcm2708-rpi-zero.dtb" }, .dtb_mainline = { "bcm2835-rpi-zero.dtb" },
    .compatible = { "raspberrypi,model-zero" },
    BCM2835 },
  { .model = "3b", .name = "Raspberry Pi 3B", .way = CB_BOOT_BY_ROM, .type = 0x08, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI3,
    .dtb = { "bcm2710-rpi-3-b.dtb" }, .dtb_mainline = { "bcm2837-rpi-3-b.dtb" },
    .compatible = { "raspberrypi,3-model-b" },
    BCM2837 },
  { .model = "2b-v1.2", .name = "Raspberry Pi 2B v1.2", .way = CB_BOOT_BY_ROM, .type = 0x04,
    .processor = PROCESSOR_2837, .filters = CB_FILTER_PI2, .doubts = CB_DOUBT_NO_LOG | CB_DOUBT_STUB,
    .dtb = { "bcm2710-rpi-2-b.dtb" }, .dtb_mainline = { "bcm2837-rpi-2-b.dtb", "bcm2836-rpi-2-b.dtb" },
    .compatible = { "raspberrypi,2-model-b-rev2", "raspberrypi,2-model-b" },
    BCM2837 },
  { .model = "cm3", .name = "Raspberry Pi Compute Module 3", CARRIER, .type = 0x0a,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI3,
    .dtb = { "bcm2710-rpi-cm3.dtb" }, .dtb_mainline = { "bcm2837-rpi-cm3-io3.dtb" },
    .compatible = { "raspberrypi,3-compute-module" },
    BCM2837 },
  { .model = "zero-w", .name = "Raspberry Pi Zero W", NO_ETHERNET, .type = 0x0c, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI0 | CB_FILTER_PI0W,
    .dtb = { "bcm2708-rpi-zero-w.dtb" }, .dtb_mainline = { "bcm2835-rpi-zero-w.dtb" },
    .compatible = { "raspberrypi,model-zero-w" },
    BCM2835 },
  { .model = "3b+", .name = "Raspberry Pi 3B+", .way = CB_BOOT_BY_ROM, .type = 0x0d, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI3 | CB_FILTER_PI3_PLUS,
    .dtb = { "bcm2710-rpi-3-b-plus.dtb" }, .dtb_mainline = { "bcm2837-rpi-3-b-plus.dtb" },
    .compatible = { "raspberrypi,3-model-b-plus" },
    BCM2837 },
  { .model = "3a+", .name = "Raspberry Pi 3A+", NO_ETHERNET, .type = 0x0e, .processor = ANY_PROCESSOR,
    .filters = CB_FILTER_PI3 | CB_FILTER_PI3_PLUS,
    .dtb = { "bcm2710-rpi-3-b-plus.dtb" }, .dtb_mainline = { "bcm2837-rpi-3-a-plus.dtb" },
    .compatible = { "raspberrypi,3-model-a-plus", "raspberrypi,3-model-b-plus" },
    BCM2837 },
  { .model = "cm3+", .name = "Raspberry Pi Compute Module 3+", CARRIER, .type = 0x10,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI3,
    .dtb = { "bcm2710-rpi-cm3.dtb" }, .dtb_mainline = { "bcm2837-rpi-cm3-io3.dtb" },
    .compatible = { "raspberrypi,3-compute-module-plus", "raspberrypi,3-compute-module" },
    BCM2837 },
  { .model = "4b", .name = "Raspberry Pi 4B", .way = CB_BOOT_BY_EEPROM_4, .type = 0x11,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI4, .doubts = CB_DOUBT_KERNEL_32,
    .dtb = { "bcm2711-rpi-4-b.dtb" }, .dtb_mainline = { "bcm2711-rpi-4-b.dtb" },
    .compatible = { "raspberrypi,4-model-b" },
    BCM2711 },
  { .model = "cm4", .name = "Raspberry Pi Compute Module 4", .way = CB_BOOT_BY_EEPROM_4, .type = 0x14,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI4 | CB_FILTER_CM4,
    .doubts = CB_DOUBT_KERNEL_32 | CB_DOUBT_CARRIER,
    .dtb = { "bcm2711-rpi-cm4.dtb" }, .dtb_mainline = { "bcm2711-rpi-cm4-io.dtb" },
    .compatible = { "raspberrypi,4-compute-module" },
    BCM2711 },
  { .model = "400", .name = "Raspberry Pi 400", .way = CB_BOOT_BY_EEPROM_4, .type = 0x13,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI4 | CB_FILTER_PI400, .doubts = CB_DOUBT_KERNEL_32,
    .dtb = { "bcm2711-rpi-400.dtb" }, .dtb_mainline = { "bcm2711-rpi-400.dtb" },
    .compatible = { "raspberrypi,400" },
    BCM2711 },
  { .model = "zero-2-w", .name = "Raspberry Pi Zero 2 W", NO_ETHERNET, .type = 0x12,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI0 | CB_FILTER_PI0W | CB_FILTER_PI02,
    .doubts = CB_DOUBT_DTB,
    .dtb = { "bcm2710-rpi-zero-2-w.dtb", "bcm2710-rpi-zero-2.dtb" },
    .dtb_mainline = { "bcm2837-rpi-zero-2-w.dtb" },
    .compatible = { "raspberrypi,model-zero-2-w" },
    BCM2837 },
  { .model = "cm4s", .name = "Raspberry Pi Compute Module 4S", .way = CB_BOOT_BY_EEPROM_4, .type = 0x15,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI4 | CB_FILTER_CM4S,
    .doubts = CB_DOUBT_KERNEL_32 | CB_DOUBT_CARRIER | CB_DOUBT_NO_LOG,
    .dtb = { "bcm2711-rpi-cm4s.dtb" },
    .compatible = { "raspberrypi,4-compute-module-s" },
    BCM2711 },
  { .model = "5", .name = "Raspberry Pi 5", .way = CB_BOOT_BY_EEPROM_5, .type = 0x17,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI5, .doubts = CB_DOUBT_DTB,
    .dtb = { "bcm2712-rpi-5-b.dtb", "bcm2712d0-rpi-5-b.dtb" },
    .dtb_mainline = { "bcm2712-rpi-5-b.dtb", "bcm2712-d-rpi-5-b.dtb" },
    .compatible = { "raspberrypi,5-model-b" },
    BCM2712 },
  { .model = "cm5", .name = "Raspberry Pi Compute Module 5", .way = CB_BOOT_BY_EEPROM_5, .type = 0x18,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI5 | CB_FILTER_CM5,
    .doubts = CB_DOUBT_DTB | CB_DOUBT_CARRIER,
    .dtb = { "bcm2712-rpi-cm5-cm5io.dtb", "bcm2712-rpi-cm5-cm4io.dtb" },
    .compatible = { "raspberrypi,5-compute-module" },
    BCM2712 },
  { .model = "cm5-lite", .name = "Raspberry Pi Compute Module 5 Lite", .way = CB_BOOT_BY_EEPROM_5,
    .type = 0x1a, .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI5, .filters_maybe = CB_FILTER_CM5,
    .doubts = CB_DOUBT_DTB | CB_DOUBT_CARRIER | CB_DOUBT_NO_LOG,
    .dtb = { "bcm2712-rpi-cm5l-cm5io.dtb", "bcm2712-rpi-cm5l-cm4io.dtb" },
    .compatible = { "raspberrypi,5-compute-module" },
    BCM2712 },
  { .model = "500", .name = "Raspberry Pi 500/500+", .way = CB_BOOT_BY_EEPROM_5, .type = 0x19,
    .processor = ANY_PROCESSOR, .filters = CB_FILTER_PI5 | CB_FILTER_PI500, .doubts = CB_DOUBT_NO_LOG,
    .dtb = { "bcm2712-rpi-500.dtb" },
    .compatible = { "raspberrypi,500" },
    BCM2712 },
  { .model = "cm0", .name = "Raspberry Pi Compute Module 0", NO_ETHERNET, .type = 0x1b,
    .processor = ANY_PROCESSOR, .filters_maybe = CB_FILTER_CM0, .doubts = CB_DOUBT_DTB,
    BCM2837 },
};

static const char *const doubt_codes[CB_BOARD_DOUBTS] = {
  "doubt-no-log", "doubt-carrier", "doubt-device-tree", "doubt-kernel-32", "doubt-stub",
};

const CbBoard *
cb_boards (gsize *n_boards) {
  *n_boards = G_N_ELEMENTS (boards);
  return boards;
}

const CbBoard *
cb_board_from_revision (guint32 revision) {
  if ((revision & NEW_STYLE) == 0)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (boards); i++) {
    const CbBoard *board = &boards[i];

    if (board->type == TYPE_OF (revision)
        && (board->processor == ANY_PROCESSOR || board->processor == (gint8) CHIP_OF (revision)))
      return board;
  }
  return NULL;
}

const char *
cb_board_obstacle_to_code (CbObstacle obstacle) {
  switch (obstacle) {
  case CB_OBSTACLE_NO_ETHERNET:
    return "no-ethernet";
  case CB_OBSTACLE_CARD_NEEDED:
    return "card-needed";
  case CB_OBSTACLE_CARRIER:
    return "carrier";
  case CB_OBSTACLE_NONE:
  default:
    return "none";
  }
}

const char *
cb_board_doubt_to_code (CbBoardDoubt doubt) {
  for (gsize i = 0; i < G_N_ELEMENTS (doubt_codes); i++) {
    if (doubt == 1u << i)
      return doubt_codes[i];
  }
  return "none";
}
