/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options: the command line of simulated-pi.
 */
#pragma once

#include "simulated-pi.h"

/* Fills *@options. Returns SIM_OK to go on, SIM_ERROR after a complaint; prints the help text and
 * ends the program with code 0 on --help. */
SimExit sim_options_parse (SimOptions *options, int argc, char **argv);

/* What the command line left open, from @model when it named none. */
void sim_options_settle (SimOptions *options, const SimModel *model);
