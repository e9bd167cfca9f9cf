/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/config-setting.h"

#include <string.h>

/* The firmware reads both with "%64s". */
#define MAX_INCLUDE_BYTES   64
#define MAX_INITRAMFS_BYTES 64

#define BLANKS " \t\r\v\f"

#define BIT(kind) (1u << (kind))

/* A line that is written so acts in some firmware only. */
#define UNSURE                                                                                             \
  (BIT (CB_ODDITY_BLANK_AROUND_EQUALS) | BIT (CB_ODDITY_NO_EQUALS) | BIT (CB_ODDITY_COMMENT_BEHIND)        \
   | BIT (CB_ODDITY_KEY_CASE) | BIT (CB_ODDITY_INCLUDE_LONG) | BIT (CB_ODDITY_INITRAMFS_EQUALS)            \
   | BIT (CB_ODDITY_INITRAMFS_LONG) | BIT (CB_ODDITY_INITRAMFS_PLACE))

/* A comment behind the value is cut off, where a blank before the '#' makes it one. */
static void
take_value (CbConfigSetting *setting, const char *value) {
  const char *comment = strchr (value, '#');
  gboolean is_apart;

  setting->value = g_strdup (value);
  if (comment == NULL)
    return;
  setting->oddities |= BIT (CB_ODDITY_COMMENT_BEHIND);
  is_apart = comment == value || strchr (BLANKS, comment[-1]) != NULL;
  if (is_apart)
    setting->value[comment - value] = '\0';
  g_strchomp (setting->value);
}

static gboolean
take_equals (CbConfigSetting *setting, const char *rest) {
  gsize n_before = strspn (rest, BLANKS);
  gsize n_behind;

  if (rest[n_before] != '=')
    return FALSE;
  rest += n_before + 1;
  n_behind = strspn (rest, BLANKS);
  if (n_before > 0 || n_behind > 0)
    setting->oddities |= BIT (CB_ODDITY_BLANK_AROUND_EQUALS);
  take_value (setting, rest + n_behind);
  return TRUE;
}

/* "followkernel", or an address. */
static gboolean
is_place (const char *text) {
  gboolean is_hex = g_ascii_strncasecmp (text, "0x", 2) == 0;
  const char *digits = is_hex ? text + 2 : text;

  if (g_str_equal (text, "followkernel"))
    return TRUE;
  return *digits != '\0' && digits[strspn (digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789")] == '\0';
}

static void
judge_initramfs (CbConfigSetting *setting) {
  gsize n_name = strcspn (setting->value, BLANKS);
  const char *place = setting->value + n_name;

  place += strspn (place, BLANKS);
  if (n_name > MAX_INITRAMFS_BYTES)
    setting->oddities |= BIT (CB_ODDITY_INITRAMFS_LONG);
  if (!is_place (place))
    setting->oddities |= BIT (CB_ODDITY_INITRAMFS_PLACE);
}

static void
judge_include (CbConfigSetting *setting) {
  gsize n_name = strcspn (setting->value, BLANKS);

  if (n_name > MAX_INCLUDE_BYTES)
    setting->oddities |= BIT (CB_ODDITY_INCLUDE_LONG);
  setting->value[MIN (n_name, MAX_INCLUDE_BYTES)] = '\0';
}

/* Behind the key stands no '='. */
static gboolean
take_words (CbConfigSetting *setting, const char *rest) {
  gsize n_blanks = strspn (rest, BLANKS);

  if (n_blanks == 0 || rest[n_blanks] == '\0' || setting->kind == CB_KEY_UNKNOWN)
    return FALSE;
  take_value (setting, rest + n_blanks);
  if (setting->kind == CB_KEY_INITRAMFS)
    judge_initramfs (setting);
  else if (setting->kind == CB_KEY_INCLUDE)
    judge_include (setting);
  else
    setting->oddities |= BIT (CB_ODDITY_NO_EQUALS);
  return *setting->value != '\0';
}

static gboolean
take_rest (CbConfigSetting *setting, const char *rest) {
  if (!take_equals (setting, rest))
    return take_words (setting, rest);
  if (setting->kind == CB_KEY_INITRAMFS)
    setting->oddities |= BIT (CB_ODDITY_INITRAMFS_EQUALS);
  return setting->kind != CB_KEY_INCLUDE;
}

/* A name with a plug behind it ("hdmi_mode:1") may be in capitals. */
static gboolean
has_odd_case (const char *key) {
  if (strchr (key, ':') != NULL)
    return FALSE;
  for (const char *p = key; *p != '\0'; p++) {
    if (g_ascii_isupper (*p))
      return TRUE;
  }
  return FALSE;
}

gboolean
cb_config_setting_parse (const char *line, CbConfigSetting *ret) {
  g_auto (CbConfigSetting) setting = { 0 };
  gsize n_key = strcspn (line, "=" BLANKS);

  setting.key = g_strndup (line, n_key);
  setting.kind = cb_key_kind (setting.key);
  if (n_key == 0 || !take_rest (&setting, line + n_key))
    return FALSE;
  if (cb_key_nearest (setting.key) != NULL)
    setting.oddities |= BIT (CB_ODDITY_KEY_SLIP);
  if (has_odd_case (setting.key))
    setting.oddities |= BIT (CB_ODDITY_KEY_CASE);
  setting.is_sure = (setting.oddities & UNSURE) == 0;
  *ret = setting;
  setting = (CbConfigSetting){ 0 };
  return TRUE;
}

void
cb_config_setting_clear (CbConfigSetting *setting) {
  g_clear_pointer (&setting->key, g_free);
  g_clear_pointer (&setting->value, g_free);
}
