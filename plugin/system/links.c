/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "links.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "host/mac-text.h"

/* One datagram of a dump; the kernel makes them no larger than this for a reader that offers 32 KiB. */
#define RECEIVE_BYTES 32768

#define MAX_ATTRIBUTE 64

typedef void (*MessageFunc) (const struct nlmsghdr *header, gpointer data);

/* One set of attributes by number; only those below MAX_ATTRIBUTE are kept. */
typedef struct {
  const struct rtattr *at[MAX_ATTRIBUTE];
} Attributes;

static void
attributes_read (Attributes *attributes, const void *start, int n_bytes) {
  memset (attributes, 0, sizeof *attributes);
  for (const struct rtattr *a = start; RTA_OK (a, n_bytes); a = RTA_NEXT (a, n_bytes)) {
    unsigned type = a->rta_type & NLA_TYPE_MASK;

    if (type < MAX_ATTRIBUTE)
      attributes->at[type] = a;
  }
}

static gboolean
attribute_u32 (const Attributes *attributes, int type, guint32 *ret) {
  const struct rtattr *a = attributes->at[type];

  if (a == NULL || RTA_PAYLOAD (a) != sizeof *ret)
    return FALSE;
  memcpy (ret, RTA_DATA (a), sizeof *ret);
  return TRUE;
}

static char *
attribute_text (const struct rtattr *a) {
  return a == NULL ? NULL : g_strndup (RTA_DATA (a), RTA_PAYLOAD (a));
}

static char *
attribute_mac (const struct rtattr *a) {
  const guint8 *b;

  if (a == NULL || RTA_PAYLOAD (a) != 6)
    return NULL;
  b = RTA_DATA (a);
  if ((b[0] | b[1] | b[2] | b[3] | b[4] | b[5]) == 0)
    return NULL;
  return cb_mac_to_text (b);
}

