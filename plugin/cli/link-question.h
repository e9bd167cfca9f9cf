/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Links of the boot folder lead out of it: may what they name be served too? */

#pragma once

#include "request.h"

G_BEGIN_DECLS

/* Whether to ask for the directories after a refusal: the person said so in advance ("links yes"), or can be
 * asked. FALSE for "links no", output for programs, and without a terminal. */
gboolean cb_link_question_is_open (const CbRequest *request);

/* The question about directories (aay), lines for a terminal; without the place for the answer. Free with
 * g_free. */
char *cb_link_question_text (GVariant *directories, gboolean utf8);

/* TRUE for "links yes", or when the person says yes on the terminal. */
gboolean cb_link_question_ask (const CbRequest *request, GVariant *directories);

/* Whether the line of a person, NULL for the end of the input, is a yes in his language. */
gboolean cb_link_question_is_yes (const char *line);

G_END_DECLS
