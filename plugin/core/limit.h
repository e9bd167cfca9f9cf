/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Every number that bounds what somebody else can make us hold, read or wait for, each with its
 * reason. Plain C, no GLib.
 */

#pragma once


/* A line of a dnsmasq fragment may be about 1024 bytes; a longer one is split and refused
 * (networkmanager-dnsmasq.md 2.1). The folder stands in one line beside "tftp-root=", two quotes,
 * a comma and the interface (15 bytes at most). */
#define CB_MAX_FRAGMENT_LINE_BYTES 1000
#define CB_MAX_FOLDER_BYTES        900

/* One interface name of the kernel: IFNAMSIZ less the zero byte. */
#define CB_MAX_INTERFACE_BYTES 15

/* Settings files that are read; a laptop has a handful of NICs. A file has room for CB_MAX_LINK_TARGETS paths
 * of CB_MAX_FOLDER_BYTES, each byte escaped. */
#define CB_MAX_CABLES         64
#define CB_MAX_SETTINGS_BYTES (128 * 1024)

/* MAC prefixes in a fragment: each costs a line that dnsmasq compares for every DISCOVER. */
#define CB_MAX_MAC_PREFIXES      256
#define CB_MAX_MAC_PREFIX_BYTES  (64 * 1024)

/* What a helper process may print before it is cut off, and how long it may take. A full firmware
 * folder has about 400 files; a cold NFS home answers in seconds. */
#define CB_MAX_CHILD_OUTPUT_BYTES (64 * 1024)
#define CB_MAX_CHILD_MS           20000

/* Entries of a boot folder that the walk looks at, and its depth. A boot folder has about 400 files in
 * two levels; a build tree given by mistake has a hundred thousand. */
#define CB_MAX_WALK_ENTRIES  20000
#define CB_MAX_WALK_DEPTH    12
#define CB_MAX_WALK_FINDINGS 32

/* Calls that are open in the daemon at once before more are turned away: one user's, so that nobody can fill
 * the queue for others, and everybody's. root is never turned away. */
#define CB_MAX_JOBS_OF_USER 8
#define CB_MAX_JOBS         64

/* How long polkit may take to answer: a person may be looking for the password. */
#define CB_MAX_QUESTION_S 300

/* A TFTP request (RFC 2347: "the maximum size of a request packet is 512 octets"), its options, of which we
 * know four, and the file name that fits in it beside opcode, mode and zero bytes. A part is a file name of
 * the kernel (NAME_MAX); a boot folder has two levels. */
#define CB_MAX_TFTP_REQUEST_BYTES   512
#define CB_MAX_TFTP_OPTIONS         16
#define CB_MAX_TFTP_NAME_BYTES      503
#define CB_MAX_TFTP_NAME_PART_BYTES 255
#define CB_MAX_TFTP_NAME_PARTS      12

/* Blocks that are sent before an ACK must come: the throughput no longer grows beyond 64, and 64 blocks of
 * 1468 bytes still fit into the receive buffer of a small client. */
#define CB_MAX_TFTP_WINDOW_BLOCKS 64

/* How long a client is waited for: one second if it did not ask for another time (RFC 2349; longer ones than
 * this aren't accepted), doubled up to four seconds, eight times in all. A Pi that lost its power holds a
 * transfer for 27 seconds, whoever asked for the longest time for 128. Eight, because one DATA or ACK in ten
 * may be lost and a file of 65,536 blocks still arrive. */
#define CB_MAX_TFTP_TIMEOUT_SECONDS 16
#define CB_TFTP_SECONDS             1
#define CB_MAX_TFTP_GROWN_SECONDS   4
#define CB_MAX_TFTP_TRIES           8

/* How slow a client may be that answers each time, but late: so many new blocks in each such period, and a
 * whole file in six hours. Honest ones keep within it on the worst of cables: with a tenth of all datagrams
 * lost, a block takes 4 seconds on the average with the longest timer, and a file of 65,536 blocks takes 4.4
 * hours with the usual one. */
