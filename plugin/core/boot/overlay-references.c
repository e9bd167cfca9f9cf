/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/overlay-references.h"

#include <libfdt.h>

#include "host/quote.h"

typedef struct {
  const void *blob;
  int fixups;       /* node, or negative */
  int local_fixups; /* node, or negative */
} Overlay;

static CbOverlayOutcome
fail (CbOverlayOutcome outcome, const char *detail, char **ret_detail) {
  *ret_detail = cb_quote (detail, -1);
  return outcome;
}

/* The text of a property, if it is one text: an absolute path. An alias in its place could lead round in
 * circles (libfdt before 1.7.1). */
static const char *
get_path (const void *blob, int node, const char *name) {
  int n_path = 0;
  const char *path = fdt_getprop (blob, node, name, &n_path);

  if (path == NULL || n_path < 2 || path[0] != '/' || memchr (path, '\0', (gsize) n_path) != path + n_path - 1)
    return NULL;
  return path;
}

/* References are made and followed in the rest of the tree; one into these two nodes would change what was
 * checked after it was. */
static gboolean
is_own_business (const Overlay *overlay, int node) {
  int top = node == 0 ? 0 : fdt_supernode_atdepth_offset (overlay->blob, node, 1, NULL);

  return top < 0 || (top > 0 && (top == overlay->fixups || top == overlay->local_fixups));
}

/* How many bytes of this property may be changed; 0 for one that mayn't, or isn't there. */
static guint64
count_changeable (const Overlay *overlay, int node, const char *name, gsize n_name) {
  static const char target_path[] = "target-path";
  int n_value = 0;

  if (is_own_business (overlay, node) || n_name == 0 || n_name > G_MAXINT)
    return 0;
  if (n_name == strlen (target_path) && memcmp (name, target_path, n_name) == 0)
    return 0;
  if (fdt_getprop_namelen (overlay->blob, node, name, (int) n_name, &n_value) == NULL)
    return 0;
  return (guint64) n_value;
}

/* One reference, "path:property:offset". */
static gboolean
check_fixup (const Overlay *overlay, const char *fixup) {
  const char *name = strchr (fixup, ':');
  const char *digits = name != NULL ? strchr (name + 1, ':') : NULL;
  guint64 offset;
  int node;

  if (fixup[0] != '/' || digits == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (digits + 1, 10, 0, G_MAXINT, &offset, NULL))
    return FALSE;
  node = fdt_path_offset_namelen (overlay->blob, fixup, (int) (name - fixup));
  return node >= 0 && offset + 4 <= count_changeable (overlay, node, name + 1, (gsize) (digits - name - 1));
}

/* All references to one label. */
static gboolean
check_fixups (const Overlay *overlay, const char *fixups, int n_fixups) {
  if (n_fixups <= 0)
    return FALSE;
  while (n_fixups > 0) {
    const char *end = memchr (fixups, '\0', (gsize) n_fixups);

    if (end == NULL || !check_fixup (overlay, fixups))
      return FALSE;
    n_fixups -= (int) (end + 1 - fixups);
    fixups = end + 1;
  }
  return TRUE;
}

static gboolean
is_phandle (const char *name) {
  return g_str_equal (name, "phandle") || g_str_equal (name, "linux,phandle");
}

/* The node that a label, or a path in place of one, stands for; negative when there is none. */
static int
find_symbol (const void *base, int symbols, const char *label) {
  const char *path = label[0] == '/' ? label : get_path (base, symbols, label);

  return path != NULL ? fdt_path_offset (base, path) : -FDT_ERR_NOTFOUND;
}

static CbOverlayOutcome
check_label (const void *base, int symbols, const Overlay *overlay, int property, char **ret_detail) {
  const char *label;
  int n_fixups;
  const char *fixups = fdt_getprop_by_offset (overlay->blob, property, &label, &n_fixups);

  if (fixups == NULL || label[0] == '\0' || is_phandle (label) || !check_fixups (overlay, fixups, n_fixups))
    return fail (CB_OVERLAY_DAMAGED, fixups != NULL ? label : "", ret_detail);
  if (symbols < 0)
    return CB_OVERLAY_NO_SYMBOLS;
  if (find_symbol (base, symbols, label) < 0)
    return fail (label[0] == '/' ? CB_OVERLAY_TARGET_MISSING : CB_OVERLAY_SYMBOL_MISSING, label, ret_detail);
  return CB_OVERLAY_APPLIED;
}

