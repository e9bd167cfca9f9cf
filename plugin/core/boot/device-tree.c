/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/device-tree.h"

#include <libfdt.h>

#include "limit.h"

/* Version 17; 16 lacks the last field. Older ones are of before 2005. */
#define HEADER_BYTES   40
#define TOTAL_SIZE_AT  4
#define STRUCTURE_AT   8
#define RESERVED_AT    16
#define VERSION_AT     20
#define NAMES_SIZE_AT  32
#define OLDEST_VERSION 16

/* A tag of the structure; behind that of a property: the length of its value and the place of its name. */
#define TAG_BYTES      4
#define PROPERTY_BYTES 8

struct CbDeviceTree {
  void *blob;
};

static gsize
round_up (gsize at) {
  return (at + 3) & ~(gsize) 3;
}

/* Moves *at, behind a tag, to the next one; FALSE when what belongs to the tag doesn't end before end. */
static gboolean
skip_tag (const guint8 *blob, guint32 tag, gsize end, gsize *at) {
  const guint8 *name_end;

  if (tag == FDT_BEGIN_NODE) {
    name_end = memchr (blob + *at, '\0', end - *at);
    if (name_end != NULL)
      *at = round_up ((gsize) (name_end + 1 - blob));
    return name_end != NULL && *at <= end;
  }
  if (tag != FDT_PROP)
    return tag == FDT_END_NODE || tag == FDT_NOP || tag == FDT_END;
  if (end - *at < PROPERTY_BYTES || cb_be32 (blob + *at) > end - *at - PROPERTY_BYTES)
    return FALSE;
  *at = round_up (*at + PROPERTY_BYTES + cb_be32 (blob + *at));
  return *at <= end;
}