#define CB_TFTP_PACE_SECONDS     180
#define CB_MIN_TFTP_PACE_BLOCKS  16
#define CB_MAX_TFTP_LIFE_SECONDS 21600

/* One DHCP datagram: an Ethernet frame of 1500 bytes less the headers of IP and UDP. A longer one came in
 * fragments, which no client of a boot server needs. */
#define CB_MAX_DHCP_BYTES 1472

/* A client identifier is sent back (RFC 6842), and with it the longest reply must fit into the 548 bytes that
 * every client takes. The longest in use (RFC 4361): a type byte, four bytes and a DUID of 130. */
#define CB_MAX_DHCP_CLIENT_BYTES 135

/* Addresses that are given out at one time. A cable has one board, a switch on its end some tens. */
#define CB_MAX_LEASES 256

/* One record in the pipe from cableboot-link: a name and about 40 bytes of numbers, and less than PIPE_BUF
 * (4096), so that a write is all or nothing. */
#define CB_MAX_EVENT_BYTES 1024

/* What such a pipe holds while its reader does something else, as activating a profile: a full one makes the
 * server wait, and the watcher miss what is on the cable. Sixteen boards that boot at once tell 200 kB in some
 * seconds. */
#define CB_LINK_PIPE_BYTES (1024 * 1024)

/* DHCP that waits for what the built-in server tells (link/held-sights.h), and for how long: two datagrams of
 * sixteen boards. The way through cablebootd takes milliseconds, unless that is busy. */
#define CB_MAX_HELD_SIGHTS 32
#define CB_HELD_SIGHT_NS   1000000000

/* What a packet socket without a ring holds while its reader has no CPU: a thousand packets. */
#define CB_PACKET_TAP_QUEUE_BYTES (2 * 1024 * 1024)

/* A file name in such a record: a request is 512 bytes at most, mode and options included (RFC 2347). */
#define CB_MAX_EVENT_NAME_BYTES 512

/* SHA-256, of a kernel's file. */
#define CB_STORY_HASH_BYTES 32

/* Transfers of one board that a story follows at a time: a boot loader has one or two, and those that a board
 * left without a word stay until they time out. How often the plan of one boot is made anew: with the first
 * file, when the serial folder shows its name, and when a file shows the model better. */
#define CB_MAX_STORY_TRANSFERS 16
#define CB_MAX_STORY_PLANS     6

/* What is passed on of a vendor class: enough to tell "MSFT 5.0" from "PXEClient:Arch:...", no more. */
#define CB_MAX_EVENT_CLASS_BYTES 64

/* DHCPDISCOVERs of the office guard for one watcher: one at once, then in growing distance, because a switch
 * port that is still learning its place (STP: 30 s, or 50 s after negotiating) loses the first ones. */
#define CB_MAX_PROBES 8

/* What a watcher remembers of a cable: boards on the switch at its end, others that ask there, and servers
 * that aren't ours. One server is reason enough to stand down; a second one is worth naming. */
#define CB_MAX_WATCHED_BOARDS    64
#define CB_MAX_WATCHED_STRANGERS 16
#define CB_MAX_WATCHED_SERVERS   8

/* Transfers that a watcher follows at one time: sixteen boards behind a switch, or a hundred transfers of a
 * test, and as many again that nobody ended. Each takes 1 kB. */
#define CB_MAX_WATCHED_TRANSFERS 256

/* After how long a silence of its client a watcher takes a transfer for given up. dnsmasq has repeated three
 * times by then (after 2, 5 and 10 s), and clients that are there repeat after 1 to 5 s. dnsmasq itself holds
 * it for 40 s, which is too long to learn that a board has died. */
#define CB_WATCHED_SILENT_SECONDS 10

/* For so long it may still go on: dnsmasq has given it up by then. */
#define CB_WATCHED_FORGOTTEN_SECONDS 45

/* A loader that doesn't acknowledge the last block is done with the file a second after it. Where more than
 * that one acknowledgement is missing, the server decides: one that lacks it repeats the block after 1 s (ours)
 * or 2 s (dnsmasq), one that got it says nothing for longer. */
#define CB_WATCHED_LAST_BLOCK_SECONDS 1
#define CB_WATCHED_CONTENT_SECONDS    3

