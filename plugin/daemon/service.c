/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "service.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "authority.h"
#include "cable-status.h"
#include "cableboot-bus.h"
#include "disable.h"
#include "down.h"
#include "enable.h"
#include "error.h"
#include "host/interface-name.h"
#include "host/link-event.h"
#include "host/subnet.h"
#include "interfaces.h"
#include "limit.h"
#include "links.h"
#include "names.h"
#include "request.h"
#include "settings-store.h"
#include "targets.h"

struct CbService {
  CbCableboot *skeleton;
  GDBusConnection *bus;
  CbWorker *worker;
  CbUpkeep *upkeep;
  CbHerald *herald;
  void (*call_ended) (gpointer data);
  gpointer data;
  guint n_pending;
  GHashTable *n_pending_of; /* uid -> number of calls */
};

/* One call on its way: from the bus to polkit to the worker and back. */
typedef struct {
  CbService *service;
  GDBusMethodInvocation *invocation; /* given away with the answer */
  CbRequest *request;
  GVariant *(*run) (const CbRequest *request, CbUpkeep *upkeep, GError **error);
  guint32 caller;
  gboolean counted;                  /* in n_pending_of */
  gboolean changes;                  /* which cables there are */
  GVariant *events;                  /* that a follower is answered */
} Call;

typedef struct {
  CbService *service;
  char *uuid;
  char *interface;
  char *action;
} LinkChange;

static gboolean
end_call (gpointer data) {
  CbService *service = data;

  service->n_pending--;
  service->call_ended (service->data);
  return G_SOURCE_REMOVE;
}

/* On the main thread. */
static guint
count_of (CbService *service, guint32 uid, int change) {
  gpointer key = GUINT_TO_POINTER (uid);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (service->n_pending_of, key)) + (guint) change;

  if (n > 0)
    g_hash_table_insert (service->n_pending_of, key, GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (service->n_pending_of, key);
  return n;
}

static gboolean
free_call (gpointer data) {
  Call *call = data;

  if (call->counted)
    count_of (call->service, call->caller, -1);
  end_call (call->service);
  cb_request_free (call->request);
  g_free (call);
  return G_SOURCE_REMOVE;
}

/* Any thread. */
static void
call_free (Call *call) {
  g_main_context_invoke (NULL, free_call, call);
}

/* Texts of this job in the caller's language; the daemon's own where that isn't installed. */
static locale_t
speak (const CbRequest *request) {
  locale_t locale = (locale_t) 0;

  if (request->locale != NULL)
    locale = newlocale (LC_MESSAGES_MASK | LC_CTYPE_MASK, request->locale, (locale_t) 0);
  if (locale != (locale_t) 0)
    uselocale (locale);
  return locale;
}

static void
fall_silent (locale_t locale) {
  if (locale == (locale_t) 0)
    return;
  uselocale (LC_GLOBAL_LOCALE);
  freelocale (locale);
}

static gboolean
run_call (gpointer data) {
  Call *call = data;
  g_autoptr (GError) error = NULL;
  locale_t locale = speak (call->request);
  GVariant *answer = call->run (call->request, call->service->upkeep, &error);

  fall_silent (locale);
  if (call->changes)
    cb_upkeep_cables_changed (call->service->upkeep);
  if (answer != NULL)
    g_dbus_method_invocation_return_value (call->invocation,
                                           g_variant_new_tuple (&answer, 1));
  else
    g_dbus_method_invocation_return_gerror (call->invocation, error);
  call_free (call);
  return G_SOURCE_REMOVE;
}

static void
refuse (Call *call, GError *error) {
  g_dbus_method_invocation_take_error (call->invocation, error);
  call_free (call);
}

static void
on_judged (GObject *source, GAsyncResult *result, gpointer data) {
  Call *call = data;
  GError *error = NULL;

  if (cb_authority_check_finish (result, &error))
    cb_worker_post (call->service->worker, run_call, call);
  else
    refuse (call, error);
}

/* root is never turned away by what others ask. */
static gboolean
admit (Call *call, GError **error) {
  guint n_of_caller = count_of (call->service, call->caller, 1);

  call->counted = TRUE;
  if (call->caller == 0
      || (n_of_caller <= CB_MAX_JOBS_OF_USER && call->service->n_pending <= CB_MAX_JOBS))
    return TRUE;
  g_set_error_literal (error, CB_ERROR, CB_ERROR_FAILED, _ ("too many calls at once; try again"));
  return FALSE;
}

/* A new call of the invocation, or NULL when it was answered with an error. */
static Call *
begin (CbService *service, GDBusMethodInvocation *invocation, const char *interface, GVariant *folder,
       GVariant *options, GVariant *(*run) (const CbRequest *, CbUpkeep *, GError **)) {
  GError *error = NULL;
  Call *call = g_new (Call, 1);

  service->n_pending++;
  *call = (Call){ .service = service, .invocation = invocation, .run = run };
  call->caller = cb_authority_caller_uid (
      service->bus, g_dbus_method_invocation_get_sender (invocation), &error);
  if (error == NULL && admit (call, &error))
    call->request = cb_request_new (call->caller, interface, folder, options, &error);
  if (error == NULL)
    return call;
  refuse (call, error);
  return NULL;
}

