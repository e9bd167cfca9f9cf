/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "error.h"

#include "names.h"

G_DEFINE_QUARK (cb-error-quark, cb_error)

static const char *const error_names[CB_ERROR_N_] = {
  [CB_ERROR_FAILED] = CB_BUS_ERROR ".Failed",
  [CB_ERROR_INVALID] = CB_BUS_ERROR ".Invalid",
  [CB_ERROR_NOT_FOUND] = CB_BUS_ERROR ".NotFound",
  [CB_ERROR_AMBIGUOUS] = CB_BUS_ERROR ".Ambiguous",
  [CB_ERROR_REFUSED] = CB_BUS_ERROR ".Refused",
  [CB_ERROR_IN_USE] = CB_BUS_ERROR ".InUse",
  [CB_ERROR_NOT_ALLOWED] = CB_BUS_ERROR ".NotAllowed",
  [CB_ERROR_ACTIVATION] = CB_BUS_ERROR ".Activation",
  [CB_ERROR_NO_NETWORK_MANAGER] = CB_BUS_ERROR ".NoNetworkManager",
  [CB_ERROR_TIMEOUT] = CB_BUS_ERROR ".Timeout",
  [CB_ERROR_FRAGMENT] = CB_BUS_ERROR ".Fragment",
  [CB_ERROR_UNREACHABLE] = CB_BUS_ERROR ".Unreachable",
  [CB_ERROR_UNCONFIRMED] = CB_BUS_ERROR ".Unconfirmed",
  [CB_ERROR_INCOMPLETE] = CB_BUS_ERROR ".Incomplete",
  [CB_ERROR_BOOT_FAILED] = CB_BUS_ERROR ".BootFailed",
  [CB_ERROR_OTHER_KERNEL] = CB_BUS_ERROR ".OtherKernel",
};

const char *
cb_error_to_name (CbError code) {
  if ((unsigned) code >= CB_ERROR_N_)
    code = CB_ERROR_FAILED;
  return error_names[code];
}