/* A request that isn't answered for so long is told without its answer. dnsmasq takes milliseconds. */
#define CB_WATCHED_ANSWER_SECONDS 1

/* Transfers at one time, in all and of one address. A board has one or two, a boot rack hundreds. Half of them,
 * so that no client can shut out all others. What is read ahead for each makes up most of its memory: 1.6 MB
 * for a hundred, 17 MB for all. */
#define CB_MAX_TRANSFERS           1024
#define CB_MAX_TRANSFERS_OF_CLIENT 512
#define CB_READ_AHEAD_BYTES        16384

/* Ports that transfers answer from. More of them keep late datagrams apart better, fewer make larger batches.
 * */
#define CB_TFTP_PORTS 4

/* Folders outside the boot folder that its links may lead to. */
#define CB_MAX_LINK_TARGETS 64

/* A server that is idle between two datagrams of a running transfer looks again at once for so long before it
 * sleeps: an answer of a board on a cable takes 0.1 to 0.5 ms, and being woken up costs a third of a block's
 * time. */
#define CB_SERVER_POLL_NS 1000000

/* Events of a transfer's progress: ten in a second are enough for an eye. */
#define CB_PROGRESS_NS 100000000

/* Boards of the first kind whose hardware address the kernel is told to keep (pi-netboot.md 2.1). */
#define CB_MAX_NEIGHBOURS 16

/* Frames that are still due to boards of the first kind (pi-netboot.md 2.1). */
#define CB_MAX_NUDGES 16

/* A board's model as people write it. The longest that means one: "Raspberry Pi Compute Module 4S Rev 1.0". */
#define CB_MAX_MODEL_BYTES 80

/* What is read of config.txt and of each file that it includes: an ordinary one has 2 KB, and from 4096 bytes
 * on firmware differs in what it does (pi-netboot.md 4.5). Lines of all of them together; files that are read,
 * each as often as it is included; and how deep they nest: no source tells how deep the firmware goes. */
#define CB_MAX_CONFIG_BYTES    (64 * 1024)
#define CB_MAX_CONFIG_LINES    4096
#define CB_MAX_CONFIG_INCLUDES 64
#define CB_MAX_CONFIG_DEPTH    8

/* What is unpacked or searched of one boot file: six times the largest kernel seen, and so much at the most for
 * a file of a few kilobytes that unpacks to terabytes. About a second of work. */
#define CB_MAX_UNPACKED_BYTES (256 * 1024 * 1024)

/* What is shown of a place that a search finds in a boot file: a kernel's banner has about 200 bytes. */
#define CB_SCAN_TEXT_BYTES 1024

/* A kernel's release and build line: 64 bytes each (__NEW_UTS_LEN of the kernel). A word of the firmware's
 * build is 40 hexadecimal digits and "(clean)". */
#define CB_MAX_KERNEL_WORD_BYTES 64
#define CB_MAX_BUILD_WORD_BYTES  64

/* Places in a zImage that look like the beginning of its packed kernel, and are none, before it is given up. */
#define CB_MAX_PAYLOAD_TRIES 8

/* Where a zImage's packed kernel begins at the latest: before it stand the unpacker and a small EFI program. */
#define CB_MAX_PAYLOAD_OFFSET (1024 * 1024)

/* Entries of an initramfs that are looked at; a whole Debian has 100,000. */
#define CB_MAX_CPIO_ENTRIES 200000

/* Blocks of a packed file that are walked; 256 MiB in zstd's blocks of 128 KiB are 2048. */
#define CB_MAX_PACKED_BLOCKS 65536

/* A device tree: the kernel takes no more than 2 MiB (pi-netboot.md 6.1) and nests no deeper than 64
 * (drivers/of/fdt.c). The largest of a Pi has 80 kB and 7 levels. */
#define CB_MAX_DEVICE_TREE_BYTES (2 * 1024 * 1024)
#define CB_MAX_DEVICE_TREE_DEPTH 64

/* The name of a property, and all of them together: the specification has 31 bytes for one, the largest trees
 * of a Pi 8 kB of them. */
