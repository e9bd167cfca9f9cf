/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* May this caller do it? polkit's answer; root passes without asking, so that a machine without polkit
 * can still be managed by root. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who sent a message on the system bus. G_MAXUINT32 with an error when the bus doesn't know any more. */
guint32 cb_authority_caller_uid (GDBusConnection *bus, const char *sender, GError **error);

/* Asks polkit for CB_ACTION_MANAGE; callback gets the result for cb_authority_check_finish. interactive: a
 * person may be asked for a password, which can take minutes. The question is withdrawn when sender leaves
 * the bus, and after CB_MAX_QUESTION_S. */
void cb_authority_check_async (GDBusConnection *bus, const char *sender, gboolean interactive,
                               GAsyncReadyCallback callback, gpointer data);

/* FALSE with CB_ERROR_NOT_ALLOWED and what to do, CB_ERROR_TIMEOUT when the question was withdrawn, or
 * CB_ERROR_FAILED when polkit can't be asked. */
gboolean cb_authority_check_finish (GAsyncResult *result, GError **error);

G_END_DECLS
