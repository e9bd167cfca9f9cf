/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* attack ADDRESS PORT ATTACK: what a hostile client may try at a TFTP server whose folder has config.txt of 3
 * bytes and kernel of 20,000 and more. Prints each answer that should not have come. Exit code 0 if there was
 * none. Shares no code with the product.
 */

#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RRQ = 1, DATA = 3, ACK = 4, ERROR = 5, OACK = 6 };

#define MAX_PACKET   65507
#define ANSWER_MS    2000
#define SILENCE_MS   300
#define UNKNOWN_TID  5

typedef struct {
  size_t n; /* 0: nothing came */
  struct sockaddr_in from;
  uint8_t bytes[2048];
} Answer;

static struct sockaddr_in server;
static unsigned n_wrong;

static void
complain (const char *attack, const char *what) {
  printf ("%s: %s\n", attack, what);
  n_wrong++;
}

static void
demand (bool holds, const char *attack, const char *what) {
  if (!holds)
    complain (attack, what);
}

static double
now (void) {
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* A client: a port of its own, of the address 127.0.0.(1 + number). */
static int
open_client (unsigned number) {
  const struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK + number) } };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  if (fd < 0 || bind (fd, (const struct sockaddr *) &own, sizeof own) < 0) {
    perror ("client");
    exit (2);
  }
  return fd;
}

static void
send_to (int fd, const struct sockaddr_in *to, const void *bytes, size_t n) {
  (void) sendto (fd, bytes, n, 0, (const struct sockaddr *) to, sizeof *to);
}

static Answer
hear (int fd, int ms) {
  struct pollfd wait = { .fd = fd, .events = POLLIN };
  Answer answer = { 0 };
  socklen_t n_from = sizeof answer.from;
  ssize_t n;

  if (poll (&wait, 1, ms) <= 0)
    return answer;
  n = recvfrom (fd, answer.bytes, sizeof answer.bytes, 0, (struct sockaddr *) &answer.from, &n_from);
  answer.n = n > 0 ? (size_t) n : 0;
  return answer;
}

static unsigned
opcode_of (const Answer *answer) {
  return answer->n >= 4 ? answer->bytes[1] : 0;
}

static unsigned
number_of (const Answer *answer) {
  return answer->n >= 4 ? (unsigned) (answer->bytes[2] << 8 | answer->bytes[3]) : 0;
}

static Answer
ask_bytes (const void *bytes, size_t n) {
  int fd = open_client (0);
  Answer answer;

  send_to (fd, &server, bytes, n);
  answer = hear (fd, ANSWER_MS);
  close (fd);
  return answer;
}

/* In octet; option may be NULL. */
static size_t
write_request (char *packet, const char *name, size_t n_name, const char *option, const char *value) {
  size_t n = 2;

  packet[0] = 0;
  packet[1] = RRQ;
  memcpy (packet + n, name, n_name);
  n += n_name;
  packet[n++] = '\0';
  n += (size_t) sprintf (packet + n, "octet") + 1;
  if (option != NULL) {
    n += (size_t) sprintf (packet + n, "%s", option) + 1;
    n += (size_t) sprintf (packet + n, "%s", value) + 1;
  }
  return n;
}

static void
request (int fd, const char *name, const char *option, const char *value) {
  char packet[600];

  send_to (fd, &server, packet, write_request (packet, name, strlen (name), option, value));
}

static void
acknowledge (int fd, const struct sockaddr_in *to, unsigned number) {
  const uint8_t packet[] = { 0, ACK, (uint8_t) (number >> 8), (uint8_t) number };

  send_to (fd, to, packet, sizeof packet);
}

