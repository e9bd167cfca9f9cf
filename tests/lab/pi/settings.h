/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * settings: as much of config.txt as names files (pi-netboot.md 5.1, 5.3, 5.6, 5.8). Written for this
 * program: what it shares with the product's parser is the fact sheet alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "filter.h"
#include "simulated-pi.h"

#define SIM_MAX_SETTING  99 /* the first 98 characters of a line count */
#define SIM_MAX_OVERLAYS 32

typedef char SimSetting[SIM_MAX_SETTING];

/* Empty texts: not set. */
typedef struct {
  SimFilter filter;
  SimSetting kernel, os_prefix, overlay_prefix, cmdline, start_file, fixup_file, armstub;
  SimSetting device_tree;
  bool has_device_tree;    /* set, perhaps to nothing */
  SimSetting initramfs;    /* names, separated by commas */
  SimSetting overlays[SIM_MAX_OVERLAYS];
  size_t n_overlays;
  long arm_64bit, auto_initramfs, start_x, start_debug, gpu_mem, upstream_kernel, os_check;
} SimSettings;

/* Has a file that is included read, where that is done at all: reads it with sim_settings_read(). */
typedef SimExit (*SimInclude) (void *data, const char *name);

/* What holds without a config.txt, for the board that @options describe. */
void sim_settings_begin (SimSettings *self, const SimOptions *options);

/* Reads the @length bytes at @text. @include may be NULL: such lines mean nothing then. */
SimExit sim_settings_read (SimSettings *self, const char *text, size_t length, SimInclude include, void *data);