static CbOverlayOutcome
check_labels (const void *base, const Overlay *overlay, char **ret_detail) {
  int symbols = fdt_subnode_offset (base, 0, "__symbols__");
  CbOverlayOutcome outcome = CB_OVERLAY_APPLIED;
  int property;

  if (overlay->fixups < 0)
    return CB_OVERLAY_APPLIED;
  fdt_for_each_property_offset (property, overlay->blob, overlay->fixups) {
    outcome = check_label (base, symbols, overlay, property, ret_detail);
    if (outcome != CB_OVERLAY_APPLIED)
      return outcome;
  }
  return CB_OVERLAY_APPLIED;
}

/* A property of a __local_fixups__ node holds offsets into that of the same name in the node it mirrors. */
static gboolean
check_local_property (const Overlay *overlay, int node, int property) {
  const char *name;
  int n_offsets;
  const guint8 *offsets = fdt_getprop_by_offset (overlay->blob, property, &name, &n_offsets);
  guint64 n_changeable;

  if (offsets == NULL || is_phandle (name) || n_offsets % 4 != 0)
    return FALSE;
  n_changeable = count_changeable (overlay, node, name, strlen (name));
  for (int i = 0; i < n_offsets; i += 4)
    if ((guint64) cb_be32 (offsets + i) + 4 > n_changeable)
      return FALSE;
  return TRUE;
}

/* The depth is that of a checked tree. */
static gboolean
check_local_node (const Overlay *overlay, int node, int fixups) {
  int property, child;

  fdt_for_each_property_offset (property, overlay->blob, fixups) {
    if (!check_local_property (overlay, node, property))
      return FALSE;
  }
  fdt_for_each_subnode (child, overlay->blob, fixups) {
    const char *name = fdt_get_name (overlay->blob, child, NULL);
    int mirrored = name != NULL ? fdt_subnode_offset (overlay->blob, node, name) : -1;

    if (mirrored < 0 || is_own_business (overlay, mirrored) || !check_local_node (overlay, mirrored, child))
      return FALSE;
  }
  return TRUE;
}

/* Overlays of before 2016 list their places as texts. */
static gboolean
is_old_style (const Overlay *overlay) {
  return fdt_getprop (overlay->blob, overlay->local_fixups, "fixup", NULL) != NULL
         && fdt_getprop (overlay->blob, 0, "fixup", NULL) == NULL;
}

/* Every node that libfdt could take for a fragment. */
static CbOverlayOutcome
check_target_paths (const Overlay *overlay) {
  int node;

  fdt_for_each_subnode (node, overlay->blob, 0) {
    if (fdt_getprop (overlay->blob, node, "target-path", NULL) != NULL
        && get_path (overlay->blob, node, "target-path") == NULL)
      return CB_OVERLAY_NOT_KNOWN;
  }
  return CB_OVERLAY_APPLIED;
}

CbOverlayOutcome
cb_overlay_references_check (const void *base, const void *blob, char **ret_detail) {
  Overlay overlay = {
    .blob = blob,
    .fixups = fdt_subnode_offset (blob, 0, "__fixups__"),
    .local_fixups = fdt_subnode_offset (blob, 0, "__local_fixups__"),
  };
  CbOverlayOutcome outcome = check_labels (base, &overlay, ret_detail);

  if (outcome != CB_OVERLAY_APPLIED)
    return outcome;
  if (overlay.local_fixups >= 0 && is_old_style (&overlay))
    return CB_OVERLAY_NOT_KNOWN;
  if (overlay.local_fixups >= 0 && !check_local_node (&overlay, 0, overlay.local_fixups))
    return fail (CB_OVERLAY_DAMAGED, "__local_fixups__", ret_detail);
  return check_target_paths (&overlay);
}

static int
ensure_phandle (void *base, int node) {
  guint32 phandle;
  int result;

  if (fdt_get_phandle (base, node) != 0)
    return 0;
  result = fdt_generate_phandle (base, &phandle);
  return result < 0 ? result : fdt_setprop_u32 (base, node, "phandle", phandle);
}

int
cb_overlay_references_prepare (void *base, const void *overlay) {
  int fixups = fdt_subnode_offset (overlay, 0, "__fixups__");
  int property;

  if (fixups < 0)
    return 0;
  fdt_for_each_property_offset (property, overlay, fixups) {
    int symbols = fdt_subnode_offset (base, 0, "__symbols__");
    const char *label;
    int result;

    fdt_getprop_by_offset (overlay, property, &label, NULL);
    result = ensure_phandle (base, find_symbol (base, symbols, label));
    symbols = fdt_subnode_offset (base, 0, "__symbols__");
    if (result == 0 && label[0] == '/')
      result = fdt_setprop_string (base, symbols, label, label);
    if (result < 0)
      return result;
  }
  return 0;
}
