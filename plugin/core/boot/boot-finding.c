/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/boot-finding.h"

#include <string.h>

#include <glib/gi18n-lib.h>

typedef struct {
  const char *code;
  CbSeverity severity;
  const char *text;    /* {file}, {detail} and {other} are put in */
  const char *remedy;
} Kind;

static const Kind kinds[CB_FINDING_N_] = {
  [CB_FINDING_MISSING] = { "missing-file", CB_SEVERITY_ERROR, N_ ("'{file}' is missing: {detail}"),
                           N_ ("put it there: {other}") },
  [CB_FINDING_OTHER_NAME] = { "other-name", CB_SEVERITY_ERROR,
                              N_ ("'{file}' is missing, but '{other}' is there, which is a device tree of this "
                                  "board"),
                              N_ ("put device_tree={detail} into config.txt, or rename it") },
  [CB_FINDING_NO_KERNEL] = { "no-kernel", CB_SEVERITY_ERROR, N_ ("there is no kernel: none of {other}"),
                             N_ ("put one of them there, or name yours with kernel= in config.txt") },
  [CB_FINDING_NO_CHOICE] = { "none-of-several", CB_SEVERITY_ERROR, N_ ("none of {other} is there: {detail}"),
                             N_ ("put one of them there") },
  [CB_FINDING_CONFIGURED_MISSING] = { "configured-missing", CB_SEVERITY_WARNING,
                                      N_ ("'{file}' is missing; the boot goes on without it"),
                                      N_ ("put it there, or take the line out") },
  [CB_FINDING_OTHER_CASE] = { "other-case", CB_SEVERITY_ERROR,
                              N_ ("'{file}' is missing, but '{other}' is there: the case of letters counts"),
                              N_ ("rename it to '{file}'") },
  [CB_FINDING_OTHER_PLACE] = { "other-place", CB_SEVERITY_ERROR,
                               N_ ("'{file}' is missing, but '{other}' is there: the board looks nowhere else"),
                               N_ ("move it, or make a link to it") },
  [CB_FINDING_SERIAL_NAME] = { "serial-name", CB_SEVERITY_WARNING,
                               N_ ("the folder '{file}' looks like a serial number, but no board asks for that "
                                   "name"),
                               N_ ("rename it to '{other}': the last eight digits, in lower case") },
  [CB_FINDING_NAME_REFUSED] = { "name-refused", CB_SEVERITY_ERROR, N_ ("no server gives out the name '{file}'"),
                                N_ ("use a name without '..' and without parts that begin with a dot") },
  [CB_FINDING_NO_CONFIG] = { "no-config", CB_SEVERITY_ERROR,
                             N_ ("there is no '{file}', and this board takes a folder without it for no boot "
                                 "folder"),
                             N_ ("make one; it may be empty") },
  [CB_FINDING_UNREADABLE] = { "unreadable", CB_SEVERITY_ERROR,
                              N_ ("'{file}' can't be read by the user whose folder it is"),
                              N_ ("let that user read it, and enter each folder on the way: chmod u+rX") },
  [CB_FINDING_DANGLING] = { "dangling-link", CB_SEVERITY_ERROR,
                            N_ ("'{file}' is a link to something that isn't there"),
                            N_ ("build what it leads to, or make the link anew") },
  [CB_FINDING_LOOP] = { "link-loop", CB_SEVERITY_ERROR, N_ ("'{file}' is a link that leads back to itself"),
                        N_ ("make the link anew") },
  [CB_FINDING_SPECIAL] = { "no-regular-file", CB_SEVERITY_ERROR,
                           N_ ("'{file}' is a FIFO, a socket or a device"), N_ ("put a regular file there") },
  [CB_FINDING_FOLDER] = { "folder-for-file", CB_SEVERITY_ERROR,
                          N_ ("'{file}' is a folder, and a file is asked for"),
                          N_ ("put a regular file there") },
  [CB_FINDING_OUTSIDE] = { "link-leaves", CB_SEVERITY_NOTE,
                           N_ ("'{file}' is a link out of the boot folder, to '{other}'; enable asks whether "
                               "that may be served"),
                           NULL },
  [CB_FINDING_EMPTY] = { "empty-file", CB_SEVERITY_ERROR, N_ ("'{file}' is empty"),
                         N_ ("copy or build it again") },
  [CB_FINDING_TRUNCATED] = { "truncated", CB_SEVERITY_ERROR, N_ ("'{file}' ends too early for {detail}"),
                             N_ ("copy or build it again") },
  [CB_FINDING_DAMAGED] = { "damaged", CB_SEVERITY_ERROR,
                           N_ ("'{file}' is damaged: its headers contradict themselves"),
                           N_ ("copy or build it again") },
  [CB_FINDING_WEB_PAGE] = { "web-page", CB_SEVERITY_ERROR,
                            N_ ("'{file}' is a web page: a download that went wrong"),
                            N_ ("download it again, the raw file") },
  [CB_FINDING_LFS_POINTER] = { "lfs-pointer", CB_SEVERITY_ERROR,
                               N_ ("'{file}' is a pointer of Git LFS, not the file itself"),
                               N_ ("run 'git lfs pull' where it came from") },
  [CB_FINDING_WRONG_KIND] = { "wrong-kind", CB_SEVERITY_ERROR,
                              N_ ("'{file}' is {detail}, and should be {other}"),
                              N_ ("put the right file there") },
  [CB_FINDING_TOO_LARGE] = { "too-large", CB_SEVERITY_WARNING,
                             N_ ("'{file}' is larger than {detail}: bootloaders from before 2025-09 stop "
                                 "there"),
                             N_ ("make it smaller, or update the board's bootloader") },
  [CB_FINDING_TOO_SLOW] = { "too-slow", CB_SEVERITY_WARNING,
                            N_ ("'{file}' takes about {detail} s to arrive; by default the board waits {other} "
                                "s for a file"),
                            N_ ("make it smaller, or raise TFTP_FILE_TIMEOUT in the board's bootloader "
                                "settings") },
  [CB_FINDING_KERNEL_32] = { "kernel-32", CB_SEVERITY_ERROR,
                             N_ ("'{file}' is a 32-bit kernel, but it is started in 64-bit mode: nothing would "
                                 "happen"),
                             N_ ("put arm_64bit=0 into config.txt") },
  [CB_FINDING_KERNEL_64] = { "kernel-64", CB_SEVERITY_ERROR,
                             N_ ("'{file}' is a 64-bit kernel, but it is started in 32-bit mode: nothing would "
                                 "happen"),
                             N_ ("put arm_64bit=1 into config.txt") },
  [CB_FINDING_KERNEL_PACKED_32] = { "kernel-packed-32", CB_SEVERITY_ERROR,
                                    N_ ("'{file}' is packed with gzip, which the firmware unpacks in 64-bit "
                                        "mode alone"),
                                    N_ ("use the zImage that the kernel's build makes") },
  [CB_FINDING_KERNEL_PACKED] = { "kernel-packed", CB_SEVERITY_ERROR,
                                 N_ ("'{file}' is {detail}, which no firmware starts"),
                                 N_ ("use Image or Image.gz (64-bit), or zImage (32-bit)") },
  [CB_FINDING_KERNEL_UNKNOWN] = { "kernel-unknown", CB_SEVERITY_WARNING,
                                  N_ ("'{file}' is no Linux kernel: it is started as it is, as U-Boot or an "
                                      "EFI firmware would be"),
                                  N_ ("if it should be a kernel, use Image or Image.gz (64-bit), or zImage "
                                      "(32-bit)") },
  [CB_FINDING_PAGE_SIZE] = { "page-size", CB_SEVERITY_ERROR,
                             N_ ("'{file}' is built for pages of {detail} KiB, which this board's processor "
                                 "doesn't have"),
                             N_ ("build it with CONFIG_ARM64_4K_PAGES") },
  [CB_FINDING_BIG_ENDIAN] = { "big-endian", CB_SEVERITY_ERROR, N_ ("'{file}' is built big-endian"),
                              N_ ("build it without CONFIG_CPU_BIG_ENDIAN") },
  [CB_FINDING_STALE_KERNEL] = { "stale-kernel", CB_SEVERITY_WARNING,
                                N_ ("'{file}' leads to a kernel that is older than '{other}' beside it"),
                                N_ ("link the one that you build") },
  [CB_FINDING_OTHER_BOARD] = { "other-board", CB_SEVERITY_ERROR,
                               N_ ("'{file}' is the device tree of another board: {detail}"),
                               N_ ("use the one of this board") },
  [CB_FINDING_NO_SYMBOLS] = { "no-symbols", CB_SEVERITY_WARNING,
                              N_ ("'{file}' has no symbols, so no overlay can be applied to it"),
                              N_ ("build it with DTC_FLAGS=-@, or take the dtoverlay lines out") },
  [CB_FINDING_OVERLAY_SYMBOL] = { "overlay-symbol", CB_SEVERITY_WARNING,
                                  N_ ("the overlay '{file}' wants the symbol '{detail}', which '{other}' "
                                      "doesn't have"),
                                  N_ ("use the overlay of the same kernel as the device tree") },
  [CB_FINDING_OVERLAY_FAILS] = { "overlay-fails", CB_SEVERITY_WARNING,
                                 N_ ("the overlay '{file}' can't be applied to '{other}': {detail}"),
                                 N_ ("use the overlay of the same kernel as the device tree") },
  [CB_FINDING_OVERLAY_REFUSED] = { "overlay-refused", CB_SEVERITY_WARNING,
                                   N_ ("the overlay map says that '{file}' isn't for this board"),
                                   N_ ("take the line out") },
  [CB_FINDING_PARAMETER_UNKNOWN] = { "parameter-unknown", CB_SEVERITY_WARNING,
                                     N_ ("'{file}' knows no parameter '{detail}'"),
                                     N_ ("a mainline device tree has none; else look into overlays/README for "
                                         "its name") },
  [CB_FINDING_FIRMWARE_SETS] = { "firmware-sets", CB_SEVERITY_WARNING,
                                 N_ ("'{file}' and '{other}' are of different days, so perhaps of different "
                                     "sets"),
                                 N_ ("take both from one release of the firmware") },
  [CB_FINDING_FIRMWARE_SIZE] = { "firmware-size", CB_SEVERITY_WARNING,
                                 N_ ("'{file}' has {detail} bytes, which is unusual"), N_ ("copy it again") },
  [CB_FINDING_HIJACK] = { "hijack", CB_SEVERITY_ERROR,
                          N_ ("'{file}' takes the boot over: it is started instead of your kernel"),
                          N_ ("delete it") },
  [CB_FINDING_UPDATE_PENDING] = { "update-pending", CB_SEVERITY_WARNING,
                                  N_ ("'{file}' is written into the board's flash if it is newer than what is "
                                      "there; a flash that refuses it "
                                      "makes the board start over without end"),
                                  N_ ("delete it, or put bootloader_update=0 into config.txt") },
  [CB_FINDING_INITRAMFS_KIND] = { "initramfs-kind", CB_SEVERITY_ERROR,
                                  N_ ("'{file}' is {detail}, and no kernel unpacks that as an initramfs"),
                                  N_ ("make a cpio archive (format newc), packed with gzip or zstd") },
  [CB_FINDING_INITRAMFS_LZ4] = { "initramfs-lz4", CB_SEVERITY_ERROR,
                                 N_ ("'{file}' is packed in lz4's frame format, which kernels refuse"),
                                 N_ ("pack it with 'lz4 -l'") },
  [CB_FINDING_CMDLINE_LINES] = { "cmdline-lines", CB_SEVERITY_WARNING,
                                 N_ ("'{file}' has more than one line; only the first reaches the kernel"),
                                 N_ ("put everything on one line") },
  [CB_FINDING_CMDLINE_MISSING] = { "cmdline-missing", CB_SEVERITY_WARNING,
                                   N_ ("there is no '{file}', so the kernel gets no words of yours"),
                                   N_ ("make one, with root= or rdinit= and console= in one line") },
  [CB_FINDING_CMDLINE_EMPTY] = { "cmdline-empty", CB_SEVERITY_WARNING,
                                 N_ ("the first line of '{file}' is empty, so the kernel gets no words of "
                                     "yours"),
                                 N_ ("begin with the words, on the first line") },
  [CB_FINDING_CMDLINE_LONG] = { "cmdline-long", CB_SEVERITY_WARNING,
                                N_ ("the line of '{file}' is longer than {detail} bytes, which kernels cut"),
                                N_ ("make it shorter") },
  [CB_FINDING_CMDLINE_BYTES] = { "cmdline-bytes", CB_SEVERITY_WARNING,
                                 N_ ("'{file}' has a byte that is no printable ASCII"),
                                 N_ ("write it with ASCII alone, in one line") },
  [CB_FINDING_RDINIT_ALONE] = { "rdinit-alone", CB_SEVERITY_WARNING,
                                N_ ("'{file}' has rdinit={detail}, but there is no initramfs; that fits a "
                                    "kernel with one built in"),
                                N_ ("add an initramfs line to config.txt, unless it is built in") },
  [CB_FINDING_RDINIT_ABSENT] = { "rdinit-absent", CB_SEVERITY_ERROR,
                                 N_ ("'{file}' has rdinit={detail}, which isn't in '{other}'"),
                                 N_ ("name what is in it, such as /init") },
  [CB_FINDING_ROOT_RAM_ALONE] = { "root-ram-alone", CB_SEVERITY_WARNING,
                                  N_ ("'{file}' has root={detail}, but there is no initramfs; that fits a "
                                      "kernel with one built in"),
                                  N_ ("add an initramfs line to config.txt, unless it is built in") },
  [CB_FINDING_NO_ROOT] = { "no-root", CB_SEVERITY_WARNING,
                           N_ ("'{file}' has no root=, and there is no initramfs; that fits a kernel with one "
                               "built in"),
                           N_ ("add an initramfs line to config.txt, or root=, unless it is built in") },
  [CB_FINDING_NFS_NO_IP] = { "nfs-no-ip", CB_SEVERITY_WARNING,
                             N_ ("'{file}' has its root on NFS, but no ip=: the kernel has no address to fetch "
                                 "it with"),
                             N_ ("add ip=dhcp") },
  [CB_FINDING_ALL_SHUT_OUT] = { "all-shut-out", CB_SEVERITY_WARNING,
                                N_ ("no line of '{file}' applies to this board: its sections shut them all "
                                    "out"),
                                N_ ("put [all] above the lines that are meant for it") },
  [CB_FINDING_DOUBT] = { "doubt", CB_SEVERITY_NOTE, N_ ("{detail}"), NULL },
  [CB_FINDING_ODDITY] = { "config-oddity", CB_SEVERITY_WARNING, N_ ("{detail}"), NULL },
};