/* fdt_check_full() of libfdt 1.6.1 trusts a property's length: a negative one leads it round in circles. */
static gboolean
has_sound_tags (const guint8 *blob, gsize n_blob) {
  gsize at = cb_be32 (blob + STRUCTURE_AT);
  guint32 tag = FDT_NOP;

  while (tag != FDT_END) {
    if (at > n_blob - TAG_BYTES)
      return FALSE;
    tag = cb_be32 (blob + at);
    at += TAG_BYTES;
    if (!skip_tag (blob, tag, n_blob, &at))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_long_names (const void *blob, int node) {
  int property;

  fdt_for_each_property_offset (property, blob, node) {
    const char *name = NULL;

    if (fdt_getprop_by_offset (blob, property, &name, NULL) == NULL || strlen (name) > CB_MAX_DEVICE_TREE_NAME)
      return TRUE;
  }
  return FALSE;
}

/* libfdt compares names and takes its way back from a deep node again and again. */
static gboolean
is_costly (const void *blob) {
  int depth = 0;

  for (int node = 0; node >= 0 && depth >= 0; node = fdt_next_node (blob, node, &depth))
    if (depth > CB_MAX_DEVICE_TREE_DEPTH || has_long_names (blob, node))
      return TRUE;
  return FALSE;
}

/* fdt_check_full() falls over trees of an older version whose root has a name (libfdt 1.6.1). */
static CbImageFault
check (const guint8 *blob, gsize n_blob) {
  if (cb_be32 (blob + VERSION_AT) < OLDEST_VERSION)
    return CB_IMAGE_FAULT_DAMAGED;
  if (cb_be32 (blob + STRUCTURE_AT) % 4 != 0 || cb_be32 (blob + RESERVED_AT) % 8 != 0)
    return CB_IMAGE_FAULT_DAMAGED;
  if (cb_be32 (blob + NAMES_SIZE_AT) > MIN (CB_MAX_DEVICE_TREE_NAMES, n_blob))
    return cb_be32 (blob + NAMES_SIZE_AT) > n_blob ? CB_IMAGE_FAULT_DAMAGED : CB_IMAGE_FAULT_TOO_LARGE;
  if (!has_sound_tags (blob, n_blob) || fdt_check_full (blob, n_blob) != 0)
    return CB_IMAGE_FAULT_DAMAGED;
  return is_costly (blob) ? CB_IMAGE_FAULT_TOO_LARGE : CB_IMAGE_FAULT_NONE;
}

CbDeviceTree *
cb_device_tree_read (const CbByteSource *source, CbImageFault *ret_fault, guint64 *ret_n_claimed) {
  guint8 header[HEADER_BYTES];
  g_autofree guint8 *blob = NULL;
  CbDeviceTree *self;
  guint32 n_blob;

  *ret_fault = cb_byte_source_take (source, 0, header, sizeof header);
  if (*ret_fault != CB_IMAGE_FAULT_NONE)
    return NULL;
  n_blob = cb_be32 (header + TOTAL_SIZE_AT);
  if (ret_n_claimed != NULL)
    *ret_n_claimed = n_blob;
  *ret_fault = n_blob < sizeof header ? CB_IMAGE_FAULT_DAMAGED : CB_IMAGE_FAULT_NONE;
  if (n_blob > source->n_bytes)
    *ret_fault = CB_IMAGE_FAULT_TRUNCATED;
  else if (n_blob > CB_MAX_DEVICE_TREE_BYTES)
    *ret_fault = CB_IMAGE_FAULT_TOO_LARGE;
  if (*ret_fault != CB_IMAGE_FAULT_NONE)
    return NULL;
  blob = g_malloc (n_blob);
  *ret_fault = cb_byte_source_take (source, 0, blob, n_blob);
  if (*ret_fault == CB_IMAGE_FAULT_NONE)
    *ret_fault = check (blob, n_blob);
  if (*ret_fault != CB_IMAGE_FAULT_NONE)
    return NULL;
  self = g_new0 (CbDeviceTree, 1);
  self->blob = g_steal_pointer (&blob);
  return self;
}

void
cb_device_tree_free (CbDeviceTree *self) {
  if (self == NULL)
    return;
  g_free (self->blob);
  g_free (self);
}

const void *
cb_device_tree_blob (const CbDeviceTree *self) {
  return self->blob;
}

void
cb_device_tree_replace (CbDeviceTree *self, const void *blob) {
  void *copy = g_memdup2 (blob, fdt_totalsize (blob));

  g_free (self->blob);
  self->blob = copy;
}

gboolean
cb_device_tree_is_overlay (const CbDeviceTree *self) {
  int node;

  fdt_for_each_subnode (node, self->blob, 0) {
    if (fdt_subnode_offset (self->blob, node, "__overlay__") >= 0
        || fdt_subnode_offset (self->blob, node, "__dormant__") >= 0)
      return TRUE;
  }
  return FALSE;
}

gboolean
cb_device_tree_is_fit (const CbDeviceTree *self) {
  return fdt_subnode_offset (self->blob, 0, "images") >= 0
         && fdt_getprop (self->blob, 0, "compatible", NULL) == NULL;
}

static gboolean
is_printable (const char *text) {
  for (; *text != '\0'; text++)
    if (!g_ascii_isprint (*text))
      return FALSE;
  return TRUE;
}

char **
cb_device_tree_compatible (const CbDeviceTree *self) {
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  int n_left = 0;
  const char *text = fdt_getprop (self->blob, 0, "compatible", &n_left);

  while (text != NULL && n_left > 0) {
    const char *end = memchr (text, '\0', (gsize) n_left);

    if (end == NULL)
      break;
    if (end > text && is_printable (text))
      g_ptr_array_add (texts, g_strdup (text));
    n_left -= (int) (end + 1 - text);
    text = end + 1;
  }
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_steal (texts, NULL);
}

gboolean
cb_device_tree_fits (const CbDeviceTree *self, const char *const *boards) {
  g_auto (GStrv) texts = cb_device_tree_compatible (self);

  for (; *boards != NULL; boards++)
    if (g_strv_contains ((const char *const *) texts, *boards))
      return TRUE;
  return FALSE;
}

gboolean
cb_device_tree_has_parameter (const CbDeviceTree *self, const char *name) {
  int node = fdt_subnode_offset (self->blob, 0, "__overrides__");

  return node >= 0 && fdt_getprop (self->blob, node, name, NULL) != NULL;
}
