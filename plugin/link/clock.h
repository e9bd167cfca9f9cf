/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>

/* Nanoseconds since the machine was started, its sleep included: a Pi's clock doesn't stop with ours. */
uint64_t cb_clock_ns (void);
