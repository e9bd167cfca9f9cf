/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Any name: a path that is given out leads only down, and gives itself when it's parsed again. */

#include "fuzz.h"

#include <string.h>

#include "limit.h"
#include "wire/tftp-name.h"

static void
check_part (const CbTftpName *name, size_t i) {
  size_t at = name->part_at[i];
  size_t n = strcspn (name->path + at, "/");

  fuzz_assert (n > 0 && n <= CB_MAX_TFTP_NAME_PART_BYTES);
  fuzz_assert (name->path[at] != '.');
  fuzz_assert (i == 0 ? at == 0 : name->path[at - 1] == '/');
  if (i + 1 < name->n_parts)
    fuzz_assert (name->part_at[i + 1] == at + n + 1);
  else
    fuzz_assert (name->n_bytes == at + n);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbTftpName name, again;
  int refusal = cb_tftp_name_parse ((const char *) bytes, n_bytes, &name);

  if (refusal != 0) {
    fuzz_assert (refusal >= CB_TFTP_NAME_EMPTY && refusal <= CB_TFTP_NAME_FOLDER);
    return 0;
  }
  fuzz_assert (strlen (name.path) == name.n_bytes && name.n_bytes <= n_bytes);
  fuzz_assert (name.n_parts >= 1 && name.n_parts <= CB_MAX_TFTP_NAME_PARTS);
  for (size_t i = 0; i < name.n_parts; i++)
    check_part (&name, i);
  fuzz_assert (cb_tftp_name_parse (name.path, name.n_bytes, &again) == 0);
  fuzz_assert (strcmp (again.path, name.path) == 0 && again.n_parts == name.n_parts);
  return 0;
}
