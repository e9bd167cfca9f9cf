/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-link: the side of cableboot without privileges.
 *
 * cablebootd starts it as root with `VERB --user=UID [--group=GID] -- ARGUMENT...`; before anything else it
 * becomes that user, and only then looks at what a user or a peer chose. The answer of a short verb is the
 * exit code and paths on standard output; `watch` and `serve` stay and write events there (watch.h,
 * serve.h). Not meant to be run by a person, harmless if it is.
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drop.h"
#include "exit-code.h"
#include "limit.h"
#include "prove.h"
#include "reach.h"
#include "serve.h"
#include "targets.h"
#include "watch.h"

/* Prints the path with all links resolved. */
static int
resolve (char **arguments) {
  const char *folder = arguments[0];
  char *resolved = realpath (folder, NULL);
  struct stat status;
  int code;

  if (resolved == NULL)
    return errno == EACCES ? CB_LINK_EXIT_DENIED
                           : errno == ENOTDIR ? CB_LINK_EXIT_NO_FOLDER : CB_LINK_EXIT_MISSING;
  code = access (resolved, X_OK) == 0 ? CB_LINK_EXIT_OK : CB_LINK_EXIT_DENIED;
  if (stat (resolved, &status) == 0 && !S_ISDIR (status.st_mode))
    code = CB_LINK_EXIT_NO_FOLDER;
  if (code == CB_LINK_EXIT_OK)
    fputs (resolved, stdout);
  free (resolved);
  return code;
}

static int
number (const char *text, unsigned long *ret) {
  char *end;

  errno = 0;
  *ret = strtoul (text, &end, 10);
  return errno == 0 && end != text && *end == '\0' && *ret < UINT32_MAX;
}

static int
reach (char **arguments) {
  return cb_reach_walk (arguments[0]);
}

static int
targets (char **arguments) {
  return cb_targets_print (arguments[0]);
}

static int
prove (char **arguments) {
  unsigned long n;

  return number (arguments[0], &n) ? cb_prove_served ((uint32_t) n) : CB_LINK_EXIT_USAGE;
}

/* arguments: at least n_min of them, and NULL. */
static const struct {
  const char *verb;
  int (*run) (char **arguments);
  int n_min;
  int n_max;
} verbs[] = {
  { "resolve", resolve, 1, 1 },
  { "reach", reach, 1, 1 },
  { "targets", targets, 1, 1 },
  { "prove", prove, 1, 1 },
  { "watch", cb_watch_run, CB_WATCH_MIN_WORDS, CB_WATCH_MAX_WORDS },
  { "serve", cb_serve_run, 1, CB_SERVE_MAX_WORDS },
};

/* The number behind "--user=" or "--group=". */
static int
option (const char *word, const char *name, unsigned long *ret) {
  size_t n = strlen (name);

  return word != NULL && strncmp (word, name, n) == 0 && number (word + n, ret);
}

int
main (int argc, char **argv) {
  unsigned long uid, gid = ULONG_MAX;
  int at = 2;

  if (argc < 5 || !option (argv[at++], "--user=", &uid))
    return CB_LINK_EXIT_USAGE;
  if (option (argv[at], "--group=", &gid))
    at++;
  if (argv[at] == NULL || strcmp (argv[at++], "--") != 0)
    return CB_LINK_EXIT_USAGE;
  if (cb_drop_to ((uid_t) uid, (gid_t) gid) < 0)
    return CB_LINK_EXIT_FAILED;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp (argv[1], verbs[i].verb) == 0 && argc - at >= verbs[i].n_min && argc - at <= verbs[i].n_max)
      return verbs[i].run (argv + at);
  return CB_LINK_EXIT_USAGE;
}
