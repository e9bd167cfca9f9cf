/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-draft.h"

#include <string.h>

#include "wire/tftp-name.h"

static char *
join (const char *prefix, const char *os_prefix, const char *name) {
  g_autofree char *joined = NULL;

  if (name[0] == '/')
    return cb_boot_name_normalize (name);
  joined = g_strconcat (os_prefix[0] == '/' ? "" : prefix, os_prefix, name, NULL);
  return cb_boot_name_normalize (joined);
}

char *
cb_boot_draft_name (const CbBootDraft *draft, const char *name) {
  return join (draft->prefix, "", name);
}

char *
cb_boot_draft_os_name (const CbBootDraft *draft, const char *name) {
  return join (draft->prefix, draft->os_prefix, name);
}

static gboolean
is_servable (const char *full_name) {
  CbTftpName name;

  return cb_tftp_name_parse (full_name, strlen (full_name), &name) == 0;
}

gboolean
cb_boot_draft_has (const CbBootDraft *draft, const char *full_name) {
  return is_servable (full_name) && draft->folder->exists (full_name, draft->folder->data);
}

gboolean
cb_boot_draft_has_os (const CbBootDraft *draft, const char *name) {
  g_autofree char *full_name = cb_boot_draft_os_name (draft, name);

  return cb_boot_draft_has (draft, full_name);
}

gboolean
cb_boot_draft_add (CbBootDraft *draft, const char *full_name, const CbBootEntry *like,
                   const CbConfigLine *line) {
  CbBootEntry entry = *like;
  gboolean there;

  entry.name = (char *) full_name;
  entry.stage = draft->stage;
  entry.asked = MIN (like->asked, draft->ceiling);
  if (entry.asked == CB_TRUTH_NO || full_name[0] == '\0')
    return FALSE;
  if (cb_boot_list_merge (draft->list, &entry, &there))
    return there;
  if (cb_boot_list_is_full (draft->list, like->kind))
    return FALSE;
  there = cb_boot_draft_has (draft, full_name);
  cb_boot_list_add (draft->list, &entry, line, there);
  return there;
}

gboolean
cb_boot_draft_add_name (CbBootDraft *draft, const char *name, const CbBootEntry *like,
                        const CbConfigLine *line) {
  g_autofree char *full_name = cb_boot_draft_name (draft, name);

  return cb_boot_draft_add (draft, full_name, like, line);
}

GBytes *
cb_boot_draft_read (const CbBootDraft *draft, const char *full_name, gsize max_bytes) {
  return is_servable (full_name) ? draft->folder->read (full_name, max_bytes, draft->folder->data) : NULL;
}