/* The secret lies beside the folder, in which "up" is a link to "..", and "sub" a folder. */
static void
traverse (const char *attack) {
  static const char *const names[] = {
    "../secret", "/../secret", "//../secret", "./../secret", "sub/../../secret", "..//secret", ".././secret",
    "sub/./../../secret", "sub/../config.txt", "....//secret", ".../secret", "..;/secret", "../secret/",
    "..\\secret", "..\\/secret", "sub\\..\\..\\secret", "%2e%2e/secret", "%2e%2e%2fsecret", "..%2fsecret",
    "..%5csecret", "..%c0%afsecret", "\xc0\xae\xc0\xae/secret", "..\xc0\xafsecret",
    "\xe0\x80\xae\xe0\x80\xae/secret", "\xef\xbc\x8e\xef\xbc\x8e/secret", "..\001/secret", " ../secret",
    "../ secret", "~/secret", "~root/secret", "up/secret", "up/boot/../secret", "/etc/passwd", "//etc//passwd",
    "/proc/self/cwd/../secret", "proc/self/cwd/secret", "/dev/zero", "file:///etc/passwd", "C:\\secret",
    "\\\\127.0.0.1\\secret", ".", "..", "/", "sub", "sub/", "sub/.",
  };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char packet[600];
    Answer answer = ask_bytes (packet, write_request (packet, names[i], strlen (names[i]), NULL, NULL));

    demand (opcode_of (&answer) == ERROR, attack, names[i]);
  }
}

static void
name_lengths (const char *attack) {
  static const size_t lengths[] = { 0, 1, 255, 256, 503, 504, 65000 };
  static char packet[MAX_PACKET], name[MAX_PACKET];

  memset (name, 'n', sizeof name);
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    Answer answer = ask_bytes (packet, write_request (packet, name, lengths[i], NULL, NULL));

    demand (opcode_of (&answer) == ERROR, attack, "no ERROR for a name of odd length");
  }
}

static void
malformed (const char *attack) {
#define ROW(bytes) { bytes, sizeof bytes - 1 }
  static const struct {
    const char *bytes;
    size_t n;
  } rows[] = {
    ROW ("\0"), ROW ("\0\1"), ROW ("\0\1\0"), ROW ("\0\1\0\0"), ROW ("\0\1config.txt"),
    ROW ("\0\1config.txt\0"),
    ROW ("\0\1config.txt\0octet"), ROW ("\0\1config.txt\0\0"), ROW ("\0\1config.txt\0mail\0"),
    ROW ("\0\1config.txt\0octet\0blksize"), ROW ("\0\1config.txt\0octet\0blksize\0" "8"),
    ROW ("\0\2config.txt\0octet\0"), ROW ("\0\0config.txt\0octet\0"), ROW ("\0\7config.txt\0octet\0"),
    ROW ("\1\1config.txt\0octet\0"), ROW ("\xff\xff"), ROW ("\0\6"), ROW ("\0\6blksize"),
  };
#undef ROW

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Answer answer = ask_bytes (rows[i].bytes, rows[i].n);

    demand (answer.n == 0 || opcode_of (&answer) == ERROR, attack, rows[i].bytes + (rows[i].n > 2 ? 2 : 0));
  }
}

/* What is written beside a person's terminal. */
static void
terminal (const char *attack) {
  static const char *const names[] = {
    "\033]0;owned\a", "\033[2J\033[31mred", "a\rb\nc\td", "\302\233" "31m", "\x9b" "31m", "\xff\xfe\xc3(",
    "\xe2\x80\xaegnp", "\x7f\b\b\b", "\xed\xa0\x80",
  };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char packet[600];
    Answer answer = ask_bytes (packet, write_request (packet, names[i], strlen (names[i]), NULL, NULL));

    demand (opcode_of (&answer) == ERROR, attack, "no ERROR");
  }
}

