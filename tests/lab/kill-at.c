/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* kill-at N LOG PROGRAM [ARG...]: runs PROGRAM and kills it (SIGKILL) just before the Nth change that it
 * would make to what others see. Writes each change to LOG, a line each; the last one of a killed program
 * was not carried out.
 *
 * A change is: a name that comes or goes (rename, unlink, rmdir, mkdir, where the call can succeed), a write
 * to a file of /proc/sys, a D-Bus method call that doesn't only ask, and, once there was one of these, an
 * answer with content to a D-Bus caller. Counted over all threads of PROGRAM, at the entry of the system
 * call. What PROGRAM starts is not followed. Little-endian D-Bus on the machine's own architecture only.
 */

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* D-Bus specification, "Message Format". */
#define TYPE_CALL    1
#define TYPE_ANSWER  2
#define HEADER_BYTES 512

#ifndef SYS_rename
#define SYS_rename (-2)
#define SYS_unlink (-2)
#define SYS_rmdir  (-2)
#define SYS_mkdir  (-2)
#endif
#ifndef SYS_renameat
#define SYS_renameat (-2)
#endif

typedef struct {
  pid_t pid;
  long last;      /* kill before this change */
  long n_changes;
  FILE *log;
} Run;

/* The system calls that change names, and which argument is the path. */
static const struct {
  long number;
  const char *word;
  int path;
  bool makes;  /* the path comes; else it goes */
} names[] = {
  { SYS_rename, "rename", 0, false },     { SYS_renameat, "rename", 1, false },
  { SYS_renameat2, "rename", 1, false },  { SYS_unlink, "unlink", 0, false },
  { SYS_unlinkat, "unlink", 1, false },   { SYS_rmdir, "rmdir", 0, false },
  { SYS_mkdir, "mkdir", 0, true },        { SYS_mkdirat, "mkdir", 1, true },
};

/* Methods that change nothing outside: the bus' own, and questions. */
static const char *const questions[]
    = { "Get",         "List",        "AddMatch",          "RemoveMatch", "Hello", "getZones",
        "RequestName", "ReleaseName", "CheckAuthorization" };

static size_t
peek (pid_t pid, unsigned long long address, void *buffer, size_t n) {
  /* a page at a time: a read across the end of the mapping gets nothing else */
  struct iovec to = { buffer, n };
  struct iovec from[2] = { { (void *) address, 4096 - address % 4096 }, { NULL, 0 } };
  ssize_t got;

  if (from[0].iov_len >= n)
    from[0].iov_len = n;
  else
    from[1] = (struct iovec){ (char *) from[0].iov_base + from[0].iov_len, n - from[0].iov_len };
  got = process_vm_readv (pid, &to, 1, from, 2, 0);
  return got < 0 ? 0 : (size_t) got;
}

static bool
changes_name (const Run *run, const struct __ptrace_syscall_info *info, char *what, size_t n) {
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    char path[PATH_MAX];
    struct stat unused;
    size_t length;

    if ((long) info->entry.nr != names[i].number)
      continue;
    length = peek (run->pid, info->entry.args[names[i].path], path, sizeof path - 1);
    path[length] = '\0';
    snprintf (what, n, "%s %s", names[i].word, path);
    return (lstat (path, &unused) == 0) != names[i].makes;
  }
  return false;
}