static int
open_socket (guint32 groups, GError **error) {
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = groups };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  if (fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not ask the kernel for its links: %s"),
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* Hands each message of one datagram to func. TRUE at the end of a dump. */
static gboolean
walk_datagram (const char *buffer, gssize n, MessageFunc func, gpointer data) {
  int n_left = (int) n;

  for (const struct nlmsghdr *h = (const void *) buffer; NLMSG_OK (h, (unsigned) n_left);
       h = NLMSG_NEXT (h, n_left)) {
    if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
      return TRUE;
    func (h, data);
  }
  return FALSE;
}

static gboolean
dump (int type, int family, MessageFunc func, gpointer data, GError **error) {
  struct {
    struct nlmsghdr header;
    struct rtgenmsg body;
  } request = {
    .header = { .nlmsg_len = NLMSG_LENGTH (sizeof (struct rtgenmsg)),
                .nlmsg_type = (guint16) type,
                .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
    .body = { .rtgen_family = (guint8) family },
  };
  g_autofree char *buffer = g_malloc (RECEIVE_BYTES);
  gboolean done = FALSE;
  int fd = open_socket (0, error);

  if (fd < 0)
    return FALSE;
  if (send (fd, &request, request.header.nlmsg_len, 0) >= 0)
    while (!done) {
      gssize n = recv (fd, buffer, RECEIVE_BYTES, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done = walk_datagram (buffer, n, func, data);
    }
  if (!done)
    g_set_error (error, CB_ERROR, CB_ERROR_FAILED, _ ("could not ask the kernel for its links: %s"),
                 g_strerror (errno));
  close (fd);
  return done;
}

static gboolean
is_wireless (const char *name) {
  g_autofree char *path = g_strdup_printf ("/sys/class/net/%s/phy80211", name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
attribute_hardware (const struct rtattr *attribute, guint8 *ret) {
  if (attribute != NULL && RTA_PAYLOAD (attribute) == sizeof ((CbLink *) NULL)->hardware)
    memcpy (ret, RTA_DATA (attribute), sizeof ((CbLink *) NULL)->hardware);
}

static CbLink *
link_read (const struct nlmsghdr *header) {
  const struct ifinfomsg *info = NLMSG_DATA (header);
  Attributes attributes, details;
  guint32 number;
  CbLink *link;

  /* a bridge speaks of its ports in messages of its own family, which lack half */
  if (header->nlmsg_len < NLMSG_LENGTH (sizeof *info) || info->ifi_family != AF_UNSPEC)
    return NULL;
  attributes_read (&attributes, IFLA_RTA (info), (int) IFLA_PAYLOAD (header));
  if (attributes.at[IFLA_IFNAME] == NULL)
    return NULL;
  link = g_new0 (CbLink, 1);
  link->index = info->ifi_index;
  link->name = attribute_text (attributes.at[IFLA_IFNAME]);
  link->mac = attribute_mac (attributes.at[IFLA_PERM_ADDRESS]);
  attribute_hardware (attributes.at[IFLA_ADDRESS], link->hardware);
  link->ethernet = info->ifi_type == ARPHRD_ETHER;
  link->loopback = (info->ifi_flags & IFF_LOOPBACK) != 0;
  link->carrier = (info->ifi_flags & IFF_LOWER_UP) != 0;
  link->wireless = is_wireless (link->name);
  attribute_u32 (&attributes, IFLA_CARRIER_UP_COUNT, &link->plugs);
  if (attribute_u32 (&attributes, IFLA_MASTER, &number))
    link->master = (int) number;
  if (attribute_u32 (&attributes, IFLA_LINK, &number) && attributes.at[IFLA_LINK_NETNSID] == NULL)
    link->parent = (int) number;
  if (attributes.at[IFLA_LINKINFO] != NULL) {
    attributes_read (&details, RTA_DATA (attributes.at[IFLA_LINKINFO]),
                     (int) RTA_PAYLOAD (attributes.at[IFLA_LINKINFO]));
    link->kind = attribute_text (details.at[IFLA_INFO_KIND]);
  }
  return link;
}

void
cb_link_free (CbLink *link) {
  if (link == NULL)
    return;
  g_free (link->name);
  g_free (link->mac);
  g_free (link->kind);
  g_free (link);
}

static void
on_link (const struct nlmsghdr *header, gpointer data) {
  CbLink *link = header->nlmsg_type == RTM_NEWLINK ? link_read (header) : NULL;

  if (link != NULL)
    g_ptr_array_add (data, link);
}

GPtrArray *
cb_links_list (GError **error) {
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func ((GDestroyNotify) cb_link_free);

  if (!dump (RTM_GETLINK, AF_UNSPEC, on_link, links, error))
    return NULL;
  return g_steal_pointer (&links);
}

const CbLink *
cb_links_find (GPtrArray *links, const char *name) {
  for (guint i = 0; i < links->len; i++) {
    const CbLink *link = links->pdata[i];

    if (strcmp (link->name, name) == 0)
      return link;
  }
  return NULL;
}

const CbLink *
cb_links_find_child (GPtrArray *links, const CbLink *link) {
  static const char *const stacked[] = { "vlan", "macvlan", "macvtap", "ipvlan", NULL };

  for (guint i = 0; i < links->len; i++) {
    const CbLink *other = links->pdata[i];

    if (other->parent == link->index && other->kind != NULL && g_strv_contains (stacked, other->kind))
      return other;
  }
  return NULL;
}

guint
cb_link_speed (const char *name) {
  g_autofree char *path = g_strdup_printf ("/sys/class/net/%s/speed", name);
  g_autofree char *text = NULL;
  gint64 speed = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    speed = g_ascii_strtoll (text, NULL, 10);
  return speed > 0 && speed < G_MAXINT32 ? (guint) speed : 0;
}

typedef struct {
  GArray *networks;
  int except_index;
} Taken;

static void
taken_add (Taken *taken, const struct rtattr *a, guint prefix) {
  CbNetwork network = { .prefix = prefix };
  guint32 address;

  if (a == NULL || RTA_PAYLOAD (a) != sizeof address || prefix > 32)
    return;
  memcpy (&address, RTA_DATA (a), sizeof address);
  network.network = prefix == 0 ? 0 : ntohl (address) & (G_MAXUINT32 << (32 - prefix));
  g_array_append_val (taken->networks, network);
}

static void
on_address (const struct nlmsghdr *header, gpointer data) {
  const struct ifaddrmsg *info = NLMSG_DATA (header);
  Taken *taken = data;
  Attributes attributes;

  if (header->nlmsg_type != RTM_NEWADDR || header->nlmsg_len < NLMSG_LENGTH (sizeof *info)
      || (int) info->ifa_index == taken->except_index)
    return;
  attributes_read (&attributes, IFA_RTA (info), (int) IFA_PAYLOAD (header));
  taken_add (taken, attributes.at[IFA_ADDRESS], info->ifa_prefixlen);
}

static void
on_route (const struct nlmsghdr *header, gpointer data) {
  const struct rtmsg *info = NLMSG_DATA (header);
  Taken *taken = data;
  Attributes attributes;
  guint32 link = 0;

  if (header->nlmsg_type != RTM_NEWROUTE || header->nlmsg_len < NLMSG_LENGTH (sizeof *info))
    return;
  attributes_read (&attributes, RTM_RTA (info), (int) RTM_PAYLOAD (header));
  attribute_u32 (&attributes, RTA_OIF, &link);
  if (taken->except_index == 0 || (int) link != taken->except_index)
    taken_add (taken, attributes.at[RTA_DST], info->rtm_dst_len);
}

GArray *
cb_links_taken_networks (int except_index, GError **error) {
  g_autoptr (GArray) networks = g_array_new (FALSE, FALSE, sizeof (CbNetwork));
  Taken taken = { networks, except_index };

  if (!dump (RTM_GETADDR, AF_INET, on_address, &taken, error)
      || !dump (RTM_GETROUTE, AF_INET, on_route, &taken, error))
    return NULL;
  return g_steal_pointer (&networks);
}

static void
on_any_route (const struct nlmsghdr *header, gpointer data) {
  const struct rtmsg *info = NLMSG_DATA (header);
  gboolean *found = data;

  if (header->nlmsg_type == RTM_NEWROUTE && header->nlmsg_len >= NLMSG_LENGTH (sizeof *info)
      && info->rtm_dst_len == 0 && info->rtm_type == RTN_UNICAST)
    *found = TRUE;
}

gboolean
cb_links_have_default_route (void) {
  gboolean found = FALSE;

  return dump (RTM_GETROUTE, AF_INET, on_any_route, &found, NULL) && found;
}

typedef struct {
  CbLinkFunc func;
  gpointer data;
  int fd;
} Watch;

static void
watch_free (gpointer data) {
  Watch *watch = data;

  close (watch->fd);
  g_free (watch);
}

static void
on_watched_link (const struct nlmsghdr *header, gpointer data) {
  g_autoptr (CbLink) link = header->nlmsg_type == RTM_NEWLINK ? link_read (header) : NULL;
  const Watch *watch = data;

  if (link != NULL)
    watch->func (link, watch->data);
}

/* The kernel had more messages than it could keep; CbLink.plugs tells what happened meanwhile. */
static void
tell_all (const Watch *watch) {
  g_autoptr (GPtrArray) links = cb_links_list (NULL);

  for (guint i = 0; links != NULL && i < links->len; i++)
    watch->func (links->pdata[i], watch->data);
}

static gboolean
on_watch_readable (int fd, GIOCondition condition, gpointer data) {
  g_autofree char *buffer = g_malloc (RECEIVE_BYTES);
  gssize n = recv (fd, buffer, RECEIVE_BYTES, MSG_DONTWAIT);

  if (n > 0)
    walk_datagram (buffer, n, on_watched_link, data);
  else if (n < 0 && errno == ENOBUFS)
    tell_all (data);
  return G_SOURCE_CONTINUE;
}

GSource *
cb_links_watch (GMainContext *context, CbLinkFunc func, gpointer data, GError **error) {
  Watch *watch;
  GSource *source;
  int fd = open_socket (RTMGRP_LINK, error);

  if (fd < 0)
    return NULL;
  watch = g_new (Watch, 1);
  *watch = (Watch){ func, data, fd };
  source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (source, G_SOURCE_FUNC (on_watch_readable), watch, watch_free);
  g_source_attach (source, context);
  return source;
}
