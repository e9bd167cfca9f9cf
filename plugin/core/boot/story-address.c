/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/story-address.h"

#include "boot/story-guess.h"
#include "boot/story-stage.h"

/* After so long a silence a DHCPDISCOVER is no repetition: a Pi 4 asks every 4 s, the ROM of a Pi 3 every 5. */
#define NS_ROUND 20000000000ull

/* So many without what the board waits for are told at once, for it never falls silent. dnsmasq may need 3 s
 * for its first offer, and the first DHCPDISCOVER may come before the server runs. */
#define DISCOVERS_IN_VAIN 3
#define DISCOVERS_OF_ROM  5

/* Its DHCP isn't through. */
static gboolean
is_same_round (const CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now) {
  if (ns_now > board->ns_heard + NS_ROUND)
    return FALSE;
  if (board->stage == CB_STORY_STAGE_BOOTCODE)
    return (board->evidence & CB_EVIDENCE_SECOND_DHCP) != 0 && !sight->is_first_rom;
  return board->stage <= CB_STORY_STAGE_ADDRESS && (board->evidence & CB_EVIDENCE_FILE_ASKED) == 0;
}

/* bootcode.bin asks for an address by itself. */
static gboolean
is_second_round (const CbStoryBoard *board, const CbDhcpSight *sight) {
  return board->stage == CB_STORY_STAGE_BOOTCODE && board->is_last_over && !sight->is_first_rom
         && (board->evidence & CB_EVIDENCE_BOOTCODE_SENT) != 0
         && (board->evidence & CB_EVIDENCE_SECOND_DHCP) == 0;
}

/* The ROM of a 3B often needs several offers until it takes one (pi-netboot.md 2.1), and gives up by itself. */
static gboolean
is_in_vain (const CbStoryBoard *board) {
  guint offered = CB_EVIDENCE_ROM | CB_EVIDENCE_OFFER;
  gboolean is_patient = board->stage == CB_STORY_STAGE_ADDRESS && (board->evidence & offered) == offered;

  return board->n_discovers >= DISCOVERS_IN_VAIN && !is_patient;
}

/* A repetition is no step for a board that asks in vain. */
static void
repeat (CbStoryBoard *board, guint64 ns_now) {
  board->n_discovers++;
  if (board->n_discovers > 1)
    board->evidence |= CB_EVIDENCE_REPEATED;
  if (board->n_discovers >= DISCOVERS_OF_ROM)
    board->evidence |= CB_EVIDENCE_FIVE_TRIES;
  if (is_in_vain (board) && board->stalled == CB_STORY_CAUSE_NONE)
    cb_story_stage_stall (board, ns_now);
  if (!is_in_vain (board))
    cb_story_board_step (board, ns_now);
}

static void
begin_boot (CbStoryBoard *board, guint64 ns_now) {
  cb_story_board_begin (board, ns_now);
  cb_story_board_reach (board, CB_STORY_STAGE_ADDRESS, ns_now);
}

static void
hear_discover (CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now) {
  if (board->boot != 0 && is_same_round (board, sight, ns_now)) {
    repeat (board, ns_now);
    return;
  }
  if (board->boot != 0 && is_second_round (board, sight)) {
    board->evidence |= CB_EVIDENCE_SECOND_DHCP;
    board->n_discovers = 1;
    cb_story_board_step (board, ns_now);
    return;
  }
  cb_story_stage_hand_over (board, ns_now);
  cb_story_board_end_again (board, ns_now);
  begin_boot (board, ns_now);
  board->n_discovers = 1;
  if (sight->is_first_rom)
    board->evidence |= CB_EVIDENCE_ROM;
}

/* Only boards with an EEPROM come so far. */
static void
hear_request (CbStoryBoard *board, guint64 ns_now) {
  if (board->boot == 0)
    begin_boot (board, ns_now);
  if (board->stage > CB_STORY_STAGE_ADDRESS)
    return;
  board->n_discovers = 0;
  board->evidence &= ~(guint) CB_EVIDENCE_REPEATED;
  cb_story_board_step (board, ns_now);
}

static void
hear_loader (CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards), *guess = NULL;

  for (gsize i = 0; i < n_boards && sight->is_first_rom && board->guess == NULL; i++)
    if (boards[i].way == CB_BOOT_BY_ROM && guess == NULL)
      guess = &boards[i];
  cb_story_board_learn_guess (board, guess, FALSE, ns_now);
  if (sight->type == CB_DHCP_TYPE_DISCOVER)
    hear_discover (board, sight, ns_now);
  else
    hear_request (board, ns_now);
}

/* U-Boot, iPXE, UEFI: what the firmware has loaded has begun to load. */
static void
hear_other_loader (CbStoryBoard *board, guint64 ns_now) {
  if (board->boot == 0)
    cb_story_board_begin (board, ns_now);
  cb_story_stage_hand_over (board, ns_now);
  cb_story_board_step (board, ns_now);
  cb_story_board_reach (board, CB_STORY_STAGE_LOADER, ns_now);
}

void
cb_story_address_hear_client (CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now) {
  if (sight->type != CB_DHCP_TYPE_DISCOVER && sight->type != CB_DHCP_TYPE_REQUEST)
    return;
  cb_story_board_learn (board, sight->serial, sight->revision, ns_now);
  /* A DHCPREQUEST of a Pi lacks the class, but it has the mark. */
  if (sight->speaker == CB_DHCP_SPEAKER_LOADER || sight->has_pi_uuid)
    hear_loader (board, sight, ns_now);
  else if (sight->speaker == CB_DHCP_SPEAKER_OTHER_LOADER)
    hear_other_loader (board, ns_now);
  else
    cb_story_stage_system_speaks (board, CB_STORY_BY_DHCP, ns_now);
}

void
cb_story_address_hear_server (CbStoryBoard *board, const CbDhcpSight *sight, guint64 ns_now) {
  if (sight->type == CB_DHCP_TYPE_OFFER)
    board->evidence |= CB_EVIDENCE_OFFER;
  if (sight->type == CB_DHCP_TYPE_ACK)
    board->evidence |= CB_EVIDENCE_ACK | CB_EVIDENCE_OFFER;
  if (sight->type == CB_DHCP_TYPE_OFFER || sight->type == CB_DHCP_TYPE_ACK)
    cb_story_board_learn_address (board, sight->address, ns_now);
}
