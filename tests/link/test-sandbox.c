/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Each thing that the sandbox forbids is tried in a process that entered it, with the descriptors that the
 * workers have. Called by root, all of it runs once more as an ordinary user. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sandbox.h"
#include "sandbox-attempts.h"

#define ORDINARY_ID 54321

Handed handed;

static long
open_outside (void) {
  return syscall (SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static long
open_outside_by_the_parent (void) {
  return syscall (SYS_openat, handed.folder_fd, "../../etc/passwd", O_RDONLY);
}

static long
open_the_root (void) {
  return syscall (SYS_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY);
}

static long
read_inside (void) {
  long fd = syscall (SYS_openat, handed.folder_fd, "kernel", O_RDONLY | O_NONBLOCK);
  char bytes[16];

  return fd < 0 || pread ((int) fd, bytes, sizeof bytes, 0) != 6 ? -1 : close ((int) fd);
}

static long
look_inside (void) {
  struct stat status;
  long fd = syscall (SYS_openat, handed.folder_fd, "kernel", O_PATH);

  return fd < 0 || fstat ((int) fd, &status) < 0 || status.st_size != 6 ? -1 : close ((int) fd);
}

/* Reading in name, and yet it empties the file; Landlock before its third ABI lets it. */
static long
open_to_empty (void) {
  return syscall (SYS_openat, handed.folder_fd, "kernel", O_RDONLY | O_TRUNC);
}

static long
open_to_create (void) {
  return syscall (SYS_openat, handed.folder_fd, "new", O_RDONLY | O_CREAT, 0600);
}

static long
read_write_inside (void) {
  return syscall (SYS_openat, handed.folder_fd, "kernel", O_RDWR);
}

static long
open_through_a_link (void) {
  return syscall (SYS_openat, handed.folder_fd, "way-out", O_RDONLY);
}

static long
list_inside (void) {
  long fd = syscall (SYS_openat, handed.folder_fd, ".", O_RDONLY | O_DIRECTORY);
  char bytes[1024];

  return fd < 0 ? 0 : syscall (SYS_getdents64, fd, bytes, sizeof bytes);
}

static long
link_a_file (void) {
  return syscall (SYS_linkat, handed.folder_fd, "kernel", handed.folder_fd, "new", 0);
}

static long
rename_a_file (void) {
  return syscall (SYS_renameat2, handed.folder_fd, "kernel", handed.folder_fd, "kernel", 0);
}

static long
open_for_writing (void) {
  return syscall (SYS_openat, handed.folder_fd, "kernel", O_WRONLY);
}

static long
openat2_inside (uint64_t flags) {
  const struct open_how how = { .flags = flags, .mode = flags & O_CREAT ? 0600 : 0 };

  return syscall (SYS_openat2, handed.folder_fd, flags & O_CREAT ? "new" : "kernel", &how, sizeof how);
}

static long
openat2_for_reading (void) {
  return openat2_inside (O_RDONLY);
}

static long
openat2_for_writing (void) {
  return openat2_inside (O_WRONLY);
}

static long
openat2_to_create (void) {
  return openat2_inside (O_WRONLY | O_CREAT);
}

static long
remove_a_file (void) {
  return syscall (SYS_unlinkat, handed.folder_fd, "kernel", 0);
}

static long
change_a_mode (void) {
  return syscall (SYS_fchmod, handed.folder_fd, 0777);
}

static long
run_a_program (void) {
  char *arguments[] = { (char *) "true", NULL };

  return syscall (SYS_execve, "/bin/true", arguments, NULL);
}

static long
run_a_program_by_fd (void) {
  char *arguments[] = { (char *) "true", NULL };

  return syscall (SYS_execveat, handed.folder_fd, "kernel", arguments, NULL, 0);
}

static long
fork_a_process (void) {
  return syscall (SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static long
be_traced (void) {
  return ptrace (PTRACE_TRACEME, 0, NULL, NULL);
}

static long
read_the_parent (void) {
  char byte;
  const struct iovec here = { &byte, 1 }, there = { &handed, 1 };

  return syscall (SYS_process_vm_readv, 1, &here, 1, &there, 1, 0);
}

static long
write_to_the_parent (void) {
  char byte = 0;
  const struct iovec here = { &byte, 1 }, there = { &handed, 1 };

  return syscall (SYS_process_vm_writev, 1, &here, 1, &there, 1, 0);
}

static long
signal_the_parent (void) {
  return syscall (SYS_kill, getppid (), 0);
}

static long
steal_a_descriptor (void) {
  return syscall (SYS_pidfd_getfd, handed.folder_fd, 0, 0);
}

static long
make_a_udp_socket (void) {
  return syscall (SYS_socket, AF_INET, SOCK_DGRAM, 0);
}

static long
make_a_packet_socket (void) {
  return syscall (SYS_socket, AF_PACKET, SOCK_RAW, 0);
}

static long
make_a_socket_pair (void) {
  int fds[2];

  return syscall (SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fds);
}

static long
start_a_ring (void) {
  char parameters[256] = { 0 };

  return syscall (SYS_io_uring_setup, 1, parameters);
}

static long
make_code (void) {
  return syscall (SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long
turn_data_into_code (void) {
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return page == MAP_FAILED ? 0 : syscall (SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC);
}

/* Where the socket is bound to, and nowhere else. */
/* As the standard output, it could be written to. */
static long
live_on (void) {
  const size_t n_bytes = 10 * 1000 * 1000;
  struct timespec now;
  char *bytes = malloc (n_bytes);

  if (bytes == NULL || clock_gettime (CLOCK_BOOTTIME, &now) < 0 || write (STDOUT_FILENO, "", 0) < 0)
    return -1;
  memset (bytes, 1, n_bytes);
  free (bytes);
  return prctl (PR_GET_DUMPABLE) == 1 ? -1 : 0;
}

static const Attempt attempts[] = {
  ATTEMPT (live_on, BOTH, 0),
  ATTEMPT (open_outside, BLIND, EPERM),
  ATTEMPT (open_the_root, BLIND, EPERM),
  ATTEMPT (read_inside, BLIND, EPERM),
  ATTEMPT (look_inside, BLIND, EPERM),
  ATTEMPT (read_inside, SERVE, 0),
  LANDLOCK (read_inside, READER, 0),
  LANDLOCK (look_inside, READER, 0),
  ATTEMPT (openat2_for_reading, WATCH, EPERM),
  ATTEMPT (openat2_for_writing, WATCH, EPERM),
  ATTEMPT (openat2_for_reading, SERVE, 0),
  LANDLOCK (open_outside, FOLDERS, EACCES),
  LANDLOCK (open_outside_by_the_parent, FOLDERS, EACCES),
  LANDLOCK (open_through_a_link, FOLDERS, EACCES),
  LANDLOCK (open_the_root, FOLDERS, EACCES),
  LANDLOCK (openat2_for_writing, SERVE, EACCES),
  LANDLOCK (openat2_to_create, SERVE, EACCES),
  ATTEMPT (open_for_writing, BOTH, EPERM),
  ATTEMPT (read_write_inside, BOTH, EPERM),
  ATTEMPT (open_to_empty, BOTH, EPERM),
  ATTEMPT (open_to_create, BOTH, EPERM),
  LANDLOCK (list_inside, READER, EPERM),
  ATTEMPT (link_a_file, BOTH, EPERM),
  ATTEMPT (rename_a_file, BOTH, EPERM),
  ATTEMPT (remove_a_file, BOTH, EPERM),
  ATTEMPT (change_a_mode, BOTH, EPERM),
  ATTEMPT (run_a_program, BOTH, KILLED),
  ATTEMPT (run_a_program_by_fd, BOTH, KILLED),
  ATTEMPT (fork_a_process, BOTH, EPERM),
  ATTEMPT (be_traced, BOTH, KILLED),
  ATTEMPT (read_the_parent, BOTH, KILLED),
  ATTEMPT (write_to_the_parent, BOTH, KILLED),
  ATTEMPT (signal_the_parent, BOTH, EPERM),
  ATTEMPT (steal_a_descriptor, BOTH, EPERM),
  ATTEMPT (make_a_udp_socket, BOTH, KILLED),
  ATTEMPT (make_a_packet_socket, BOTH, KILLED),
  ATTEMPT (make_a_socket_pair, BOTH, KILLED),
  ATTEMPT (start_a_ring, BOTH, EPERM),
  ATTEMPT (make_code, BOTH, EPERM),
  ATTEMPT (turn_data_into_code, BOTH, EPERM),
};

enum { EXIT_NO_SANDBOX = 200, EXIT_NO_LANDLOCK = 201 };

static void
try_in_child (Place place, const Attempt *attempt) {
  int entered = cb_sandbox_enter (place == PLACE_SERVE ? CB_SANDBOX_SERVE : CB_SANDBOX_WATCH, &handed.folder_fd,
                                  place != PLACE_WATCH);

  if (entered < 0)
    _exit (EXIT_NO_SANDBOX);
  if (entered == CB_SANDBOX_NO_LANDLOCK && attempt->landlock)
    _exit (EXIT_NO_LANDLOCK);
  errno = 0;
  _exit (attempt->attempt () < 0 ? errno != 0 ? errno : 255 : 0);
}

static void
try_in (Place place, const Attempt *attempt) {
  pid_t pid = fork ();
  int status, outcome;

  assert_true (pid >= 0);
  if (pid == 0)
    try_in_child (place, attempt);
  assert_int_equal (waitpid (pid, &status, 0), pid);
  outcome = WIFSIGNALED (status) ? -WTERMSIG (status) : WEXITSTATUS (status);
  if (outcome == EXIT_NO_LANDLOCK)
    print_message ("no Landlock in this kernel: %s left out\n", attempt->name);
  else if (outcome != attempt->outcome)
    fail_msg ("%s in place %d: %d and not %d", attempt->name, (int) place, outcome, attempt->outcome);
}

static void
try_each (const Attempt *list, size_t n) {
  for (size_t i = 0; i < n; i++)
    for (unsigned place = 0; place < PLACE_N_; place++)
      if (list[i].places & 1u << place)
        try_in ((Place) place, &list[i]);
}

static void
test_what_a_worker_may_not (void **state) {
  try_each (attempts, N_ELEMENTS (attempts));
}

static void
test_what_the_packet_socket_may_not (void **state) {
  if (handed.packet_fd < 0)
    skip ();
  try_each (packet_attempts, n_packet_attempts);
}

/* Outside the sandbox the same attempts don't end that way: otherwise this proves nothing. */
static void
test_the_attempts_work_outside (void **state) {
  const Attempt *const lists[] = { attempts, packet_attempts };
  const size_t lengths[] = { N_ELEMENTS (attempts), n_packet_attempts };

  for (size_t k = 0; k < (handed.packet_fd >= 0 ? 2 : 1); k++)
    for (size_t i = 0; i < lengths[k]; i++) {
      const Attempt *attempt = &lists[k][i];
      pid_t pid = fork ();
      int status;

      if (pid == 0) {
        errno = 0;
        _exit (attempt->attempt () < 0 && errno == EPERM ? EPERM : 0);
      }
      assert_int_equal (waitpid (pid, &status, 0), pid);
      if (attempt->outcome == KILLED)
        assert_false (WIFSIGNALED (status));
      else if (attempt->outcome == EPERM)
        assert_int_not_equal (WEXITSTATUS (status), EPERM);
    }
}

/* A network of our own, where a packet socket can be opened. */
static int
open_packet_socket (void) {
  const struct sockaddr_ll lo = {
    .sll_family = AF_PACKET, .sll_ifindex = LOOPBACK, .sll_protocol = 0x0300, .sll_halen = 6,
  };
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
  int fd;

  if (unshare (geteuid () == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) < 0)
    return -1;
  fd = socket (AF_PACKET, SOCK_DGRAM, 0);
  if (fd >= 0 && (ioctl (fd, SIOCSIFFLAGS, &request) < 0
                  || bind (fd, (const struct sockaddr *) &lo, sizeof lo) < 0))
    fd = -1;
  return fd;
}

/* The sandbox knows the server's packet socket by its number. */
static void
keep_away_from_packet_fd (void) {
  int *const fds[] = { &handed.folder_fd, &handed.pipe_fds[0], &handed.pipe_fds[1] };

  for (size_t i = 0; i < N_ELEMENTS (fds); i++)
    if (*fds[i] == CB_SANDBOX_PACKET_FD)
      *fds[i] = fcntl (CB_SANDBOX_PACKET_FD, F_DUPFD, CB_SANDBOX_PACKET_FD + 1);
}

static int
set_up (void **state) {
  char name[] = "/tmp/test-sandbox-XXXXXX";
  int fd;

  handed.folder = strdup (mkdtemp (name));
  handed.folder_fd = open (handed.folder, O_PATH | O_DIRECTORY);
  fd = openat (handed.folder_fd, "kernel", O_WRONLY | O_CREAT, 0600);
  if (fd < 0 || write (fd, "kernel", 6) != 6 || close (fd) < 0
      || symlinkat ("/etc/passwd", handed.folder_fd, "way-out") < 0 || pipe (handed.pipe_fds) < 0)
    return -1;
  handed.packet_fd = open_packet_socket ();
  if (handed.packet_fd >= 0 && handed.packet_fd != CB_SANDBOX_PACKET_FD) {
    keep_away_from_packet_fd ();
    handed.packet_fd = dup2 (handed.packet_fd, CB_SANDBOX_PACKET_FD);
  }
  return write (handed.pipe_fds[1], "pipe", 4) == 4 ? 0 : -1;
}

static int
tear_down (void **state) {
  (void) unlinkat (handed.folder_fd, "kernel", 0);
  (void) unlinkat (handed.folder_fd, "new", 0);
  (void) unlinkat (handed.folder_fd, "way-out", 0);
  (void) rmdir (handed.folder);
  free (handed.folder);
  return 0;
}

static int
run_all (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_a_worker_may_not),
    cmocka_unit_test (test_what_the_packet_socket_may_not),
    cmocka_unit_test (test_the_attempts_work_outside),
  };

  return cmocka_run_group_tests (tests, set_up, tear_down);
}

static int
run_all_as_ordinary_user (void) {
  pid_t pid = fork ();
  int status;

  if (pid == 0) {
    if (setresgid (ORDINARY_ID, ORDINARY_ID, ORDINARY_ID) < 0
        || setresuid (ORDINARY_ID, ORDINARY_ID, ORDINARY_ID) < 0)
      _exit (1);
    _exit (run_all ());
  }
  return waitpid (pid, &status, 0) == pid && WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}

int
main (void) {
  int failed = geteuid () == 0 ? run_all_as_ordinary_user () : 0;

  return failed + run_all ();
}
