/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-overlays.h"

#include <string.h>

#include "boot/boot-value.h"
#include "boot/overlay-map.h"

#define MAP_NAME "overlay_map.dtb"

/* All overlays of one pass stand in one folder and go through one map. */
typedef struct {
  CbBootDraft *draft;
  const CbTrees *trees;
  char *folder;        /* os_prefix, where it is used for overlays, and overlay_prefix */
  CbOverlayMap *map;   /* NULL: none, or none that can be read */
  gboolean map_is_bad;
  CbTruth ceiling;
} Overlays;

char *
cb_overlay_name_from_line (const CbConfigLine *line) {
  if (g_ascii_strcasecmp (line->key, "dtoverlay") != 0
      && g_ascii_strcasecmp (line->key, "device_tree_overlay") != 0)
    return NULL;
  return g_strndup (line->value, strcspn (line->value, ",: \t"));
}

static void
add_file (Overlays *overlays, const char *name, const char *ending, const CbBootEntry *like,
          const CbConfigLine *line) {
  g_autofree char *file = g_strconcat (overlays->folder, name, ending, NULL);
  CbBootEntry entry = *like;

  entry.asked = MIN (like->asked, overlays->ceiling);
  cb_boot_draft_add_name (overlays->draft, file, &entry, line);
}

/* Firmware of long ago had another ending; worth a word only where such a file is there. */
static void
add_old_ending (Overlays *overlays, const char *name, const CbConfigLine *line) {
  const CbBootEntry like = { .kind = CB_FILE_OVERLAY, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_MAYBE,
                             .reason = CB_BOOT_REASON_OVERLAY, .age = CB_BOOT_AGE_OLDER };
  g_autofree char *file = g_strconcat (overlays->folder, name, "-overlay.dtb", NULL);
  g_autofree char *full_name = cb_boot_draft_name (overlays->draft, file);

  if (cb_boot_draft_has (overlays->draft, full_name))
    cb_boot_draft_add (overlays->draft, full_name, &like, line);
}

/* Firmware of a Pi 5 loaded what the map refuses all the same (5.8). */
static void
add_refused (Overlays *overlays, const char *name, const CbBootEntry *like, const CbConfigLine *line) {
  CbBootEntry entry = *like;

  if (overlays->draft->boot_case->board->way != CB_BOOT_BY_EEPROM_5)
    return;
  entry.asked = MIN (like->asked, CB_TRUTH_MAYBE);
  entry.reason = CB_BOOT_REASON_OVERLAY_REFUSED;
  entry.age = CB_BOOT_AGE_UNTIL_2026;
  add_file (overlays, name, ".dtbo", &entry, line);
}

static void
add_overlay (Overlays *overlays, const char *name, const CbBootEntry *like, const CbConfigLine *line) {
  CbBootEntry entry = *like;
  const char *mapped = name;
  CbOverlayVerdict verdict = CB_OVERLAY_AS_IS;

  if (cb_boot_list_is_full (overlays->draft->list, CB_FILE_OVERLAY))
    return;
  if (overlays->map != NULL)
    verdict = cb_overlay_map_find (overlays->map, name, &mapped);
  if (verdict == CB_OVERLAY_REFUSED) {
    add_refused (overlays, name, like, line);
    return;
  }
  if (overlays->map_is_bad)
    entry.asked = MIN (like->asked, CB_TRUTH_MAYBE);
  add_file (overlays, mapped, ".dtbo", &entry, line);
  add_old_ending (overlays, mapped, line);
}

static CbTruth
wants_always (const Overlays *overlays) {
  return CB_TRUTH_MAYBE;
}

static CbTruth
wants_fan (const Overlays *overlays) {
  CbTruth disabled =
      cb_boot_value_flag (overlays->draft->config, CB_VIEW_LATE, "disable_poe_fan", CB_TRUTH_NO, NULL);

  return disabled == CB_TRUTH_YES ? CB_TRUTH_NO : CB_TRUTH_MAYBE;
}

static CbTruth
wants_display (const Overlays *overlays) {
  return cb_boot_value_flag (overlays->draft->config, CB_VIEW_LATE, "display_auto_detect", CB_TRUTH_NO, NULL);
}

static CbTruth
wants_camera (const Overlays *overlays) {
  return cb_boot_value_flag (overlays->draft->config, CB_VIEW_LATE, "camera_auto_detect", CB_TRUTH_NO, NULL);
}