/* granted: of the option in the OACK; NULL where DATA is the answer. */
static void
options (const char *attack) {
  static const struct {
    const char *option;
    const char *value;
    const char *granted;
  } rows[] = {
    { "blksize", "0", NULL }, { "blksize", "7", NULL }, { "blksize", "8", "8" }, { "blksize", "65464", "1468" },
    { "blksize", "65465", "1468" }, { "blksize", "18446744073709551624", NULL }, { "blksize", "-8", NULL },
    { "blksize", "+8", NULL }, { "blksize", "0x200", NULL }, { "blksize", "8 ", NULL }, { "blksize", "", NULL },
    { "windowsize", "0", NULL }, { "windowsize", "65535", "64" }, { "windowsize", "65536", "64" },
    { "windowsize", "4294967297", "64" }, { "windowsize", "-1", NULL }, { "timeout", "0", NULL },
    { "timeout", "255", NULL }, { "timeout", "256", NULL }, { "timeout", "4294967297", NULL },
    { "tsize", "99999999999999999999", NULL }, { "tsize", "0", "3" }, { "tsize", "-1", NULL },
    { "unheard-of", "1", NULL },
  };

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char packet[600], what[80];
    Answer answer
      = ask_bytes (packet, write_request (packet, "config.txt", 10, rows[i].option, rows[i].value));
    const char *value = (const char *) answer.bytes + 2 + strlen (rows[i].option) + 1;
    bool good = rows[i].granted == NULL ? opcode_of (&answer) == DATA
                                        : opcode_of (&answer) == OACK && strcmp (value, rows[i].granted) == 0;

    snprintf (what, sizeof what, "%s %s is answered with opcode %u", rows[i].option, rows[i].value,
              opcode_of (&answer));
    demand (good, attack, what);
  }
}

static void
option_flood (const char *attack) {
  char packet[600];
  size_t n = write_request (packet, "config.txt", 10, NULL, NULL);
  Answer answer;

  for (; n + 4 <= 512; n += 4)
    memcpy (packet + n, "o\0" "1", 4);
  answer = ask_bytes (packet, n);
  demand (opcode_of (&answer) == ERROR, attack, "no ERROR for a hundred options");
  n = write_request (packet, "config.txt", 10, "blksize", "512");
  for (unsigned i = 0; i < 15; i++)
    n += (size_t) sprintf (packet + n, "blksize") + 1, n += (size_t) sprintf (packet + n, "%u", 600 + i) + 1;
  answer = ask_bytes (packet, n);
  demand (opcode_of (&answer) == OACK && answer.n == 2 + sizeof "blksize" + sizeof "512", attack,
          "an option that is given often is not granted once");
}

/* A transfer of which block 1 came: the port that it answers from. */
static struct sockaddr_in
begin (int fd, const char *attack) {
  Answer answer;

  request (fd, "kernel", NULL, NULL);
  answer = hear (fd, ANSWER_MS);
  demand (opcode_of (&answer) == DATA && number_of (&answer) == 1, attack, "the transfer does not begin");
  return answer.from;
}

static void
proceed (int fd, const struct sockaddr_in *port, const char *attack) {
  Answer answer;

  acknowledge (fd, port, 1);
  answer = hear (fd, ANSWER_MS);
  demand (opcode_of (&answer) == DATA && number_of (&answer) == 2, attack, "the transfer is disturbed");
}

/* Somebody else's datagrams to the port of a transfer: ERROR 5 for each, and the transfer goes on. */
static void
foreign_port (const char *attack) {
  static const uint8_t more[][8] = { { 0, 5, 0, 0, 'x', 0 }, { 0, 3, 0, 1 }, { 0, 1, 'a', 0, 'x', 0 } };
  int fd = open_client (0), other = open_client (0), far = open_client (1);
  struct sockaddr_in port = begin (fd, attack);
  Answer answer;

  acknowledge (other, &port, 1);
  answer = hear (other, ANSWER_MS);
  demand (opcode_of (&answer) == ERROR && number_of (&answer) == UNKNOWN_TID, attack, "no ERROR 5 for an ACK");
  acknowledge (far, &port, 1);
  answer = hear (far, ANSWER_MS);
  demand (opcode_of (&answer) == ERROR && number_of (&answer) == UNKNOWN_TID, attack, "no ERROR 5 for an ACK");
  for (size_t i = 0; i < sizeof more / sizeof *more; i++)
    send_to (other, &port, more[i], sizeof more[i]);
  proceed (fd, &port, attack);
}

