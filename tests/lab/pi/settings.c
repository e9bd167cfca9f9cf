/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * settings: line by line; two tables of keys, and three lines that are more than a key.
 */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS        " \t\r"
#define DEFAULT_SPLIT 76 /* gpu_mem */

#define PLACE(field) offsetof (SimSettings, field)

static const struct {
  const char *key;
  size_t place;
} TEXTS[] = {
  { "kernel", PLACE (kernel) },
  { "os_prefix", PLACE (os_prefix) },
  { "overlay_prefix", PLACE (overlay_prefix) },
  { "cmdline", PLACE (cmdline) },
  { "start_file", PLACE (start_file) },
  { "fixup_file", PLACE (fixup_file) },
  { "armstub", PLACE (armstub) },
  { "device_tree", PLACE (device_tree) },
  { "ramfsfile", PLACE (initramfs) },
}, NUMBERS[] = {
  { "arm_64bit", PLACE (arm_64bit) },
  { "auto_initramfs", PLACE (auto_initramfs) },
  { "start_x", PLACE (start_x) },
  { "start_debug", PLACE (start_debug) },
  { "gpu_mem", PLACE (gpu_mem) },
  { "upstream_kernel", PLACE (upstream_kernel) },
  { "os_check", PLACE (os_check) },
};


static void *
place_of (SimSettings *self, size_t place) {
  return (char *) self + place;
}


void
sim_settings_begin (SimSettings *self, const SimOptions *options) {
  *self = (SimSettings){
    .filter = { .options = options },
    .overlay_prefix = "overlays/",
    .cmdline = "cmdline.txt",
    .arm_64bit = options->model->arm_64bit,
    .gpu_mem = DEFAULT_SPLIT,
    .os_check = 1,
  };
}


/* NAME, or NAME and its parameters; without a name it ends the scope of the last one. */
static void
take_overlay (SimSettings *self, const char *value) {
  size_t length = strcspn (value, ",:");

  if (length > 0 && self->n_overlays < SIM_MAX_OVERLAYS) {
    snprintf (self->overlays[self->n_overlays++], sizeof (SimSetting), "%.*s", (int) length, value);
  }
}


static void
take_value (SimSettings *self, const char *key, const char *value) {
  for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
    if (strcmp (key, TEXTS[i].key) == 0) {
      snprintf (place_of (self, TEXTS[i].place), sizeof (SimSetting), "%s", value);
    }
  }
  for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
    if (strcmp (key, NUMBERS[i].key) == 0) {
      *(long *) place_of (self, NUMBERS[i].place) = strtol (value, NULL, 0);
    }
  }
  if (strcmp (key, "device_tree") == 0) {
    self->has_device_tree = true;
  } else if (strcmp (key, "arm_control") == 0) {
    self->arm_64bit = (strtol (value, NULL, 0) & 0x200) != 0;
  } else if (strcmp (key, "dtoverlay") == 0 || strcmp (key, "device_tree_overlay") == 0) {
    take_overlay (self, value);
  }
}


/* One line without blanks around it. */
static SimExit
take_line (SimSettings *self, char *line, SimInclude include, void *data) {
  size_t length = strlen (line);
  char name[SIM_MAX_SETTING], mode[SIM_MAX_SETTING];
  char *equals;

  if (line[0] == '[' && line[length - 1] == ']') {
    line[length - 1] = '\0';
    sim_filter_take (&self->filter, line + 1);
    return SIM_OK;
  }
  if (line[0] == '#' || !sim_filter_applies (&self->filter)) {
    return SIM_OK;
  }
  if (sscanf (line, "include %64s", name) == 1) {
    return include != NULL ? include (data, name) : SIM_OK;
  }
  if (sscanf (line, "initramfs %64s %98s", name, mode) == 2) {
    strcpy (self->initramfs, name);
  }
  equals = strchr (line, '=');
  if (equals != NULL) {
    *equals = '\0';
    take_value (self, line, equals + 1);
  }
  return SIM_OK;
}


SimExit
sim_settings_read (SimSettings *self, const char *text, size_t length, SimInclude include, void *data) {
  const char *end = text == NULL ? NULL : text + length;
  SimExit r = SIM_OK;

  while (text < end && r == SIM_OK) {
    const char *next = memchr (text, '\n', (size_t) (end - text));
    size_t n = (size_t) ((next != NULL ? next : end) - text);
    char line[SIM_MAX_SETTING] = { 0 };
    char *begin = line;

    memcpy (line, text, n < sizeof line ? n : sizeof line - 1);
    begin += strspn (begin, BLANKS);
    while (*begin != '\0' && strchr (BLANKS, begin[strlen (begin) - 1]) != NULL) {
      begin[strlen (begin) - 1] = '\0';
    }
    if (*begin != '\0') {
      r = take_line (self, begin, include, data);
    }
    text = next != NULL ? next + 1 : end;
  }
  return r;
}
