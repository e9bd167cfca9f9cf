/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A finding: one thing about a boot folder that a person should know before the power button, with a stable
 * code, how bad it is, what to say and what to do. All kinds stand in one table.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CB_SEVERITY_NOTE,     /* worth knowing; boots */
  CB_SEVERITY_WARNING,  /* may not do what its owner wants, or fails on some firmware */
  CB_SEVERITY_ERROR,    /* does not boot, as far as the fact sheet tells */
} CbSeverity;

typedef enum {
  /* names */
  CB_FINDING_MISSING,    /* a required file; detail: what it is, other: where to get it */
  CB_FINDING_OTHER_NAME, /* another tree of this board is there; other: its name, detail: without prefix */
  CB_FINDING_NO_KERNEL,  /* none of several; other: their names */
  CB_FINDING_NO_CHOICE,  /* none of several others; detail: what they are, other: their names */
  CB_FINDING_CONFIGURED_MISSING, /* a line asks for it; the boot goes on without */
  CB_FINDING_OTHER_CASE,         /* other: the name that is there */
  CB_FINDING_OTHER_PLACE,        /* other: where it lies */
  CB_FINDING_SERIAL_NAME,        /* a folder that looks like a serial; other: how it must be named */
  CB_FINDING_NAME_REFUSED,       /* a line names what no server gives */
  CB_FINDING_NO_CONFIG,          /* no config.txt, where the board wants one */
  /* what a name leads to */
  CB_FINDING_UNREADABLE,
  CB_FINDING_DANGLING,
  CB_FINDING_LOOP,
  CB_FINDING_SPECIAL,
  CB_FINDING_FOLDER,  /* a folder stands where a file is asked for */
  CB_FINDING_OUTSIDE, /* other: its real path */
  /* any content */
  CB_FINDING_EMPTY,
  CB_FINDING_TRUNCATED, /* detail: what it should be */
  CB_FINDING_DAMAGED,
  CB_FINDING_WEB_PAGE,
  CB_FINDING_LFS_POINTER,
  CB_FINDING_WRONG_KIND, /* detail: what it is; other: what it should be */
  CB_FINDING_TOO_LARGE,  /* for the block counter of bootloaders before 2025-09 */
  CB_FINDING_TOO_SLOW,   /* detail: seconds that it takes; other: the limit */
  /* kernel */
  CB_FINDING_KERNEL_32,        /* a 32-bit kernel, started in 64-bit mode */
  CB_FINDING_KERNEL_64,        /* a 64-bit kernel, started in 32-bit mode */
  CB_FINDING_KERNEL_PACKED_32, /* gzip, in 32-bit mode */
  CB_FINDING_KERNEL_PACKED,    /* packed in a way that no firmware unpacks; detail: how */
  CB_FINDING_KERNEL_UNKNOWN,   /* no format of Linux kernels */
  CB_FINDING_PAGE_SIZE,        /* detail: its pages */
  CB_FINDING_BIG_ENDIAN,
  CB_FINDING_STALE_KERNEL, /* other: the newer one beside what the link leads to */
  /* device trees */
  CB_FINDING_OTHER_BOARD,       /* detail: what the tree says it is for */
  CB_FINDING_NO_SYMBOLS,        /* overlays are wanted, the tree has no __symbols__ */
  CB_FINDING_OVERLAY_SYMBOL,    /* detail: the label; other: the tree */
  CB_FINDING_OVERLAY_FAILS,     /* detail: why */
  CB_FINDING_OVERLAY_REFUSED,   /* overlay_map.dtb says no for this platform */
  CB_FINDING_PARAMETER_UNKNOWN, /* detail: the name */
  /* firmware */
  CB_FINDING_FIRMWARE_SETS,  /* other: the other file of the pair */
  CB_FINDING_FIRMWARE_SIZE,  /* not of the size that such files have; detail: the size */
  CB_FINDING_HIJACK,         /* a leftover that takes the boot over */
  CB_FINDING_UPDATE_PENDING, /* pieeprom.upd with pieeprom.sig */
  /* initramfs and command line */
  CB_FINDING_INITRAMFS_KIND, /* no format that a kernel unpacks; detail: what it is */
  CB_FINDING_INITRAMFS_LZ4,  /* lz4's frame format, which kernels refuse */
  CB_FINDING_CMDLINE_MISSING,
  CB_FINDING_CMDLINE_LINES,
  CB_FINDING_CMDLINE_EMPTY,
  CB_FINDING_CMDLINE_LONG,
  CB_FINDING_CMDLINE_BYTES,  /* a byte that is no printable ASCII */
  CB_FINDING_RDINIT_ALONE,   /* rdinit= without an initramfs; detail: its value */
  CB_FINDING_RDINIT_ABSENT,  /* rdinit= that the initramfs doesn't hold; detail: its value, other: the initramfs
                              */
  CB_FINDING_ROOT_RAM_ALONE, /* root=/dev/ram* without an initramfs; detail: its value */
  CB_FINDING_NO_ROOT,        /* neither root= nor an initramfs */
  CB_FINDING_NFS_NO_IP,      /* root=/dev/nfs without ip= */
  /* config.txt */
  CB_FINDING_ALL_SHUT_OUT,
  CB_FINDING_DOUBT, /* of board.h: .oddity has its code, detail its sentence */
  CB_FINDING_ODDITY, /* of config-txt.h: .oddity has its code, detail its sentence */
  CB_FINDING_N_
} CbFindingKind;

typedef struct {
  CbFindingKind kind;
  CbSeverity severity;
  const char *oddity;  /* CB_FINDING_ODDITY and _DOUBT: its stable code; else NULL */
  char *file;          /* as it is asked for, or a text file of the folder; NULL: the folder as a whole */
  guint line;          /* in config_file, or in file when that is NULL; 0: none */
  char *config_file;   /* the text that asks for file, or NULL */
  char *detail;        /* may be NULL; bytes of the folder: escape before a person sees them */
  char *other;
} CbFinding;

CbFinding *cb_finding_new (CbFindingKind kind, const char *file);
void cb_finding_free (CbFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CbFinding, cb_finding_free)

/* How bad that kind is when the file is surely asked for. */
CbSeverity cb_finding_worst (CbFindingKind kind);

/* Stable words for --json: "missing-file". Static, never NULL. */
const char *cb_finding_to_code (const CbFinding *finding);
const char *cb_severity_to_code (CbSeverity severity);

/* What is wrong, and what to do (NULL where there is nothing to do), translated. Bytes of the folder stand in
 * it as they are. Free with g_free. */
char *cb_finding_to_text (const CbFinding *finding);
char *cb_finding_to_remedy (const CbFinding *finding);

G_END_DECLS
