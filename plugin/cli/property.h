/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The properties that a verb takes as "property value", in one table: help, the check of a value
 * and completion come from it. What a value means is the daemon's matter; here only its form is
 * checked.
 */

#pragma once

#include "words.h"

G_BEGIN_DECLS

typedef enum {
  CB_PROPERTY_IFNAME,
  CB_PROPERTY_SERVER,
  CB_PROPERTY_CLIENTS,
  CB_PROPERTY_INTERNET,
  CB_PROPERTY_ADDRESS,
  CB_PROPERTY_USER,
  CB_PROPERTY_TAKEOVER,
  CB_PROPERTY_LINKS,
  CB_PROPERTY_INCOMPLETE,
  CB_PROPERTY_PORT,
  CB_PROPERTY_DHCP,
  CB_PROPERTY_MODEL,
  CB_PROPERTY_SERIAL,
  CB_PROPERTY_SHOW,
  CB_PROPERTY_SINCE,
  CB_PROPERTY_IMAGE,
  CB_PROPERTY_N_
} CbPropertyId;

typedef enum {
  CB_PROPERTY_TEXT,
  CB_PROPERTY_SECONDS, /* a whole number up to CB_MAX_WAIT_S */
  CB_PROPERTY_FILE,    /* a path: any bytes */
} CbPropertyForm;

#define CB_PROPERTY_BIT(id) (1u << (id))

typedef struct {
  CbWord word;
  const char *value; /* how the help writes the value: "IFACE", "pi|any" */
  const char *const
      *choices;          /* what completion offers, NULL-terminated; NULL where it can't know */
  gboolean only_choices; /* nothing but a choice is a value */
  const char *help;      /* not translated yet */
  CbPropertyForm form;
} CbProperty;

const CbProperty *cb_property_get (CbPropertyId id);

/* All properties as words, in the order of CbPropertyId. */
CbWords cb_property_words (void);

/* Whether value has the form of this property. Error: CB_ERROR_INVALID, with what it may be. */
gboolean cb_property_check (CbPropertyId id, const char *value, GError **error);

/* The properties in mask, as "ifname, user". Free with g_free. */
char *cb_property_list (guint mask);

G_END_DECLS
