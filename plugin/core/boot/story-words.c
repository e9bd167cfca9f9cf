/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-words.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *code;
  const char *text;
  const char *remedy;
} Words;

static const Words kinds[CB_STORY_N_] = {
  [CB_STORY_BOARD] = { .code = "board" },
  [CB_STORY_STAGE] = { .code = "stage" },
  [CB_STORY_ASKED] = { .code = "asked" },
  [CB_STORY_PROGRESS] = { .code = "progress" },
  [CB_STORY_FILE] = { .code = "file" },
  [CB_STORY_KERNEL] = { .code = "kernel" },
  [CB_STORY_STALLED] = { .code = "stalled" },
  [CB_STORY_RESUMED] = { .code = "resumed" },
  [CB_STORY_LINUX] = { .code = "linux" },
  [CB_STORY_ENDED] = { .code = "ended" },
  [CB_STORY_SILENT] = { .code = "silent" },
  [CB_STORY_NO_PLAN] = { .code = "no-plan" },
};

static const Words stages[CB_STORY_STAGE_N_] = {
  [CB_STORY_STAGE_NONE] = { "none", N_ ("not begun") },
  [CB_STORY_STAGE_ADDRESS] = { "address", N_ ("asking for an address") },
  [CB_STORY_STAGE_BOOTCODE] = { "bootcode", N_ ("loading bootcode.bin") },
  [CB_STORY_STAGE_FIRMWARE] = { "firmware", N_ ("loading the firmware") },
  [CB_STORY_STAGE_SYSTEM] = { "system", N_ ("loading the kernel and its files") },
  [CB_STORY_STAGE_LOADER] = { "loader", N_ ("in a second boot loader") },
  [CB_STORY_STAGE_HANDED_OVER] = { "handed-over", N_ ("handed over to the kernel") },
  [CB_STORY_STAGE_LINUX] = { "linux", N_ ("its system is on the network") },
};

static const Words outcomes[CB_STORY_OUTCOME_N_] = {
  [CB_STORY_OUTCOME_NONE] = { .code = "none" },
  [CB_STORY_OUTCOME_SENT] = { .code = "sent" },
  [CB_STORY_OUTCOME_PROBED] = { .code = "probed" },
  [CB_STORY_OUTCOME_ABSENT] = { .code = "absent" },
  [CB_STORY_OUTCOME_MISSING] = { .code = "missing" },
  [CB_STORY_OUTCOME_REFUSED] = { .code = "refused" },
  [CB_STORY_OUTCOME_ABORTED] = { .code = "aborted" },
  [CB_STORY_OUTCOME_CHANGED] = { .code = "changed" },
  [CB_STORY_OUTCOME_TIMED_OUT] = { .code = "timed-out" },
};