static bool
changes_kernel (const Run *run, const struct __ptrace_syscall_info *info, char *what, size_t n) {
  char link[64], path[PATH_MAX];
  ssize_t length;

  if (info->entry.nr != SYS_write)
    return false;
  snprintf (link, sizeof link, "/proc/%d/fd/%d", (int) run->pid, (int) info->entry.args[0]);
  length = readlink (link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  snprintf (what, n, "write %s", path);
  return strncmp (path, "/proc/sys/", strlen ("/proc/sys/")) == 0;
}

/* The member's name, or "". A header field is its code, the signature "s", a length and the text. */
static const char *
member_of (const char *header, size_t n) {
  const char *at = memmem (header, n, "\3\1s", 4);

  return at != NULL && at + 8 < header + n ? at + 8 : "";
}

static bool
only_asks (const char *member) {
  for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
    if (strncmp (member, questions[i], strlen (questions[i])) == 0)
      return true;
  return false;
}

static bool
changes_peer (const Run *run, const struct __ptrace_syscall_info *info, char *what, size_t n) {
  char header[HEADER_BYTES + 1] = "";
  struct msghdr message;
  struct iovec first;
  size_t length;

  if (info->entry.nr != SYS_sendmsg
      || peek (run->pid, info->entry.args[1], &message, sizeof message) != sizeof message
      || peek (run->pid, (unsigned long) message.msg_iov, &first, sizeof first) != sizeof first)
    return false;
  length = peek (run->pid, (unsigned long) first.iov_base, header,
                 first.iov_len < HEADER_BYTES ? first.iov_len : HEADER_BYTES);
  if (length < 16 || header[0] != 'l')
    return false;
  if (header[1] == TYPE_ANSWER) {
    snprintf (what, n, "answer");
    return run->n_changes > 0 && memcmp (header + 4, "\0\0\0", 4) != 0;
  }
  snprintf (what, n, "call %s", member_of (header, length));
  return header[1] == TYPE_CALL && !only_asks (member_of (header, length));
}

static void
look_at_call (Run *run, pid_t thread) {
  struct __ptrace_syscall_info info;
  char what[PATH_MAX + 16];

  if (ptrace (PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0
      || info.op != PTRACE_SYSCALL_INFO_ENTRY)
    return;
  if (!changes_name (run, &info, what, sizeof what) && !changes_kernel (run, &info, what, sizeof what)
      && !changes_peer (run, &info, what, sizeof what))
    return;
  fprintf (run->log, "%s\n", what);
  fflush (run->log);
  if (++run->n_changes == run->last)
    kill (run->pid, SIGKILL);
}

/* Follows the threads until the program has ended; its wait status. */
static int
follow (Run *run) {
  for (;;) {
    int status, sig = 0;
    pid_t thread = waitpid (-1, &status, __WALL);

    if (thread < 0 && errno != EINTR)
      return EXIT_FAILURE << 8;
    if (thread == run->pid && !WIFSTOPPED (status))
      return status;
    if (thread < 0 || !WIFSTOPPED (status))
      continue;
    if (WSTOPSIG (status) == (SIGTRAP | 0x80))
      look_at_call (run, thread);
    else if (status >> 16 == 0 && WSTOPSIG (status) != SIGSTOP) /* SIGSTOP: a thread begins */
      sig = WSTOPSIG (status);
    ptrace (PTRACE_SYSCALL, thread, NULL, (void *) (long) sig);
  }
}

static pid_t
start (char **argv) {
  pid_t pid = fork ();

  if (pid != 0)
    return pid;
  ptrace (PTRACE_TRACEME, 0, NULL, NULL);
  raise (SIGSTOP);
  execv (argv[0], argv);
  perror (argv[0]);
  _exit (127);
}

int
main (int argc, char **argv) {
  Run run = { 0 };
  int status;

  if (argc < 4) {
    fprintf (stderr, "usage: kill-at N LOG PROGRAM [ARG...]\n");
    return 2;
  }
  run.last = strtol (argv[1], NULL, 10);
  run.log = fopen (argv[2], "we");
  run.pid = run.log != NULL ? start (argv + 3) : -1;
  if (run.pid < 0 || waitpid (run.pid, &status, 0) < 0
      || ptrace (PTRACE_SETOPTIONS, run.pid, NULL,
                 PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)
             < 0) {
    perror ("kill-at");
    return EXIT_FAILURE;
  }
  ptrace (PTRACE_SYSCALL, run.pid, NULL, NULL);
  status = follow (&run);
  fclose (run.log);
  return WIFSIGNALED (status) ? 128 + WTERMSIG (status) : WEXITSTATUS (status);
}
