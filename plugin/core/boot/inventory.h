/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a boot folder holds, asked name by name, as a TFTP server that runs as the same user would find it:
 * links are followed, the case of names counts. The caller gives the functions; core opens nothing.
 *
 * A folder isn't walked: a serial folder that is a link to "." holds itself without end.
 */

#pragma once

#include "boot/boot-plan.h"
#include "boot/byte-source.h"
#include "boot/device-tree.h"

#include <glib.h>

G_BEGIN_DECLS

/* What a name leads to after all links. */
typedef enum {
  CB_HELD_ABSENT,
  CB_HELD_FILE,
  CB_HELD_FOLDER,
  CB_HELD_SPECIAL,  /* FIFO, socket or device: a FIFO hangs dnsmasq (proven-traps.md 13) */
  CB_HELD_DANGLING, /* a link to what isn't there */
  CB_HELD_LOOP,     /* links in a circle */
  CB_HELD_CLOSED,   /* something on the way may not be entered */
  CB_HELD_REFUSED,  /* no server gives that name: "..", a part that begins with a dot, too long (tftp-name.h) */
} CbHeldKind;

typedef struct {
  CbHeldKind kind;
  gboolean readable;   /* a file that can be opened */
  guint64 n_bytes;
  gint64 s_changed;    /* last change of its content, seconds since 1970 */
  char *outside;       /* its real path, where a link on the way leads out of the boot folder; else NULL */
} CbHeldFile;

void cb_held_file_clear (CbHeldFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CbHeldFile, cb_held_file_clear)

typedef struct {
  /* Fills *ret; clear it. */
  void (*look) (const char *name, CbHeldFile *ret, gpointer data);
  /* The same for a file called other (no '/' in it) in the folder where name really lies, after all links: what
   * a build made beside what is linked. */
  void (*look_beside) (const char *name, const char *other, CbHeldFile *ret, gpointer data);
  /* The first max_bytes of the file at a path that begins where name really lies: "../x" is beside its folder.
   * NULL where there is none. */
  GBytes *(*read_near) (const char *name, const char *path, gsize max_bytes, gpointer data);
  /* The names in a folder of the boot folder ("" for itself), sorted, at most CB_MAX_WALK_ENTRIES, without
   * those that begin with a dot; NULL where it is none. Free with g_strfreev. */
  char **(*list) (const char *folder, gpointer data);
  /* The bytes of a file that look() called readable. FALSE where it isn't any more. *ret holds until the next
   * call. */
  gboolean (*open) (const char *name, CbByteSource *ret, gpointer data);
  gpointer data;
} CbInventory;

/* The same for a boot plan; borrows self. */
CbFolderView cb_inventory_view (const CbInventory *self);

/* Is that name a file that can be read? */
gboolean cb_inventory_has (const CbInventory *self, const char *name);

/* The bytes of that file, until the next call; FALSE where it is none, or can't be read. */
gboolean cb_inventory_open (const CbInventory *self, const char *name, CbByteSource *ret);

/* NULL where it is no sound device tree. */
CbDeviceTree *cb_inventory_read_tree (const CbInventory *self, const char *name);

/* The first n_bytes of that file, or all of a shorter one; NULL where there is none to read. */
GBytes *cb_inventory_read (const CbInventory *self, const char *name, gsize n_bytes);

/* A name that differs from this one only in the case of ASCII letters in its last part, and is there; NULL
 * where there is none. Free with g_free. */
char *cb_inventory_find_twin (const CbInventory *self, const char *name);

G_END_DECLS
