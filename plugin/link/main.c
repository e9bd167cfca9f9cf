/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* cableboot-link: the side of cableboot without privileges.
 *
 * cablebootd starts it as root with `VERB --user=UID [--group=GID] -- ARGUMENT`; before anything else it
 * becomes that user, and only then looks at what a user or a peer chose. Its answer is the exit code and at
 * most one path on standard output. Not meant to be run by a person, harmless if it is.
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
#include "prove.h"
#include "reach.h"

/* Prints the path with all links resolved. */
static int
resolve (const char *folder) {
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
prove (const char *address) {
  unsigned long n;

  return number (address, &n) ? cb_prove_served ((uint32_t) n) : CB_LINK_EXIT_USAGE;
}

static const struct {
  const char *verb;
  int (*run) (const char *argument);
} verbs[] = {
  { "resolve", resolve },
  { "reach", cb_reach_walk },
  { "prove", prove },
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
  if (at + 2 != argc || strcmp (argv[at], "--") != 0)
    return CB_LINK_EXIT_USAGE;
  if (cb_drop_to ((uid_t) uid, (gid_t) gid) < 0)
    return CB_LINK_EXIT_FAILED;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp (argv[1], verbs[i].verb) == 0)
      return verbs[i].run (argv[at + 1]);
  return CB_LINK_EXIT_USAGE;
}