static const Words causes[CB_STORY_CAUSE_N_] = {
  [CB_STORY_CAUSE_NONE] = { "none" },
  [CB_STORY_CAUSE_NO_REQUEST] = {
    "no-request",
    N_ ("the cable has link, but nothing asks to boot over it"),
    N_ ("take out the SD card, or let the network come first in the board's BOOT_ORDER: 0xf12, which is read "
        "from the right, and in which 2 is the network; a Pi 3B or 2B needs its network boot enabled once") },
  [CB_STORY_CAUSE_ROM_GAVE_UP] = {
    "rom-gave-up",
    N_ ("the board asked five times for an address and gave up"),
    N_ ("connect it directly, or by a switch that opens its ports at once (no STP), and power-cycle it; an SD "
        "card that holds only bootcode.bin helps as well") },
  [CB_STORY_CAUSE_FIREWALL] = {
    "firewall",
    N_ ("the board asks for an address and gets no answer, as behind a firewall"),
    N_ ("let DHCP (UDP port 67) and TFTP (UDP port 69) in on this interface; 'cableboot status' names the rule "
        "that is in the way, where it finds one") },
  [CB_STORY_CAUSE_OFFER_REFUSED] = {
    "offer-refused",
    N_ ("the board was offered an address and doesn't take it"),
    N_ ("look for a firewall that drops UDP to port 68, and for another DHCP server; a board whose bootloader "
        "settings have PXE_OPTION43 waits for that text") },
  [CB_STORY_CAUSE_NO_FILE_ASKED] = {
    "no-file-asked",
    N_ ("the board has its address, but asks for no file here"),
    N_ ("look into its bootloader settings for a TFTP_IP of another server") },
  [CB_STORY_CAUSE_NO_ANSWER] = {
    "no-answer",
    N_ ("the board asks for a file and gets no answer"),
    N_ ("let the answers of TFTP out, which come from another port than 69: any UDP on this interface") },
  [CB_STORY_CAUSE_BOOTCODE_AGAIN] = {
    "bootcode-again",
    N_ ("bootcode.bin is asked for again and again, or doesn't start"),
    N_ ("copy bootcode.bin again: it has about 52 kB") },
  [CB_STORY_CAUSE_SECOND_DHCP] = {
    "second-dhcp",
    N_ ("bootcode.bin has started and doesn't get an address"),
    N_ ("power-cycle the board; if it stays so, take bootcode.bin of another release of the firmware") },
  [CB_STORY_CAUSE_WRONG_FOLDER] = {
    "wrong-folder",
    N_ ("none of the board's boot files is where it looks for them"),
    N_ ("put the files into the boot folder itself or into a folder with the serial number that the board asks "
        "for, and see what 'cableboot check' says") },
  [CB_STORY_CAUSE_PREFIX_SLASH] = {
    "prefix-slash",
    N_ ("the board puts its prefix before each name without a slash between"),
    N_ ("end TFTP_PREFIX_STR in its bootloader settings with '/'") },
  [CB_STORY_CAUSE_NOT_READABLE] = {
    "not-readable",
    N_ ("a file is there and may not be read by the server"),
    N_ ("let everybody read it and enter each folder on the way: chmod a+rX") },
  [CB_STORY_CAUSE_TRUNCATED_FILE] = {
    "truncated-file",
    N_ ("a file is much too short for what it should be"),
    N_ ("copy, download or build it again") },
  [CB_STORY_CAUSE_POWER_OR_CABLE] = {
    "power-or-cable",
    N_ ("the board stopped in the middle: its power or the cable"),
    N_ ("look at the cable and at the power supply") },
  [CB_STORY_CAUSE_BLOCK_ROLL_OVER] = {
    "block-roll-over",
    N_ ("the file is larger than this board's bootloader can count"),
    N_ ("make the file smaller, or update the bootloader (2025-09-23 or later)") },
  [CB_STORY_CAUSE_CONFIG_IGNORED] = {
    "config-ignored",
    N_ ("config.txt was read, but the firmware doesn't do what it says"),
    N_ ("keep config.txt below 4096 bytes and in plain ASCII, and have start_file= and the like in it and not "
        "in an included file") },
  [CB_STORY_CAUSE_FIRMWARE_MISMATCH] = {
    "firmware-mismatch",
    N_ ("the firmware was loaded and doesn't go on"),
    N_ ("take start*.elf and fixup*.dat from one release, one that knows this board; take overclocking out of "
        "config.txt") },
  [CB_STORY_CAUSE_FIRMWARE_CRASHED] = {
    "firmware-crashed",
    N_ ("the firmware was loaded, and then the board began anew"),
    N_ ("update start*.elf and fixup*.dat, and look at the power supply") },
  [CB_STORY_CAUSE_NO_DEVICE_TREE] = {
    "no-device-tree",
    N_ ("the board's device tree is missing"),
    N_ ("put it there: the kernel's 'make dtbs' builds it") },
  [CB_STORY_CAUSE_NO_KERNEL] = {
    "no-kernel",
    N_ ("the board found no kernel that it takes"),
    N_ ("put one there under the name that it asks for, and see what 'cableboot check' says of it") },
  [CB_STORY_CAUSE_SILENT_KERNEL] = {
    "silent-kernel",
    N_ ("the kernel was loaded, and nothing is heard of it since"),
    N_ ("look at the serial console; a 32-bit kernel needs arm_64bit=0, and without ip=dhcp or a network "
        "driver no kernel is heard on the cable") },
  [CB_STORY_CAUSE_UPDATE_LOOP] = {
    "update-loop",
    N_ ("the board updates its bootloader again and again"),
    N_ ("take pieeprom.upd and pieeprom.sig (vl805.bin and vl805.sig) out of the boot folder") },
  [CB_STORY_CAUSE_NO_CONFIG] = {
    "no-config",
    N_ ("there is no config.txt, and this board takes a folder without it for no boot folder"),
    N_ ("make one; it may be empty") },
  [CB_STORY_CAUSE_RECOVERY] = {
    "recovery",
    N_ ("a recovery program was loaded instead of your kernel"),
    N_ ("delete recovery.elf, recover4.elf and recovery*.img from the boot folder") },
  [CB_STORY_CAUSE_FILE_MISSING] = {
    "file-missing",
    N_ ("a file is missing that the board can't do without"),
    N_ ("put it there") },
  [CB_STORY_CAUSE_FILE_CHANGED] = {
    "file-changed",
    N_ ("a file was written while it was sent"),
    N_ ("power-cycle the board when the build is over") },
  [CB_STORY_CAUSE_UNPLUGGED] = {
    "unplugged",
    N_ ("the cable was pulled, or the board was switched off"),
    N_ ("nothing, if that was you; else look at the cable and at the power supply") },
};

static const Words *
find_words (const Words *all, gsize n_all, guint number) {
  return number < n_all ? &all[number] : &all[0];
}

static guint
find_code (const Words *all, gsize n_all, const char *code) {
  for (guint i = 0; i < n_all; i++)
    if (g_strcmp0 (all[i].code, code) == 0)
      return i;
  return 0;
}

const char *
cb_story_kind_to_code (guint kind) {
  return kind > 0 && kind < CB_STORY_N_ ? kinds[kind].code : kinds[CB_STORY_BOARD].code;
}

const char *
cb_story_stage_to_code (guint stage) {
  return find_words (stages, CB_STORY_STAGE_N_, stage)->code;
}

CbStoryStage
cb_story_stage_from_code (const char *code) {
  return find_code (stages, CB_STORY_STAGE_N_, code);
}

const char *
cb_story_outcome_to_code (guint outcome) {
  return find_words (outcomes, CB_STORY_OUTCOME_N_, outcome)->code;
}

const char *
cb_story_cause_to_code (guint cause) {
  return find_words (causes, CB_STORY_CAUSE_N_, cause)->code;
}

CbStoryCause
cb_story_cause_from_code (const char *code) {
  return find_code (causes, CB_STORY_CAUSE_N_, code);
}

const char *
cb_story_stage_to_text (guint stage) {
  return _ (find_words (stages, CB_STORY_STAGE_N_, stage)->text);
}

const char *
cb_story_cause_to_text (guint cause) {
  const char *text = find_words (causes, CB_STORY_CAUSE_N_, cause)->text;

  return text != NULL ? _ (text) : "";
}

const char *
cb_story_cause_to_remedy (guint cause) {
  const char *remedy = find_words (causes, CB_STORY_CAUSE_N_, cause)->remedy;

  return remedy != NULL ? _ (remedy) : "";
}