#define CB_MAX_DEVICE_TREE_NAME  255
#define CB_MAX_DEVICE_TREE_NAMES (64 * 1024)

/* An overlay that is applied, and the tree that it is applied to: the largest ones of the vendor have 30 kB
 * and 80 kB. The time that it takes grows with their product: some seconds for the worst of both. */
#define CB_MAX_OVERLAY_BYTES      (64 * 1024)
#define CB_MAX_OVERLAY_BASE_BYTES (256 * 1024)

/* Entries of a boot plan: an ordinary one has 60 in all, of which 20 are overlays. A config.txt may name
 * thousands. */
#define CB_MAX_BOOT_ENTRIES_OF_KIND 256

/* Values that one key of config.txt is taken to have at the same time, where pins or unknown filters decide. */
#define CB_MAX_BOOT_VALUES 4

/* overlay_map.dtb has 6 KB. */
#define CB_MAX_OVERLAY_MAP_BYTES (64 * 1024)

/* Boards that one check of a folder looks at when nobody named one: all families, and some serial folders. */
#define CB_MAX_BOOT_GUESSES 32

/* Serial folders that are looked into for a board, and unknown parameters and the like that are told of one
 * folder: a person reads the first few. */
#define CB_MAX_SERIAL_FOLDERS 64
#define CB_MAX_CHECK_FINDINGS 1000

/* Initramfs files of one board that are unpacked to their end: two are common, and a bomb costs half a second.
 */
#define CB_MAX_UNPACKED_FILES 4

/* Bytes of overlays times those of the tree beneath, for one board: forty of the vendor's on its tree, or some
 * seconds for the worst of both. */
#define CB_MAX_OVERLAY_COST 10000000000ull

/* Boots on record, and the text of one. A boot has 50 to 100 files, of 400 bytes of text each. Of the text so
 * much for files and steps; the rest is for what must not be missing. */
#define CB_MAX_BOOT_RECORDS          100
#define CB_MAX_BOOT_RECORD_BYTES     (64 * 1024)
#define CB_MAX_BOOT_FILES_TEXT_BYTES (44 * 1024)
#define CB_MAX_BOOT_EVENTS_TEXT_BYTES (52 * 1024)

/* Boots of one cable that run at the same time: as many boards as a watcher tells apart. */
#define CB_MAX_RUNNING_BOOTS CB_MAX_WATCHED_BOARDS

/* Events that are kept for whoever follows a cable later, and those that one answer has: some boots of a
 * hundred files. */
#define CB_MAX_PAST_EVENTS     300
#define CB_MAX_ANSWERED_EVENTS 400

/* Who follows: one user's terminals and desktop sessions, and everybody's. root is never turned away for the
 * others' sake. */
#define CB_MAX_FOLLOWERS_OF_USER 32
#define CB_MAX_FOLLOWERS         256

/* Events on their way to one follower that doesn't read, before it is left out: as many as may come at once.
 * They have 0.3 to 0.6 kB: all followers of a user together have less than the 127 MB that the bus keeps of
 * ours. */
#define CB_MAX_UNHEARD_EVENTS 4096

/* Events on their way from the worker to the bus; what comes while so many wait isn't sent. And events of one
 * cable in a second: sixteen boards at once make three thousand; a board that asks for more has a loop. */
#define CB_MAX_EVENTS_UNDERWAY   4096
#define CB_MAX_EVENTS_PER_SECOND 5000

/* How long a cable may be out in the middle of a boot: firmware and system start the network chip of their
 * board anew, which takes 2 to 4 s. NetworkManager waits as long. */
#define CB_CABLE_FLAP_MS 6000

/* Boots of one cable that begin in a minute: a rack of boards that can't boot tries twice. And how often one
 * boot is written before its end: each of its turns, and some stalls that pass. A client that pretends to begin
 * anew with each packet would wear out the disk, and keep the daemon from everything else. */
#define CB_MAX_BOOTS_PER_MINUTE (2 * CB_MAX_RUNNING_BOOTS)
#define CB_MAX_BOOT_WRITES      32