static CbTruth
wants_serial_line (const Overlays *overlays) {
  return MIN (overlays->trees->is_mainline,
              cb_boot_value_flag (overlays->draft->config, CB_VIEW_LATE, "enable_uart", CB_TRUTH_NO, NULL));
}

#define ROM      (1 << CB_BOOT_BY_ROM)
#define EEPROM_4 (1 << CB_BOOT_BY_EEPROM_4)
#define EEPROM_5 (1 << CB_BOOT_BY_EEPROM_5)

/* What the firmware may load by itself, by what it finds on the board: never surer than MAYBE. The cameras are
 * those that Raspberry Pi sells. */
static const struct {
  const char *name;
  guint ways;
  CbTruth (*is_wanted) (const Overlays *overlays);
} automatic[] = {
  { "rpi-ft5406", ROM | EEPROM_4, wants_always },
  { "rpi-backlight", ROM | EEPROM_4, wants_always },
  { "rpi-poe", ROM | EEPROM_4, wants_fan },
  { "rpi-poe-plus", ROM | EEPROM_4, wants_fan },
  { "vc4-kms-dsi-7inch", ROM | EEPROM_4 | EEPROM_5, wants_display },
  { "imx219", ROM | EEPROM_4 | EEPROM_5, wants_camera },
  { "imx477", ROM | EEPROM_4 | EEPROM_5, wants_camera },
  { "imx708", ROM | EEPROM_4 | EEPROM_5, wants_camera },
  { "ov5647", ROM | EEPROM_4 | EEPROM_5, wants_camera },
  { "pi3-disable-bt", ROM | EEPROM_4, wants_serial_line },
  { "disable-bt", ROM | EEPROM_4, wants_serial_line },
};

static void
add_automatic (Overlays *overlays) {
  const CbBoard *board = overlays->draft->boot_case->board;
  CbBootEntry like = { .kind = CB_FILE_OVERLAY, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_MAYBE,
                       .reason = CB_BOOT_REASON_STEPPING_OVERLAY };

  if (board->overlay != NULL)
    add_overlay (overlays, board->overlay, &like, NULL);
  like.reason = CB_BOOT_REASON_AUTO_OVERLAY;
  for (gsize i = 0; i < G_N_ELEMENTS (automatic); i++)
    if ((automatic[i].ways & 1u << board->way) != 0 && automatic[i].is_wanted (overlays) != CB_TRUTH_NO)
      add_overlay (overlays, automatic[i].name, &like, NULL);
}

static void
add_upstream (Overlays *overlays) {
  gboolean is_pi_4 = overlays->draft->boot_case->board->way == CB_BOOT_BY_EEPROM_4;
  const CbConfigLine *line;
  CbBootEntry like = { .kind = CB_FILE_OVERLAY, .role = CB_ROLE_CONFIGURED,
                       .reason = CB_BOOT_REASON_UPSTREAM_OVERLAY };

  like.asked =
      cb_boot_value_flag (overlays->draft->config, CB_VIEW_LATE, "upstream_kernel", CB_TRUTH_NO, &line);
  for (guint i = 0; i < overlays->trees->trees->len; i++) {
    const CbBootCandidate *tree = &g_array_index (overlays->trees->trees, CbBootCandidate, i);

    if (tree->there && !g_str_equal (tree->reason, CB_BOOT_REASON_DEFAULT_TREE))
      return;
  }
  if (like.asked != CB_TRUTH_NO && overlays->draft->boot_case->board->way != CB_BOOT_BY_EEPROM_5)
    add_overlay (overlays, is_pi_4 ? "upstream-pi4" : "upstream", &like, line);
}

static const GPtrArray *
all_lines (const Overlays *overlays) {
  return overlays->draft->config != NULL ? cb_config_txt_lines (overlays->draft->config) : NULL;
}

/* How surely any line names one. */
static CbTruth
find_wanted (const Overlays *overlays) {
  const GPtrArray *lines = all_lines (overlays);
  CbTruth wanted = CB_TRUTH_NO;

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const CbConfigLine *line = lines->pdata[i];
    g_autofree char *name = cb_overlay_name_from_line (line);

    if (name != NULL && name[0] != '\0')
      wanted = MAX (wanted, line->truth);
  }
  return wanted;
}

static void
add_configured (Overlays *overlays) {
  const GPtrArray *lines = all_lines (overlays);

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const CbConfigLine *line = lines->pdata[i];
    const CbBootEntry like = { .kind = CB_FILE_OVERLAY, .role = CB_ROLE_CONFIGURED, .asked = line->truth,
                               .reason = CB_BOOT_REASON_OVERLAY };
    g_autofree char *name = cb_overlay_name_from_line (line);

    if (name != NULL && name[0] != '\0')
      add_overlay (overlays, name, &like, line);
  }
}

