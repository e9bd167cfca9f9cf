/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/interface-name.h"

#include <glib/gi18n-lib.h>

#include "error.h"
#include "host/link-event.h"
#include "host/quote.h"
#include "limit.h"

gboolean
cb_interface_name_check (const char *name, GError **error) {
  g_autofree char *quoted = NULL;

  if (cb_interface_name_is_valid (name))
    return TRUE;
  quoted = cb_quote (name, -1);
  g_set_error (error, CB_ERROR, CB_ERROR_INVALID,
               _ ("'%s' can't be used as an interface name: name one of 1 to %d letters, digits "
                  "or . _ - : @ +, as 'ip link' shows it"),
               quoted, CB_MAX_INTERFACE_BYTES);
  return FALSE;
}
