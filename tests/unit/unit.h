/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What each unit test includes first: cmocka with what it needs, and checks for GError. */

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "error.h"

/* error is set, has this code, is fit for the bus and names part; frees it and sets it to NULL. */
static inline void
assert_error (GError **error, CbError code, const char *part) {
  assert_non_null (*error);
  assert_true ((*error)->domain == CB_ERROR);
  assert_int_equal ((*error)->code, code);
  assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  if (strstr ((*error)->message, part) == NULL)
    fail_msg ("\"%s\" doesn't name \"%s\"", (*error)->message, part);
  g_clear_error (error);
}