static gboolean
change (CbService *service, GDBusMethodInvocation *invocation, const char *interface, GVariant *folder,
        GVariant *options, GVariant *(*run) (const CbRequest *, CbUpkeep *, GError **)) {
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);
  gboolean interactive = (g_dbus_message_get_flags (message)
                          & G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION)
                         != 0;
  Call *call = begin (service, invocation, interface, folder, options, run);

  if (call == NULL)
    return TRUE;
  call->changes = TRUE;
  if (call->request->caller == 0)
    cb_worker_post (service->worker, run_call, call);
  else
    cb_authority_check_async (service->bus, g_dbus_method_invocation_get_sender (invocation),
                              interactive, on_judged, call);
  return TRUE;
}

static gboolean
on_enable (CbCableboot *skeleton, GDBusMethodInvocation *invocation, const char *interface,
           GVariant *folder, GVariant *options, gpointer data) {
  return change (data, invocation, interface, folder, options, cb_enable);
}

static gboolean
on_link_targets (CbCableboot *skeleton, GDBusMethodInvocation *invocation, const char *interface,
                 GVariant *folder, GVariant *options, gpointer data) {
  return change (data, invocation, interface, folder, options, cb_targets_answer);
}

static gboolean
on_disable (CbCableboot *skeleton, GDBusMethodInvocation *invocation, const char *interface,
            GVariant *options, gpointer data) {
  return change (data, invocation, interface, NULL, options, cb_disable);
}

static gboolean
on_up (CbCableboot *skeleton, GDBusMethodInvocation *invocation, const char *interface,
       GVariant *options, gpointer data) {
  return change (data, invocation, interface, NULL, options, cb_up);
}

static gboolean
on_down (CbCableboot *skeleton, GDBusMethodInvocation *invocation, const char *interface,
         GVariant *options, gpointer data) {
  return change (data, invocation, interface, NULL, options, cb_down);
}

static GVariant *
list_cables (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  g_autoptr (GPtrArray) damages = cb_settings_damages_new ();
  g_autoptr (GPtrArray) cables = cb_settings_store_list (damages);
  g_autoptr (CbNetworkManager) manager = cb_network_manager_open (NULL);
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < cables->len; i++)
    g_variant_builder_add_value (
        &list, cb_cable_status (cables->pdata[i], request->caller, manager, upkeep, NULL));
  for (guint i = 0; i < damages->len; i++)
    g_variant_builder_add_value (&list, cb_cable_status_damaged (damages->pdata[i]));
  return g_variant_builder_end (&list);
}

static GVariant *
list_interfaces (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  g_autoptr (GPtrArray) cables = cb_settings_store_list (NULL);
  g_autoptr (CbNetworkManager) manager = cb_network_manager_open (error);
  g_autoptr (GPtrArray) links = manager ? cb_links_list (error) : NULL;

  return links == NULL ? NULL : cb_interfaces_describe (links, cables, manager);
}

/* What everybody may ask goes to the worker as well: it waits for NetworkManager. */
static gboolean
ask (CbService *service, GDBusMethodInvocation *invocation, GVariant *options,
     GVariant *(*run) (const CbRequest *, CbUpkeep *, GError **)) {
  Call *call = begin (service, invocation, "", NULL, options, run);

  if (call != NULL)
    cb_worker_post (service->worker, run_call, call);
  return TRUE;
}

static gboolean
on_list_cables (CbCableboot *skeleton, GDBusMethodInvocation *invocation, GVariant *options,
                gpointer data) {
  return ask (data, invocation, options, list_cables);
}

static gboolean
on_list_interfaces (CbCableboot *skeleton, GDBusMethodInvocation *invocation, GVariant *options,
                    gpointer data) {
  return ask (data, invocation, options, list_interfaces);
}

static GVariant *
list_boots (const CbRequest *request, CbUpkeep *upkeep, GError **error) {
  CbBoots *boots = cb_upkeep_boots (upkeep);

  return request->has_number ? cb_boots_list_one (boots, request->caller, request->number, error)
                             : cb_boots_list (boots, request->caller, request->limit);
}

static gboolean
on_list_boots (CbCableboot *skeleton, GDBusMethodInvocation *invocation, GVariant *options, gpointer data) {
  return ask (data, invocation, options, list_boots);
}

/* On the main thread. */
static void
answer_follower (gpointer data) {
  Call *call = data;
  const char *sender = g_dbus_method_invocation_get_sender (call->invocation);
  GError *error = NULL;

  if (!cb_herald_follow (call->service->herald, sender, call->caller, call->request->watching, &error)) {
    g_variant_unref (call->events);
    refuse (call, error);
    return;
  }
  g_dbus_method_invocation_return_value (call->invocation, g_variant_new_tuple (&call->events, 1));
  g_variant_unref (call->events);
  call_free (call);
}

