/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "config.h"

/* What a ruleset can name, as of ABI 6 (landlock(7)); older headers have less of it. A kernel takes exactly
 * the rights that its ABI has. */
typedef struct {
  uint64_t files;
  uint64_t net;
  uint64_t scoped;
} Ruleset;

static const struct {
  Ruleset rights;
  size_t n_bytes; /* of a Ruleset, that this ABI knows */
} abis[] = {
  { { (1 << 13) - 1, 0, 0 }, 8 },       /* 1: all that was there in the beginning */
  { { (1 << 14) - 1, 0, 0 }, 8 },       /* 2: a link or rename to another folder */
  { { (1 << 15) - 1, 0, 0 }, 8 },       /* 3: truncate */
  { { (1 << 15) - 1, 3, 0 }, 16 },      /* 4: bind and connect of TCP */
  { { (1 << 16) - 1, 3, 0 }, 16 },      /* 5: ioctl of devices */
  { { (1 << 16) - 1, 3, 3 }, 24 },      /* 6: abstract sockets and signals of others */
};

#define N_ABIS (sizeof abis / sizeof *abis)

static int
allow_reading (int ruleset_fd, int folder_fd) {
  const struct landlock_path_beneath_attr rule = {
    .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    .parent_fd = folder_fd,
  };

  return syscall (SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0 ? -errno : 0;
}

/* Takes ruleset_fd. */
static int
restrict_by (int ruleset_fd, const int *folder_fds, size_t n_folders) {
  int error = 0;

  for (size_t i = 0; i < n_folders && error == 0; i++)
    error = allow_reading (ruleset_fd, folder_fds[i]);
  if (error == 0 && syscall (SYS_landlock_restrict_self, ruleset_fd, 0) < 0)
    error = -errno;
  close (ruleset_fd);
  return error;
}

static int
enter_landlock (const int *folder_fds, size_t n_folders) {
  long abi = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION), fd;

  if (abi < 1)
    return errno == ENOSYS || errno == EOPNOTSUPP ? CB_SANDBOX_NO_LANDLOCK : -errno;
  if (abi > (long) N_ABIS)
    abi = N_ABIS;
  fd = syscall (SYS_landlock_create_ruleset, &abis[abi - 1].rights, abis[abi - 1].n_bytes, 0);
  return fd < 0 ? -errno : restrict_by ((int) fd, folder_fds, n_folders);
}

#define WATCH (1u << CB_SANDBOX_WATCH)
#define SERVE (1u << CB_SANDBOX_SERVE)
#define BOTH  (WATCH | SERVE)

/* The watcher too, if it has folders and Landlock bounds it to them. */
#define WATCH_FOLDERS (1u << CB_SANDBOX_N_)
#define FOLDERS       (WATCH_FOLDERS | SERVE)

/* Only in a build with sanitizers. */
#define SANITIZER (CB_SANITIZED ? BOTH : 0u)

static const struct scmp_arg_cmp standard_fds = { 0, SCMP_CMP_LE, 2, 0 };
static const struct scmp_arg_cmp not_executable = { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 };
static const struct scmp_arg_cmp no_packets = { 0, SCMP_CMP_NE, CB_SANDBOX_PACKET_FD, 0 };
static const struct scmp_arg_cmp no_address = { 4, SCMP_CMP_EQ, 0, 0 };
static const struct scmp_arg_cmp read_only = { 2, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY };

