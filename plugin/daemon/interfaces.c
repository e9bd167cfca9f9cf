/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "interfaces.h"

#include <glib/gi18n-lib.h>

#include "error.h"

/* The port's bridge, bond or team, as a person knows it. */
static const char *
master_name (GPtrArray *links, const CbLink *link) {
  for (guint i = 0; i < links->len; i++) {
    const CbLink *other = links->pdata[i];

    if (other->index == link->master)
      return other->name;
  }
  return "?";
}

char *
cb_interface_occupied (GPtrArray *links, const CbLink *link) {
  const CbLink *child = cb_links_find_child (links, link);

  if (link->master != 0)
    return g_strdup_printf (_ ("'%s' is a port of '%s'; take it out of there first"), link->name,
                            master_name (links, link));
  if (child != NULL)
    return g_strdup_printf (_ ("'%s' carries '%s'; remove that first"), link->name, child->name);
  return NULL;
}

char *
cb_interface_obstacle (GPtrArray *links, const CbLink *link, const CbDeviceFacts *facts,
                       int *ret_code) {
  char *occupied = cb_interface_occupied (links, link);
  gboolean wired = link->ethernet && !link->wireless && !link->loopback
                   && (link->kind == NULL || g_str_equal (link->kind, "veth"));

  *ret_code = CB_ERROR_INVALID;
  if (!wired) {
    g_free (occupied);
    return g_strdup_printf (
        _ ("'%s' is not a wired interface; name the one that the Pi's cable is in"), link->name);
  }
  *ret_code = CB_ERROR_REFUSED;
  if (occupied != NULL)
    return occupied;
  if (!facts->known || !facts->managed)
    return g_strdup_printf (_ ("NetworkManager doesn't manage '%s'; let it, for example with: nmcli "
                               "device set %s managed yes"),
                            link->name, link->name);
  return NULL;
}

static char *
obstacle_of (GPtrArray *links, const CbLink *link, CbNetworkManager *manager, int *ret_code) {
  g_auto (CbDeviceFacts) facts = { 0 };

  cb_network_manager_device (manager, link->name, &facts);
  return cb_interface_obstacle (links, link, &facts, ret_code);
}

static gboolean
belong_together (const CbSettings *cable, const CbLink *link) {
  return cable->mac != NULL ? g_strcmp0 (cable->mac, link->mac) == 0
                            : g_str_equal (cable->interface, link->name);
}

CbSettings *
cb_interface_cable (GPtrArray *cables, const CbLink *link) {
  for (guint i = 0; i < cables->len; i++)
    if (belong_together (cables->pdata[i], link))
      return cables->pdata[i];
  return NULL;
}

const CbLink *
cb_interface_link (GPtrArray *links, const CbSettings *cable) {
  for (guint i = 0; i < links->len; i++)
    if (belong_together (cable, links->pdata[i]))
      return links->pdata[i];
  return NULL;
}

static const CbLink *
choose_named (GPtrArray *links, const char *name, CbNetworkManager *manager, GError **error) {
  const CbLink *link = cb_links_find (links, name);
  g_autofree char *obstacle = NULL;
  int code;

  if (link == NULL) {
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("there is no interface '%s'"), name);
    return NULL;
  }
  obstacle = obstacle_of (links, link, manager, &code);
  if (obstacle == NULL)
    return link;
  g_set_error_literal (error, CB_ERROR, code, obstacle);
  return NULL;
}

const CbLink *
cb_interface_choose (GPtrArray *links, const char *name, GPtrArray *cables,
                     CbNetworkManager *manager, GError **error) {
  const CbLink *only = NULL;
  guint n = 0;

  if (name == NULL && cables->len == 1)
    name = ((const CbSettings *) cables->pdata[0])->interface;
  if (name != NULL)
    return choose_named (links, name, manager, error);
  for (guint i = 0; i < links->len; i++) {
    int code;
    g_autofree char *obstacle = obstacle_of (links, links->pdata[i], manager, &code);

    if (obstacle != NULL)
      continue;
    only = links->pdata[i];
    n++;
  }
  if (n == 1)
    return only;
  if (n == 0)
    g_set_error_literal (error, CB_ERROR, CB_ERROR_NOT_FOUND,
                         _ ("there is no wired interface that NetworkManager manages; plug the "
                            "adapter in"));
  else
    g_set_error_literal (error, CB_ERROR, CB_ERROR_AMBIGUOUS,
                         _ ("there is more than one wired interface; name the one that the Pi's "
                            "cable is in"));
  return NULL;
}

CbSettings *
cb_interface_enabled (GPtrArray *cables, const char *name, GError **error) {
  if (name == NULL && cables->len == 1)
    return cables->pdata[0];
  if (name == NULL && cables->len > 1) {
    g_set_error_literal (error, CB_ERROR, CB_ERROR_AMBIGUOUS,
                         _ ("more than one cable is enabled; name its interface"));
    return NULL;
  }
  for (guint i = 0; name != NULL && i < cables->len; i++)
    if (g_str_equal (((CbSettings *) cables->pdata[i])->interface, name))
      return cables->pdata[i];
  if (name != NULL)
    g_set_error (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("no cable is enabled on '%s'"), name);
  else
    g_set_error_literal (error, CB_ERROR, CB_ERROR_NOT_FOUND, _ ("no cable is enabled"));
  return NULL;
}

static void
describe_one (GVariantBuilder *list, GPtrArray *links, const CbLink *link, GPtrArray *cables,
              CbNetworkManager *manager) {
  g_auto (CbDeviceFacts) facts = { 0 };
  g_autofree char *obstacle = NULL;
  GVariantBuilder entry;
  guint speed = cb_link_speed (link->name);
  int code;

  cb_network_manager_device (manager, link->name, &facts);
  obstacle = cb_interface_obstacle (links, link, &facts, &code);
  if (obstacle != NULL && code == CB_ERROR_INVALID)
    return;
  g_variant_builder_init (&entry, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&entry, "{sv}", "interface", g_variant_new_string (link->name));
  if (link->mac != NULL)
    g_variant_builder_add (&entry, "{sv}", "mac", g_variant_new_string (link->mac));
  g_variant_builder_add (&entry, "{sv}", "carrier", g_variant_new_boolean (link->carrier));
  if (link->carrier && speed != 0)
    g_variant_builder_add (&entry, "{sv}", "speed", g_variant_new_uint32 (speed));
  if (facts.active_id != NULL)
    g_variant_builder_add (&entry, "{sv}", "connection", g_variant_new_string (facts.active_id));
  g_variant_builder_add (&entry, "{sv}", "enabled",
                         g_variant_new_boolean (cb_interface_cable (cables, link) != NULL));
  g_variant_builder_add (&entry, "{sv}", "usable", g_variant_new_boolean (obstacle == NULL));
  if (obstacle != NULL)
    g_variant_builder_add (&entry, "{sv}", "reason", g_variant_new_string (obstacle));
  g_variant_builder_add_value (list, g_variant_builder_end (&entry));
}

GVariant *
cb_interfaces_describe (GPtrArray *links, GPtrArray *cables, CbNetworkManager *manager) {
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < links->len; i++)
    describe_one (&list, links, links->pdata[i], cables, manager);
  return g_variant_builder_end (&list);
}
