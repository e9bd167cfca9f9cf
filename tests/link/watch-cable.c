/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* watch-cable LINK UID IFACE ADDRESS guard|look wire|told FOLDER WORD...: starts the program LINK as cablebootd
 * does, to be that user (nobody for "nobody") and with a packet socket of IFACE, and prints each event as a
 * line. Probes that it asks for are sent; it has our standard input. Ends when the watcher does, with its exit
 * code. */

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot/story-words.h"
#include "child.h"
#include "limit.h"
#include "office-probe.h"
#include "packet-tap.h"
#include "wire/boot-event.h"

static char *
mac_text (const guint8 *mac) {
  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static const char *
address_text (guint32 address) {
  return inet_ntoa ((struct in_addr){ htonl (address) });
}

/* A word for each field that says something. */
static void
print_story (const CbStoryEvent *event) {
  g_autofree char *mac = mac_text (event->mac);
  g_autofree char *name = g_strndup ((const char *) event->name.bytes, event->name.n_bytes);
  g_autofree char *release = g_strndup ((const char *) event->release.bytes, event->release.n_bytes);

  printf ("story %s boot %u stage %s", cb_story_kind_to_code (event->what), event->boot,
          cb_story_stage_to_code (event->stage));
  if (event->outcome != 0)
    printf (" outcome %s", cb_story_outcome_to_code (event->outcome));
  if (event->cause != 0)
    printf (" cause %s", cb_story_cause_to_code (event->cause));
  if (event->what == CB_STORY_BOARD)
    printf (" mac %s serial %08x address %s", mac, event->serial, address_text (event->address));
  if (name != NULL)
    printf (" name %s bytes %" G_GUINT64_FORMAT, name, event->n_bytes);
  if (release != NULL)
    printf (" release %s build %.*s", release, (int) event->build.n_bytes, (const char *) event->build.bytes);
  if (event->what == CB_STORY_KERNEL)
    printf (" hash %02x%02x%02x%02x", event->hash[0], event->hash[1], event->hash[2], event->hash[3]);
  if (event->ms_taken != 0)
    printf (" taken %u", event->ms_taken);
  puts ("");
}

static void
print_event (const CbBootEvent *event) {
  g_autofree char *mac = mac_text (event->board.mac), *server_mac = mac_text (event->foreign.mac);
  g_autofree char *class = NULL;

  switch (event->kind) {
  case CB_BOOT_READY: puts ("ready"); break;
  case CB_BOOT_PROBE_DUE: puts ("probe-due"); break;
  case CB_BOOT_FOREIGN_SERVER:
    printf ("foreign-server %s ", address_text (event->foreign.server));
    printf ("offered %s ", address_text (event->foreign.offered));
    printf ("router %s mac %s\n", address_text (event->foreign.router), server_mac);
    break;
  case CB_BOOT_STRANGER:
    class = g_strndup ((const char *) event->stranger.vendor_class.bytes,
                       event->stranger.vendor_class.n_bytes);
    printf ("stranger %s class '%s'\n", mac, class);
    break;
  case CB_BOOT_BOARD_SEEN:
    printf ("board %s serial %08x revision %06x\n", mac, event->board.serial, event->board.revision);
    break;
  case CB_BOOT_DISCOVER_UNANSWERED: printf ("discover-unanswered %s\n", mac); break;
  case CB_BOOT_REQUEST_UNANSWERED:
    printf ("request-unanswered %s %s\n", mac, address_text (event->unanswered.address));
    break;
  case CB_BOOT_ANSWERED:
    printf ("answered %s %s\n", mac,
            event->unanswered.address ? address_text (event->unanswered.address) : "discover");
    break;
  case CB_BOOT_STORY: print_story (&event->story); break;
  default: printf ("kind %d\n", (int) event->kind); break;
  }
  fflush (stdout);
}

static gboolean
read_mac (int ifindex, guint8 *mac) {
  struct ifreq request = { 0 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean known = if_indextoname ((guint) ifindex, request.ifr_name) != NULL
                   && ioctl (fd, SIOCGIFHWADDR, &request) == 0;

  close (fd);
  memcpy (mac, request.ifr_hwaddr.sa_data, 6);
  return known;
}

static void
follow (int fd, int ifindex) {
  CbBootEventReader reader = { 0 };
  guint8 mac[6];
  guint n_probes = 0;
  gssize n = 1;

  while (n > 0) {
    gsize n_room;
    guint8 *room = cb_boot_event_reader_room (&reader, &n_room);
    CbBootEvent event;

    n = read (fd, room, n_room);
    if (n > 0)
      cb_boot_event_reader_filled (&reader, (gsize) n);
    while (cb_boot_event_reader_next (&reader, &event) == 0) {
      g_autoptr (GError) error = NULL;

      print_event (&event);
      if (event.kind == CB_BOOT_PROBE_DUE && n_probes++ < CB_MAX_PROBES
          && !(read_mac (ifindex, mac) && cb_office_probe_send (ifindex, mac, &error)))
        g_printerr ("no probe: %s\n", error != NULL ? error->message : "no MAC");
    }
  }
}

/* What the tap had and had no room for. */
static void
print_losses (int tap) {
  struct tpacket_stats_v3 statistics = { 0 };
  socklen_t n_bytes = sizeof statistics;

  if (getsockopt (tap, SOL_PACKET, PACKET_STATISTICS, &statistics, &n_bytes) == 0)
    printf ("tap %u packets, %u lost\n", statistics.tp_packets, statistics.tp_drops);
}

/* The words of its command line; free with g_strfreev. */
static char **
words_of (int argc, char **argv, guint32 address) {
  const CbIdentity nobody = cb_identity_nobody ();
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_add (words, g_strdup (argv[1]));
  g_ptr_array_add (words, g_strdup ("watch"));
  if (strcmp (argv[2], "nobody") == 0) {
    g_ptr_array_add (words, g_strdup_printf ("--user=%u", nobody.uid));
    g_ptr_array_add (words, g_strdup_printf ("--group=%u", nobody.gid));
  } else
    g_ptr_array_add (words, g_strdup_printf ("--user=%s", argv[2]));
  g_ptr_array_add (words, g_strdup ("--"));
  g_ptr_array_add (words, g_strdup_printf ("%u", address));
  for (int i = 5; i < argc; i++)
    g_ptr_array_add (words, g_strdup (argv[i]));
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_steal (words, NULL);
}

int
main (int argc, char **argv) {
  guint32 address = argc >= 8 ? ntohl (inet_addr (argv[4])) : 0;
  int ifindex = argc >= 8 ? (int) if_nametoindex (argv[3]) : 0, tap, events, status = 0;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  const int target = 3, told = dup (STDIN_FILENO);
  GPid pid;

  if (ifindex == 0)
    return 2;
  words = words_of (argc, argv, address);
  tap = cb_packet_tap_open (ifindex, address, strcmp (argv[6], "wire") == 0, &error);
  if (tap < 0
      || !g_spawn_async_with_pipes_and_fds ("/", (const char *const *) words, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                            NULL, NULL, told, -1, -1, &tap, &target, 1, &pid, NULL, &events,
                                            NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  printf ("pid %d\n", (int) pid);
  fflush (stdout);
  follow (events, ifindex);
  print_losses (tap);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}