static const struct {
  int call;
  unsigned workers;
  const struct scmp_arg_cmp *where; /* NULL for whatever its arguments are */
} allowed[] = {
  /* Hearing, and waiting for it. */
  { SCMP_SYS (read), BOTH, NULL },
  { SCMP_SYS (recvfrom), BOTH, NULL },
  { SCMP_SYS (recvmsg), BOTH, NULL },
  { SCMP_SYS (recvmmsg), SERVE, NULL },
  { SCMP_SYS (recvmmsg_time64), SERVE, NULL },
  { SCMP_SYS (poll), BOTH, NULL },
  { SCMP_SYS (ppoll), BOTH, NULL },
  { SCMP_SYS (ppoll_time64), BOTH, NULL },
  { SCMP_SYS (epoll_wait), SERVE, NULL },
  { SCMP_SYS (epoll_pwait), SERVE, NULL },
  { SCMP_SYS (epoll_ctl), SERVE, NULL },
  { SCMP_SYS (sched_yield), SERVE, NULL },
  { SCMP_SYS (clock_gettime), BOTH, NULL },
  { SCMP_SYS (clock_gettime64), BOTH, NULL },
  { SCMP_SYS (restart_syscall), BOTH, NULL },
  /* Speaking. The server's sockets are UDP and bound, and where a frame goes it doesn't choose; the watcher has
   * nothing that it may send on. */
  { SCMP_SYS (write), BOTH, &standard_fds },
  { SCMP_SYS (writev), BOTH, &standard_fds },
  { SCMP_SYS (sendmsg), SERVE, &no_packets },
  { SCMP_SYS (sendmmsg), SERVE, &no_packets },
  { SCMP_SYS (sendto), SERVE, &no_address },
  { SCMP_SYS (close), BOTH, NULL },
  /* Files below the folders. openat2 has its flags in memory: there Landlock alone keeps it to reading. */
  { SCMP_SYS (openat), FOLDERS, &read_only },
  { SCMP_SYS (openat2), SERVE, NULL },
  { SCMP_SYS (fstat), FOLDERS, NULL },
  { SCMP_SYS (fstat64), FOLDERS, NULL },
  { SCMP_SYS (newfstatat), FOLDERS, NULL },
  { SCMP_SYS (fstatat64), FOLDERS, NULL },
  { SCMP_SYS (statx), FOLDERS, NULL },
  { SCMP_SYS (pread64), FOLDERS, NULL },
  { SCMP_SYS (preadv), SERVE, NULL },
  /* Memory. */
  { SCMP_SYS (brk), BOTH, NULL },
  { SCMP_SYS (mmap), BOTH, &not_executable },
  { SCMP_SYS (mmap2), BOTH, &not_executable },
  { SCMP_SYS (mprotect), BOTH, &not_executable },
  { SCMP_SYS (mremap), BOTH, NULL },
  { SCMP_SYS (munmap), BOTH, NULL },
  { SCMP_SYS (madvise), BOTH, NULL },
  { SCMP_SYS (futex), BOTH, NULL },
  { SCMP_SYS (getrandom), BOTH, NULL },
  /* The end, abort() included. */
  { SCMP_SYS (rt_sigreturn), BOTH, NULL },
  { SCMP_SYS (rt_sigprocmask), BOTH, NULL },
  { SCMP_SYS (getpid), BOTH, NULL },
  { SCMP_SYS (gettid), BOTH, NULL },
  { SCMP_SYS (exit), BOTH, NULL },
  { SCMP_SYS (exit_group), BOTH, NULL },
  { SCMP_SYS (sigaltstack), SANITIZER, NULL },
};

static const int deadly[] = {
  SCMP_SYS (execve),  SCMP_SYS (execveat),   SCMP_SYS (ptrace),  SCMP_SYS (process_vm_readv),
  SCMP_SYS (process_vm_writev), SCMP_SYS (socket), SCMP_SYS (socketpair), SCMP_SYS (connect),
  SCMP_SYS (bind),    SCMP_SYS (listen),
};

static int
add_rules (scmp_filter_ctx filter, unsigned workers) {
  int error = seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

  /* A tree instead of a list: the filter runs for each call whose arguments matter. */
  if (error == 0)
    error = seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);

  for (size_t i = 0; i < sizeof deadly / sizeof *deadly && error == 0; i++)
    error = seccomp_rule_add (filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
  for (size_t i = 0; i < sizeof allowed / sizeof *allowed && error == 0; i++)
    if (allowed[i].workers & workers)
      error = seccomp_rule_add_array (filter, SCMP_ACT_ALLOW, allowed[i].call, allowed[i].where != NULL,
                                      allowed[i].where);
  return error;
}

static int
enter_seccomp (unsigned workers) {
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  int error;

  if (filter == NULL)
    return -ENOMEM;
  error = add_rules (filter, workers);
  if (error == 0)
    error = seccomp_load (filter);
  seccomp_release (filter);
  return error;
}

int
cb_sandbox_enter (CbSandboxWorker worker, const int *folder_fds, size_t n_folders) {
  unsigned workers = 1u << worker;
  int landlock, error;

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
    return -errno;
  landlock = enter_landlock (folder_fds, n_folders);
  if (landlock < 0)
    return landlock;
  if (worker == CB_SANDBOX_WATCH && n_folders > 0 && landlock == 0)
    workers |= WATCH_FOLDERS;
  error = enter_seccomp (workers);
  return error < 0 ? error : landlock;
}