CbFinding *
cb_finding_new (CbFindingKind kind, const char *file) {
  CbFinding *finding = g_new0 (CbFinding, 1);

  finding->kind = kind;
  finding->severity = kinds[kind].severity;
  finding->file = g_strdup (file);
  return finding;
}

void
cb_finding_free (CbFinding *finding) {
  g_free (finding->file);
  g_free (finding->config_file);
  g_free (finding->detail);
  g_free (finding->other);
  g_free (finding);
}

CbSeverity
cb_finding_worst (CbFindingKind kind) {
  return kinds[kind].severity;
}

const char *
cb_finding_to_code (const CbFinding *finding) {
  return finding->oddity ? finding->oddity : kinds[finding->kind].code;
}

const char *
cb_severity_to_code (CbSeverity severity) {
  static const char *const codes[] = { "note", "warning", "error" };

  return codes[severity];
}

/* The text with its {words} put in. An unknown word stays. */
static char *
fill_in (const CbFinding *finding, const char *text) {
  const struct {
    const char *word, *value;
  } values[] = {
    { "{file}", finding->file }, { "{detail}", finding->detail }, { "{other}", finding->other },
  };
  GString *filled = g_string_new (NULL);

  while (*text) {
    gsize n_taken = 0;

    for (gsize i = 0; i < G_N_ELEMENTS (values) && n_taken == 0; i++) {
      if (!g_str_has_prefix (text, values[i].word))
        continue;
      g_string_append (filled, values[i].value ? values[i].value : "");
      n_taken = strlen (values[i].word);
    }
    if (n_taken == 0)
      g_string_append_c (filled, *text);
    text += MAX (n_taken, 1);
  }
  return g_string_free (filled, FALSE);
}

char *
cb_finding_to_text (const CbFinding *finding) {
  return fill_in (finding, _ (kinds[finding->kind].text));
}

char *
cb_finding_to_remedy (const CbFinding *finding) {
  const char *remedy = kinds[finding->kind].remedy;

  return remedy ? fill_in (finding, _ (remedy)) : NULL;
}
