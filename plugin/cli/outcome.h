/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The outcome of a changing verb, told in the form that the options ask for. */

#pragma once

#include "bus.h"
#include "request.h"

G_BEGIN_DECLS

/* A sentence about cable (a{sv}). Free with g_free. */
typedef char *(*CbOutcomeSentence) (GVariant *cable);

/* Prints cable as JSON, fields or the sentence, and its warnings and problems on standard error.
 * cable is NULL where the end isn't waited for. Error: CB_ERROR_INVALID for an unknown field. */
gboolean cb_outcome_print (const CbRequest *request, GVariant *cable, CbOutcomeSentence sentence,
                           GError **error);

/* The same for a call that was sent without waiting. */
void cb_outcome_print_sent (const CbRequest *request);

/* A hint where nothing is enabled, so that nothing can be heard. */
void cb_outcome_hint_nothing_enabled (const CbRequest *request, CbBus *bus);

/* The interface of cable for a sentence, escaped. Free with g_free. */
char *cb_outcome_interface (GVariant *cable);

G_END_DECLS
