/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "verb.h"

#include <glib/gi18n-lib.h>

#define IFNAME CB_PROPERTY_BIT (CB_PROPERTY_IFNAME)
#define ENABLE (CB_PROPERTY_BIT (CB_PROPERTY_PORT) - 1)
#define SERVE                                                                                      \
  (IFNAME | CB_PROPERTY_BIT (CB_PROPERTY_ADDRESS) | CB_PROPERTY_BIT (CB_PROPERTY_CLIENTS)          \
   | CB_PROPERTY_BIT (CB_PROPERTY_USER) | CB_PROPERTY_BIT (CB_PROPERTY_PORT)                       \
   | CB_PROPERTY_BIT (CB_PROPERTY_LINKS) | CB_PROPERTY_BIT (CB_PROPERTY_DHCP))

#define CHECK                                                                                      \
  (CB_PROPERTY_BIT (CB_PROPERTY_MODEL) | CB_PROPERTY_BIT (CB_PROPERTY_SERIAL)                      \
   | CB_PROPERTY_BIT (CB_PROPERTY_USER) | CB_PROPERTY_BIT (CB_PROPERTY_SHOW))

#define SERIAL CB_PROPERTY_BIT (CB_PROPERTY_SERIAL)
#define WAIT   (SERIAL | CB_PROPERTY_BIT (CB_PROPERTY_SINCE) | CB_PROPERTY_BIT (CB_PROPERTY_IMAGE))

static const struct {
  CbWord word;
} wait_words[] = { { { "kernel", "k" } }, { { "linux", "l" } } };

static const CbVerbArgument wait_argument = {
  "kernel|linux",
  { &wait_words[0].word, sizeof wait_words[0], G_N_ELEMENTS (wait_words) },
  N_ ("until the kernel was fetched (without the word), or the board's own system speaks"),
};

static const CbVerbArgument log_argument = { "BOOT", { 0 }, N_ ("the number of a boot, to see it in full") };

/* The shortest forms leave room for the verbs to come: doctor, new, kernel, initramfs, eeprom. */
static const CbVerb verbs[CB_VERB_N_] = {
  [CB_VERB_ENABLE] = { { "enable", "en" },
                       TRUE,
                       ENABLE,
                       90,
                       N_ ("serve a boot folder whenever the cable is plugged in"),
                       cb_verb_enable },
  [CB_VERB_DISABLE] = { { "disable", "di" },
                        FALSE,
                        IFNAME,
                        60,
                        N_ ("forget the cable; the machine is as before 'enable'"),
                        cb_verb_disable },
  [CB_VERB_UP] = { { "up", "u" },
                   FALSE,
                   IFNAME,
                   90,
                   N_ ("take the interface for the Pi now"),
                   cb_verb_up },
  [CB_VERB_DOWN] = { { "down", "dow" },
                     FALSE,
                     IFNAME,
                     60,
                     N_ ("give the interface back to the other profiles, keep the settings"),
                     cb_verb_down },
  [CB_VERB_STATUS] = { { "status", "s" },
                       FALSE,
                       IFNAME,
                       25,
                       N_ ("what is enabled, who serves and why, what is wrong"),
                       cb_verb_status },
  [CB_VERB_CHECK] = { { "check", "ch" },
                      TRUE,
                      CHECK,
                      25,
                      N_ ("which files a board will ask for, what is missing or wrong"),
                      cb_verb_check },
  [CB_VERB_MONITOR] = { { "monitor", "m" },
                        FALSE,
                        SERIAL,
                        0,
                        N_ ("each boot as it happens, with progress"),
                        cb_verb_monitor },
  [CB_VERB_WAIT] = { { "wait", "w" },
                     FALSE,
                     WAIT,
                     0,
                     N_ ("wait until a board fetched its kernel, or its Linux speaks"),
                     cb_verb_wait,
                     &wait_argument },
  [CB_VERB_LOG] = { { "log", "l" },
                    FALSE,
                    0,
                    25,
                    N_ ("the boots on record, or one of them in full"),
                    cb_verb_log,
                    &log_argument },
  [CB_VERB_SERVE] = { { "serve", "se" },
                      TRUE,
                      SERVE,
                      0,
                      N_ ("the built-in server in the foreground, nothing else"),
                      cb_verb_serve },
  [CB_VERB_HELP] = { { "help", "h" },
                     FALSE,
                     0,
                     0,
                     N_ ("tell about all commands, or about one"),
                     cb_verb_help },
};

const CbVerb *
cb_verb_get (CbVerbId id) {
  return &verbs[id];
}

CbWords
cb_verb_words (void) {
  return CB_WORDS (verbs);
}