/* After some time it counts as a new one, but what answered the first must fit it as well. */
static void
request_again (const char *attack) {
  int fd = open_client (0);
  struct sockaddr_in port = begin (fd, attack);
  Answer answer;

  usleep (1600000);
  request (fd, "kernel", NULL, NULL);
  for (answer = hear (fd, SILENCE_MS); answer.n > 0; answer = hear (fd, SILENCE_MS))
    demand (answer.from.sin_port == port.sin_port && number_of (&answer) == 1, attack, "from another port");
  proceed (fd, &port, attack);
}

static void
ack_of_the_future (const char *attack) {
  static const unsigned numbers[] = { 2, 3, 100, 32768, 65535 };
  int fd = open_client (0);
  struct sockaddr_in port = begin (fd, attack);

  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    acknowledge (fd, &port, numbers[i]);
  demand (hear (fd, SILENCE_MS).n == 0, attack, "an ACK of what was never sent is answered");
  proceed (fd, &port, attack);
}

/* An ERROR is never answered, wherever it goes. */
static void
error_storm (const char *attack) {
  static const uint8_t error[] = { 0, ERROR, 0, 4, 'n', 'o', 0 };
  int fd = open_client (0), other = open_client (0);
  struct sockaddr_in port = begin (fd, attack);

  for (unsigned i = 0; i < 10000; i++)
    send_to (other, i % 2 == 0 ? &server : &port, error, sizeof error);
  demand (hear (other, SILENCE_MS).n == 0, attack, "an ERROR is answered");
  proceed (fd, &port, attack);
}

/* A forged address never answers: it gets one datagram, and one more for each timer: after 1 and 3 seconds. */
static void
amplify (const char *attack) {
  static const char *const wishes[][2] = { { NULL, NULL }, { "windowsize", "64" }, { "blksize", "1468" } };
  enum { N = sizeof wishes / sizeof *wishes };
  double start = now (), left;
  int fds[N];

  for (unsigned i = 0; i < N; i++) {
    fds[i] = open_client (0);
    request (fds[i], "kernel", wishes[i][0], wishes[i][1]);
    demand (hear (fds[i], ANSWER_MS).n > 0, attack, "nothing came at once");
    demand (hear (fds[i], SILENCE_MS).n == 0, attack, "more than one datagram came at once");
  }
  while ((left = start + 3.8 - now ()) > 0)
    usleep ((unsigned) (left * 1e6) + 1);
  for (unsigned i = 0; i < N; i++) {
    unsigned n = 0;

    while (hear (fds[i], 0).n > 0)
      n++;
    demand (n <= 2, attack, "more than one datagram for each timer");
  }
}

/* Requests from ever new ports of many addresses, and no ACK, for two seconds. */
static void
request_flood (const char *attack) {
  enum { N_OPEN = 400, N_ADDRESSES = 64 };
  int fds[N_OPEN] = { 0 };
  double start = now ();

  for (unsigned i = 0; now () - start < 2; i++) {
    int *fd = &fds[i % N_OPEN];

    if (*fd > 0)
      close (*fd);
    *fd = open_client (100 + i % N_ADDRESSES);
    request (*fd, "kernel", i % 2 == 0 ? "windowsize" : NULL, "64");
    if (i % 16 == 15)
      usleep (1000);
  }
}

static const struct {
  const char *name;
  void (*run) (const char *attack);
} attacks[] = {
  { "traversal", traverse }, { "name-lengths", name_lengths }, { "malformed", malformed },
  { "terminal", terminal }, { "options", options }, { "option-flood", option_flood },
  { "foreign-port", foreign_port }, { "request-again", request_again },
  { "ack-of-the-future", ack_of_the_future }, { "error-storm", error_storm },
  { "amplification", amplify }, { "request-flood", request_flood },
};

int
main (int argc, char **argv) {
  server.sin_family = AF_INET;
  if (argc != 4 || inet_pton (AF_INET, argv[1], &server.sin_addr) != 1) {
    fputs ("attack ADDRESS PORT ATTACK\n", stderr);
    return 2;
  }
  server.sin_port = htons ((uint16_t) atoi (argv[2]));
  for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
    if (strcmp (attacks[i].name, argv[3]) == 0) {
      attacks[i].run (argv[3]);
      return n_wrong > 0;
    }
  return 2;
}
