/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-list.h"

#include "limit.h"

/* What callers see is its first member. */
typedef struct {
  CbBootEntry entry;
  gboolean there;
} Item;

struct CbBootList {
  GPtrArray *items;
  GHashTable *known; /* by name and role */
  guint n_of_kind[CB_FILE_N_];
  guint n_groups;
};

/* The weightiest first: what a name is found as that has several roles. */
static const CbBootRole roles_by_weight[] = {
  CB_ROLE_REQUIRED, CB_ROLE_CHOICE, CB_ROLE_CONFIGURED, CB_ROLE_HIJACK, CB_ROLE_OPTIONAL,
};

static guint
hash_item (gconstpointer key) {
  const Item *item = key;

  return g_str_hash (item->entry.name) * 31 + (guint) item->entry.role;
}

static gboolean
items_are_alike (gconstpointer a, gconstpointer b) {
  const Item *one = a, *other = b;

  return one->entry.role == other->entry.role && g_str_equal (one->entry.name, other->entry.name);
}

static void
free_item (gpointer data) {
  Item *item = data;

  g_free (item->entry.name);
  g_free (item->entry.config_file);
  g_free (item);
}

CbBootList *
cb_boot_list_new (void) {
  CbBootList *list = g_new0 (CbBootList, 1);

  list->items = g_ptr_array_new_with_free_func (free_item);
  list->known = g_hash_table_new (hash_item, items_are_alike);
  return list;
}

void
cb_boot_list_free (CbBootList *list) {
  if (list == NULL)
    return;
  g_hash_table_unref (list->known);
  g_ptr_array_unref (list->items);
  g_free (list);
}

char *
cb_boot_name_normalize (const char *name) {
  char *normal = g_malloc (strlen (name) + 1), *end = normal;

  for (const char *p = name; *p != '\0'; p++)
    if (*p != '/' || (end > normal && end[-1] != '/'))
      *end++ = *p;
  *end = '\0';
  return normal;
}

static Item *
find_item (const CbBootList *list, const char *normal_name, CbBootRole role) {
  const Item key = { .entry = { .name = (char *) normal_name, .role = role } };

  return g_hash_table_lookup (list->known, &key);
}

gboolean
cb_boot_list_merge (CbBootList *list, const CbBootEntry *like, gboolean *ret_there) {
  Item *item = find_item (list, like->name, like->role);

  if (item == NULL)
    return FALSE;
  item->entry.asked = MAX (item->entry.asked, like->asked);
  item->entry.probed_only = item->entry.probed_only && like->probed_only;
  if (like->age == NULL)
    item->entry.age = NULL;
  *ret_there = item->there;
  return TRUE;
}

gboolean
cb_boot_list_is_full (const CbBootList *list, CbFileKind kind) {
  return list->n_of_kind[kind] >= CB_MAX_BOOT_ENTRIES_OF_KIND;
}

void
cb_boot_list_add (CbBootList *list, const CbBootEntry *like, const CbConfigLine *line, gboolean there) {
  Item *item = g_new (Item, 1);

  item->entry = *like;
  item->entry.name = g_strdup (like->name);
  item->entry.config_file = line != NULL ? g_strdup (line->file) : NULL;
  item->entry.config_line = line != NULL ? line->line : 0;
  item->there = there;
  list->n_of_kind[like->kind]++;
  g_ptr_array_add (list->items, item);
  g_hash_table_add (list->known, item);
}

guint
cb_boot_list_new_group (CbBootList *list) {
  return ++list->n_groups;
}

const GPtrArray *
cb_boot_list_entries (const CbBootList *list) {
  return list->items;
}

const CbBootEntry *
cb_boot_list_find (const CbBootList *list, const char *name) {
  g_autofree char *normal = cb_boot_name_normalize (name);

  for (gsize i = 0; i < G_N_ELEMENTS (roles_by_weight); i++) {
    const Item *item = find_item (list, normal, roles_by_weight[i]);

    if (item != NULL)
      return &item->entry;
  }
  return NULL;
}

const CbBootEntry *
cb_boot_list_taken (const CbBootList *list, CbFileKind kind) {
  for (guint i = 0; i < list->items->len; i++) {
    const Item *item = list->items->pdata[i];

    if (item->entry.kind == kind && item->there && item->entry.asked == CB_TRUTH_YES
        && !item->entry.probed_only)
      return &item->entry;
  }
  return NULL;
}
