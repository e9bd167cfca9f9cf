/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exit-code.h"

#include <string.h>

#include "error.h"

static const CbExit exits[CB_ERROR_N_] = {
  [CB_ERROR_FAILED] = CB_EXIT_FAILED,
  [CB_ERROR_INVALID] = CB_EXIT_USAGE,
  [CB_ERROR_NOT_FOUND] = CB_EXIT_NOT_FOUND,
  [CB_ERROR_AMBIGUOUS] = CB_EXIT_USAGE,
  [CB_ERROR_REFUSED] = CB_EXIT_ACTIVATION,
  [CB_ERROR_IN_USE] = CB_EXIT_ACTIVATION,
  [CB_ERROR_NOT_ALLOWED] = CB_EXIT_ACTIVATION,
  [CB_ERROR_ACTIVATION] = CB_EXIT_ACTIVATION,
  [CB_ERROR_NO_NETWORK_MANAGER] = CB_EXIT_NO_NETWORK_MANAGER,
  [CB_ERROR_TIMEOUT] = CB_EXIT_TIMEOUT,
  [CB_ERROR_FRAGMENT] = CB_EXIT_ACTIVATION,
  [CB_ERROR_UNREACHABLE] = CB_EXIT_ACTIVATION,
  [CB_ERROR_UNCONFIRMED] = CB_EXIT_ACTIVATION,
  [CB_ERROR_INCOMPLETE] = CB_EXIT_INCOMPLETE,
  [CB_ERROR_BOOT_FAILED] = CB_EXIT_BOOT_FAILED,
  [CB_ERROR_OTHER_KERNEL] = CB_EXIT_OTHER_KERNEL,
};

static CbError
code_of (const GError *error) {
  if (error->domain != CB_ERROR || error->code < 0 || error->code >= CB_ERROR_N_)
    return CB_ERROR_FAILED;
  return (CbError)error->code;
}

CbExit
cb_exit_for_error (const GError *error) {
  return exits[code_of (error)];
}

char *
cb_exit_error_word (const GError *error) {
  const char *name = strrchr (cb_error_to_name (code_of (error)), '.') + 1;
  GString *word = g_string_new (NULL);

  for (const char *c = name; *c; c++) {
    if (g_ascii_isupper (*c) && c != name)
      g_string_append_c (word, '-');
    g_string_append_c (word, g_ascii_tolower (*c));
  }
  return g_string_free (word, FALSE);
}