/* In the logs it is asked for where an overlay is wanted; a Pi 5 asked always until 2026. */
static void
add_map (Overlays *overlays) {
  g_autofree char *file = g_strconcat (overlays->folder, MAP_NAME, NULL);
  g_autofree char *full_name = cb_boot_draft_name (overlays->draft, file);
  g_autoptr (GBytes) bytes = cb_boot_draft_read (overlays->draft, full_name, CB_MAX_OVERLAY_MAP_BYTES);
  const CbBootEntry like = { .kind = CB_FILE_OVERLAY_MAP, .role = CB_ROLE_OPTIONAL,
                             .asked = MAX (CB_TRUTH_MAYBE, find_wanted (overlays)),
                             .reason = CB_BOOT_REASON_OVERLAY_MAP };

  add_file (overlays, MAP_NAME, "", &like, NULL);
  overlays->map =
      bytes != NULL ? cb_overlay_map_new (bytes, overlays->draft->boot_case->board->platform) : NULL;
  overlays->map_is_bad = overlays->map == NULL && cb_boot_draft_has (overlays->draft, full_name);
}

/* The first dtoverlay= without a name stops the search for a HAT, and so does force_eeprom_read=0. */
static gboolean
may_look_for_hat (const Overlays *overlays) {
  const GPtrArray *lines = all_lines (overlays);

  if (cb_boot_value_flag (overlays->draft->config, CB_VIEW_LATE, "force_eeprom_read", CB_TRUTH_YES, NULL)
      == CB_TRUTH_NO)
    return FALSE;
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const CbConfigLine *line = lines->pdata[i];
    g_autofree char *name = cb_overlay_name_from_line (line);

    if (name != NULL && line->truth == CB_TRUTH_YES)
      return name[0] != '\0';
  }
  return TRUE;
}

static void
add_hat_map (Overlays *overlays) {
  const CbBootEntry like = { .kind = CB_FILE_OTHER, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_MAYBE,
                             .reason = CB_BOOT_REASON_AUTO_OVERLAY };

  if (may_look_for_hat (overlays))
    add_file (overlays, "hat_map.dtb", "", &like, NULL);
}

/* os_prefix counts for overlays only where there is a README behind it (5.3). */
static char *
find_folder (CbBootDraft *draft, const char *overlay_prefix) {
  const CbBootEntry like = { .kind = CB_FILE_OTHER, .role = CB_ROLE_OPTIONAL, .asked = CB_TRUTH_YES,
                             .probed_only = TRUE, .reason = CB_BOOT_REASON_OVERLAY_PREFIX };
  g_autofree char *prefixed = NULL, *readme = NULL;

  if (draft->os_prefix[0] == '\0' || overlay_prefix[0] == '/')
    return g_strdup (overlay_prefix);
  prefixed = g_strconcat (draft->os_prefix, overlay_prefix, NULL);
  readme = g_strconcat (prefixed, "README", NULL);
  return cb_boot_draft_add_name (draft, readme, &like, NULL) ? g_steal_pointer (&prefixed)
                                                             : g_strdup (overlay_prefix);
}

static void
add_all (CbBootDraft *draft, const CbTrees *trees, const char *overlay_prefix, CbTruth ceiling) {
  Overlays overlays = { .draft = draft, .trees = trees, .ceiling = MIN (ceiling, trees->is_loaded) };

  overlays.folder = find_folder (draft, overlay_prefix);
  add_map (&overlays);
  add_hat_map (&overlays);
  add_automatic (&overlays);
  add_upstream (&overlays);
  add_configured (&overlays);
  g_clear_pointer (&overlays.map, cb_overlay_map_free);
  g_free (overlays.folder);
}

void
cb_boot_overlays_add (CbBootDraft *draft, const CbTrees *trees) {
  CbBootValues values = cb_boot_values (draft->config, CB_VIEW_LATE, "overlay_prefix");

  if (trees->is_loaded == CB_TRUTH_NO)
    return;
  for (guint i = 0; i < values.n; i++) {
    const CbConfigLine *line = values.line[i];

    add_all (draft, trees, line != NULL ? line->value : "overlays/",
             values.n == 1 ? CB_TRUTH_YES : CB_TRUTH_MAYBE);
  }
}
