/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/kernel-release.h"

#include "boot/image.h"
#include "boot/inflate.h"

#define BANNER_PREFIX "Linux version "

/* What gzip -n -9 writes, as the kernel's makefiles call it: no name, no time. */
#define PAYLOAD_PREFIX "\x1f\x8b\x08"

/* Copies n bytes if they are printable and fit. */
static gboolean
take (char word[CB_MAX_KERNEL_WORD_BYTES + 1], const char *bytes, gsize n) {
  if (n == 0 || n > CB_MAX_KERNEL_WORD_BYTES)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isprint (bytes[i]))
      return FALSE;
  memcpy (word, bytes, n);
  word[n] = '\0';
  return TRUE;
}

/* Who built it and with what may hold any text; the build line begins with "#" and a digit. */
static const char *
find_build (const char *at, const char *end) {
  for (; (at = memmem (at, (gsize) (end - at), ") #", 3)) != NULL; at++)
    if (at + 3 < end && g_ascii_isdigit (at[3]))
      return at + 2;
  return NULL;
}

/* init/version-timestamp.c of the kernel: "Linux version " UTS_RELEASE " (" ... ") " UTS_VERSION "\n" */
static gboolean
take_banner (const char *text, gsize n_text, guint64 offset, gpointer data) {
  CbKernelRelease *found = data;
  const char *release = text + strlen (BANNER_PREFIX);
  const char *end = memchr (text, '\n', n_text);
  const char *blank = end != NULL ? memchr (release, ' ', (gsize) (end - release)) : NULL;
  const char *build = blank != NULL ? find_build (blank, end) : NULL;

  if (build == NULL || blank[1] != '(' || !g_ascii_isdigit (release[0]))
    return FALSE;
  if (take (found->release, release, (gsize) (blank - release))
      && take (found->build, build, (gsize) (end - build)))
    return TRUE;
  *found = (CbKernelRelease){ 0 };
  return FALSE;
}

static gboolean
search_plain (const CbByteSource *source, CbKernelRelease *found) {
  return cb_byte_source_scan (source, BANNER_PREFIX, take_banner, found) == CB_IMAGE_FAULT_NONE
         && found->release[0] != '\0';
}

static gboolean
search_packed (const CbByteSource *packed, CbKernelRelease *found) {
  g_autoptr (CbInflate) inflate = cb_inflate_new (packed);
  CbByteSource source = cb_inflate_source (inflate);

  return search_plain (&source, found);
}

typedef struct {
  const CbByteSource *source;
  CbKernelRelease *found;
  guint n_tries;
} PayloadSearch;

static gboolean
try_payload (const char *text, gsize n_text, guint64 offset, gpointer data) {
  PayloadSearch *search = data;
  CbByteSource packed;

  if (offset > CB_MAX_PAYLOAD_OFFSET || search->n_tries++ >= CB_MAX_PAYLOAD_TRIES)
    return TRUE;
  packed = cb_byte_source_part (search->source, offset);
  return search_packed (&packed, search->found);
}

static gboolean
search_zimage (const CbByteSource *source, CbKernelRelease *found) {
  PayloadSearch search = { .source = source, .found = found };
  CbByteSource head = *source;

  head.n_bytes = MIN (head.n_bytes, CB_MAX_PAYLOAD_OFFSET + CB_SCAN_TEXT_BYTES);
  cb_byte_source_scan (&head, PAYLOAD_PREFIX, try_payload, &search);
  return found->release[0] != '\0';
}

gboolean
cb_kernel_release_read (const CbByteSource *source, CbKernelRelease *ret_release) {
  CbImage image;

  *ret_release = (CbKernelRelease){ 0 };
  cb_image_read (source, CB_IMAGE_HEAD, &image);
  switch (image.kind) {
  case CB_IMAGE_ARM64:
    return search_plain (source, ret_release);
  case CB_IMAGE_GZIP:
    return image.inner == CB_IMAGE_ARM64 && search_packed (source, ret_release);
  case CB_IMAGE_ZIMAGE:
    return search_zimage (source, ret_release);
  default:
    return FALSE;
  }
}
