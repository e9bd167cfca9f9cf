/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Dictionaries of the D-Bus contract, written as text. */

#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib.h>

static GVariant *
parsed (const char *text) {
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (NULL, text, NULL, NULL, &error);

  if (!value)
    fail_msg ("%s: %s", text, error->message);
  return value;
}