/* What the answer has was told before, what comes by signals is told after: nothing is missing, nothing comes
 * twice. */
static gboolean
run_follow (gpointer data) {
  Call *call = data;

  call->events = g_variant_ref_sink (cb_boots_past (cb_upkeep_boots (call->service->upkeep), call->caller));
  cb_herald_call (call->service->herald, answer_follower, call);
  return G_SOURCE_REMOVE;
}

static gboolean
on_follow (CbCableboot *skeleton, GDBusMethodInvocation *invocation, GVariant *options, gpointer data) {
  CbService *service = data;
  Call *call = begin (service, invocation, "", NULL, options, NULL);

  if (call != NULL)
    cb_worker_post (service->worker, run_follow, call);
  return TRUE;
}

static gboolean
run_link_change (gpointer data) {
  LinkChange *change = data;

  cb_upkeep_link_changed (change->service->upkeep, change->uuid, change->interface, change->action);
  g_free (change->uuid);
  g_free (change->interface);
  g_free (change->action);
  g_main_context_invoke (NULL, end_call, change->service);
  g_free (change);
  return G_SOURCE_REMOVE;
}

static gboolean
on_link_changed (CbCableboot *skeleton, GDBusMethodInvocation *invocation, const char *uuid,
                 const char *interface, const char *action, gpointer data) {
  CbService *service = data;
  g_autoptr (GError) error = NULL;
  guint32 caller = cb_authority_caller_uid (
      service->bus, g_dbus_method_invocation_get_sender (invocation), NULL);
  LinkChange *change;

  if (caller != 0 || !cb_uuid_is_valid (uuid) || !cb_interface_name_check (interface, &error)) {
    g_dbus_method_invocation_return_error_literal (invocation, CB_ERROR, CB_ERROR_NOT_ALLOWED,
                                                   "only for NetworkManager's dispatcher");
    return TRUE;
  }
  cb_cableboot_complete_link_changed (skeleton, invocation);
  service->n_pending++;
  change = g_new (LinkChange, 1);
  *change = (LinkChange){ service, g_strdup (uuid), g_strdup (interface), g_strdup (action) };
  cb_worker_post (service->worker, run_link_change, change);
  return TRUE;
}

typedef struct {
  CbService *service;
  char *interface;
  char *server;
} StoodDown;

static gboolean
emit_stood_down (gpointer data) {
  StoodDown *event = data;

  cb_cableboot_emit_stood_down (event->service->skeleton, event->interface, event->server);
  g_free (event->interface);
  g_free (event->server);
  g_free (event);
  return G_SOURCE_REMOVE;
}

/* On the worker. */
static void
on_stood_down (const char *interface, guint32 server, gpointer data) {
  StoodDown *event = g_new (StoodDown, 1);

  *event = (StoodDown){ data, g_strdup (interface), cb_address_to_text (server) };
  g_main_context_invoke (NULL, emit_stood_down, event);
}

static void
register_errors (void) {
  for (int code = 0; code < CB_ERROR_N_; code++)
    g_dbus_error_register_error (CB_ERROR, code, cb_error_to_name (code));
}

CbService *
cb_service_new (GDBusConnection *bus, CbWorker *worker, CbUpkeep *upkeep, CbHerald *herald,
                void (*call_ended) (gpointer data), gpointer data, GError **error) {
  static const struct {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-enable", G_CALLBACK (on_enable) },
    { "handle-link-targets", G_CALLBACK (on_link_targets) },
    { "handle-disable", G_CALLBACK (on_disable) },
    { "handle-up", G_CALLBACK (on_up) },
    { "handle-down", G_CALLBACK (on_down) },
    { "handle-list-cables", G_CALLBACK (on_list_cables) },
    { "handle-list-interfaces", G_CALLBACK (on_list_interfaces) },
    { "handle-list-boots", G_CALLBACK (on_list_boots) },
    { "handle-follow", G_CALLBACK (on_follow) },
    { "handle-link-changed", G_CALLBACK (on_link_changed) },
  };
  g_autoptr (CbService) service = g_new0 (CbService, 1);

  register_errors ();
  service->skeleton = cb_cableboot_skeleton_new ();
  service->bus = g_object_ref (bus);
  service->worker = worker;
  service->upkeep = upkeep;
  service->herald = herald;
  service->call_ended = call_ended;
  service->data = data;
  service->n_pending_of = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect (service->skeleton, handlers[i].signal, handlers[i].handler, service);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (service->skeleton), bus,
                                         CB_BUS_PATH, error))
    return NULL;
  cb_upkeep_listen (upkeep, &(CbUpkeepListener){ on_stood_down, service });
  return g_steal_pointer (&service);
}

guint
cb_service_pending (CbService *service) {
  return service->n_pending;
}

void
cb_service_free (CbService *service) {
  if (service == NULL)
    return;
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (service->skeleton));
  g_object_unref (service->skeleton);
  g_object_unref (service->bus);
  g_hash_table_unref (service->n_pending_of);
  g_free (service);
}
