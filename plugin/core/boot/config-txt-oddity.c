/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/config-txt.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "boot/config-key.h"
#include "host/quote.h"

static const struct {
  const char *code;
  const char *text;
} oddities[CB_ODDITY_N_] = {
  [CB_ODDITY_LONG_LINE] = { "long-line",
    N_ ("the firmware reads 98 bytes of a line and ignores this end; make the line shorter") },
  [CB_ODDITY_LONG_FILE] = { "long-file",
    N_ ("here the file grows beyond 4096 bytes: over the network, firmware of 2018 to 2022 ignored some "
        "settings from there on, and the first of the Pi 5 failed; make the file shorter") },
  [CB_ODDITY_NO_ASCII] = { "no-ascii",
    N_ ("a byte that isn't ASCII: the firmware may ignore everything from here on; write plain ASCII, in "
        "comments too, and without a byte order mark") },
  [CB_ODDITY_NUL_BYTE] = { "zero-byte",
    N_ ("a zero byte: the firmware may take it for the end of the file; save it as plain text") },
  [CB_ODDITY_CARRIAGE_RETURN] = { "carriage-return",
    N_ ("the lines end as on Windows; the firmware is known to live with that, but if a setting isn't "
        "taken, save the file with Unix line ends") },
  [CB_ODDITY_BLANK_AROUND_EQUALS] = { "blank-around-equals",
    N_ ("blanks around '=': not every firmware takes that; remove them") },
  [CB_ODDITY_NO_EQUALS] = { "no-equals",
    N_ ("there is no '=' behind the setting's name: not every firmware takes that; write it") },
  [CB_ODDITY_COMMENT_BEHIND] = { "comment-behind",
    N_ ("a comment behind a value: the firmware may take it for a part of the value; give it a line of its "
        "own") },
  [CB_ODDITY_KEY_CASE] = { "key-case",
    N_ ("capital letters: the firmware may not know the setting; write it in lower case") },
  [CB_ODDITY_KEY_SLIP] = { "key-slip",
    N_ ("an unknown setting, which the firmware ignores; one letter away is '%s'") },
  [CB_ODDITY_FILTER_CASE] = { "filter-case",
    N_ ("not every firmware may know a filter in these letters; write it in lower case (only EDID and HDMI "
        "in upper case)") },
  [CB_ODDITY_FILTER_UNKNOWN] = { "filter-unknown",
    N_ ("an unknown filter: one firmware ignores it, another one all lines behind it; write one that is "
        "known, or [all] to end it") },
  [CB_ODDITY_FILTER_BROKEN] = { "filter-broken",
    N_ ("a filter stands in brackets and alone on its line; the firmware may ignore it, or all lines "
        "behind it") },
  [CB_ODDITY_FILTER_LONG] = { "filter-long",
    N_ ("the firmware reads 60 characters of a filter; it may ignore this one, or all lines behind it") },
  [CB_ODDITY_INCLUDE_MISSING] = { "include-missing",
    N_ ("there is no such file in the boot folder, so the firmware goes on without its settings; names are "
        "relative to the boot folder itself") },
  [CB_ODDITY_INCLUDE_LONG] = { "include-long",
    N_ ("the firmware reads 64 characters of an included file's name and looks for another one; shorten it") },
  [CB_ODDITY_INCLUDE_DEEP] = { "include-deep",
    N_ ("the file includes itself, or files include each other too deep: it wasn't followed here, and "
        "nobody knows how far the firmware does") },
  [CB_ODDITY_INITRAMFS_EQUALS] = { "initramfs-equals",
    N_ ("'initramfs' takes no '=': the firmware may ignore the line; write: initramfs NAME followkernel") },
  [CB_ODDITY_INITRAMFS_LONG] = { "initramfs-long",
    N_ ("the firmware reads 64 characters of the names behind 'initramfs'; shorten them") },
  [CB_ODDITY_INITRAMFS_PLACE] = { "initramfs-place",
    N_ ("the name behind 'initramfs' needs 'followkernel' or an address behind it, or the firmware may "
        "ignore the line; there is no blank between names") },
  [CB_ODDITY_EARLY_KEY_INCLUDED] = { "early-key-included",
    N_ ("the first stages of the boot need this setting and don't read included files; move it to "
        "config.txt") },
  [CB_ODDITY_JUNK] = { "junk", N_ ("no setting, no filter and no comment; the firmware ignores it") },
  [CB_ODDITY_TOO_MANY] = { "too-many",
    N_ ("there is more of it than any Pi needs; what follows wasn't looked at: is this the right file?") },
};

const char *
cb_oddity_to_code (CbOddityKind kind) {
  return kind < CB_ODDITY_N_ ? oddities[kind].code : "unknown";
}

/* The text of its kind, with the setting that was meant put in. */
static char *
text_of (const CbConfigOddity *oddity) {
  g_autofree char *key = g_strndup (oddity->what, strcspn (oddity->what, "= \t"));
  const char *meant = cb_key_nearest (key);
  g_auto (GStrv) parts = g_strsplit (_ (oddities[oddity->kind].text), "%s", 2);

  return g_strjoinv (meant ? meant : "", parts);
}

char *
cb_oddity_to_text (const CbConfigOddity *oddity) {
  g_autofree char *text = text_of (oddity);
  g_autofree char *quoted = cb_quote (oddity->what, -1);

  if (*quoted == '\0')
    return g_steal_pointer (&text);
  /* TRANSLATORS: a piece of config.txt, then what is wrong with it */
  return g_strdup_printf (_ ("'%s': %s"), quoted, text);
}
