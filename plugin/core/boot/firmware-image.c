/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot/firmware-image.h"

/* elf(5) */
#define ELF_IDENT_BYTES    20
#define ELF_CLASS_AT       4
#define ELF_DATA_AT        5
#define ELF_MACHINE_AT     18
#define ELF_MAX_HEADER     64
#define ELF_MAX_PROGRAM    56
#define ELF_CLASS_32       1
#define ELF_CLASS_64       2
#define ELF_DATA_LITTLE    1
#define ELF_DATA_BIG       2

#define WORD_PREFIX "VC_BUILD_ID_"

/* Where the fields lie that we want; [0] for 32 bits, [1] for 64. */
static const struct {
  guint n_header;
  guint n_word;          /* bytes of an offset or a size */
  guint program_at;      /* e_phoff */
  guint section_at;      /* e_shoff */
  guint program_entry;   /* e_phentsize, followed by e_phnum, e_shentsize, e_shnum */
  guint n_program;       /* least bytes of a program header */
  guint offset_at;       /* p_offset */
  guint size_at;         /* p_filesz */
} layouts[] = {
  { 52, 4, 28, 32, 42, 32, 4, 16 },
  { 64, 8, 32, 40, 54, 56, 8, 32 },
};

typedef struct {
  guint layout;
  gboolean big;
} Form;

static guint
get_u16 (const Form *form, const guint8 *bytes) {
  guint16 value = cb_le16 (bytes);

  return form->big ? GUINT16_SWAP_LE_BE (value) : value;
}

static guint64
get_word (const Form *form, const guint8 *bytes) {
  if (layouts[form->layout].n_word == 4)
    return form->big ? cb_be32 (bytes) : cb_le32 (bytes);
  return form->big ? GUINT64_SWAP_LE_BE (cb_le64 (bytes)) : cb_le64 (bytes);
}

static CbImageFault
read_form (const CbByteSource *source, CbFirmwareImage *firmware, Form *ret_form) {
  guint8 ident[ELF_IDENT_BYTES];
  CbImageFault fault = cb_byte_source_take (source, 0, ident, sizeof ident);

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  if (ident[ELF_CLASS_AT] != ELF_CLASS_32 && ident[ELF_CLASS_AT] != ELF_CLASS_64)
    return CB_IMAGE_FAULT_DAMAGED;
  if (ident[ELF_DATA_AT] != ELF_DATA_LITTLE && ident[ELF_DATA_AT] != ELF_DATA_BIG)
    return CB_IMAGE_FAULT_DAMAGED;
  ret_form->layout = ident[ELF_CLASS_AT] == ELF_CLASS_64;
  ret_form->big = ident[ELF_DATA_AT] == ELF_DATA_BIG;
  firmware->bits = ret_form->layout == 0 ? 32 : 64;
  firmware->big_endian = ret_form->big;
  firmware->machine = get_u16 (ret_form, ident + ELF_MACHINE_AT);
  return CB_IMAGE_FAULT_NONE;
}

/* Adds without running over; what is too much is more than any file has. */
static guint64
add (guint64 a, guint64 b) {
  return a > G_MAXUINT64 - b ? G_MAXUINT64 : a + b;
}

/* The bytes that one program header needs in the file. */
static CbImageFault
measure_program (const CbByteSource *source, const Form *form, guint64 at, guint64 *n_claimed) {
  guint8 program[ELF_MAX_PROGRAM];
  CbImageFault fault = cb_byte_source_take (source, at, program, layouts[form->layout].n_program);
  guint64 n_bytes;

  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  n_bytes = get_word (form, program + layouts[form->layout].size_at);
  if (n_bytes > 0)
    *n_claimed = MAX (*n_claimed, add (get_word (form, program + layouts[form->layout].offset_at), n_bytes));
  return CB_IMAGE_FAULT_NONE;
}

CbImageFault
cb_firmware_image_read (const CbByteSource *source, CbFirmwareImage *ret_firmware, guint64 *ret_n_claimed) {
  guint8 header[ELF_MAX_HEADER];
  guint n_entry, n_sections;
  guint64 programs_at, sections_at;
  Form form;
  CbImageFault fault = read_form (source, ret_firmware, &form);

  if (fault == CB_IMAGE_FAULT_NONE)
    fault = cb_byte_source_take (source, 0, header, layouts[form.layout].n_header);
  if (fault != CB_IMAGE_FAULT_NONE)
    return fault;
  programs_at = get_word (&form, header + layouts[form.layout].program_at);
  sections_at = get_word (&form, header + layouts[form.layout].section_at);
  n_entry = get_u16 (&form, header + layouts[form.layout].program_entry);
  ret_firmware->n_program_headers = get_u16 (&form, header + layouts[form.layout].program_entry + 2);
  n_sections = get_u16 (&form, header + layouts[form.layout].program_entry + 4)
               * get_u16 (&form, header + layouts[form.layout].program_entry + 6);
  if (ret_firmware->n_program_headers > 0 && n_entry < layouts[form.layout].n_program)
    return CB_IMAGE_FAULT_DAMAGED;
  *ret_n_claimed = add (sections_at, n_sections);
  for (guint i = 0; i < ret_firmware->n_program_headers; i++) {
    fault = measure_program (source, &form, add (programs_at, (guint64) i * n_entry), ret_n_claimed);
    if (fault != CB_IMAGE_FAULT_NONE)
      return fault;
  }
  return source->n_bytes < *ret_n_claimed ? CB_IMAGE_FAULT_TRUNCATED : CB_IMAGE_FAULT_NONE;
}

/* The printable text at value, up to a zero byte; n_value where there is none, or it is too long. */
static gsize
measure_word (const char *value, gsize n_value) {
  gsize n = 0;

  while (n < n_value && n <= CB_MAX_BUILD_WORD_BYTES && g_ascii_isprint (value[n]))
    n++;
  return n > 0 && n <= CB_MAX_BUILD_WORD_BYTES && n < n_value && value[n] == '\0' ? n : n_value;
}

static gboolean
take_word (const char *text, gsize n_text, guint64 offset, gpointer data) {
  CbFirmwareImage *firmware = data;
  const struct {
    const char *name;
    char *word;
  } words[] = {
    { WORD_PREFIX "VARIANT: ", firmware->variant },
    { WORD_PREFIX "TIME: ", firmware->date },
    { WORD_PREFIX "VERSION: ", firmware->version },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize n_name = strlen (words[i].name), n_value;
    const char *value = text + n_name;

    if (n_text <= n_name || memcmp (text, words[i].name, n_name) != 0 || words[i].word[0] != '\0')
      continue;
    n_value = measure_word (value, n_text - n_name);
    if (n_value < n_text - n_name && !(words[i].word == firmware->date && g_ascii_isdigit (value[0])))
      memcpy (words[i].word, value, n_value);
  }
  return firmware->variant[0] != '\0' && firmware->date[0] != '\0' && firmware->version[0] != '\0';
}

CbImageFault
cb_firmware_image_read_words (const CbByteSource *source, CbFirmwareImage *firmware) {
  memset (firmware->variant, 0, sizeof firmware->variant);
  memset (firmware->date, 0, sizeof firmware->date);
  memset (firmware->version, 0, sizeof firmware->version);
  return cb_byte_source_scan (source, WORD_PREFIX, take_word, firmware);
}
