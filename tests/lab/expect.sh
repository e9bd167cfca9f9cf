# shellcheck shell=bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the cases are written with. A case sources this file, takes steps and ends with `finish`. With LAB_STOP=first it
# ends at its first failure.

passed=0 failed=0 output=

step() {
  echo "- $1"
}

fail() {
  failed=$((failed + 1))
  echo "FAILED ${BASH_SOURCE[2]##*/}:${BASH_LINENO[1]}: $1"
  [ -z "$output" ] || sed 's/^/    | /' <<<"$output"
  [ "${LAB_STOP:-}" != first ] || exit 1
}

pass() {
  passed=$((passed + 1))
}

# expect CMD...: must succeed. Its output is in $output.
expect() {
  if output=$("$@" 2>&1); then pass; else fail "exit $?: $*"; fi
}

# refute CMD...: must fail.
refute() {
  if output=$("$@" 2>&1); then fail "succeeded: $*"; else pass; fi
}

# expect_exit N CMD...
expect_exit() {
  local wanted=$1 status=0
  shift
  output=$("$@" 2>&1) || status=$?
  if [ "$status" = "$wanted" ]; then pass; else fail "exit $status and not $wanted: $*"; fi
}

# equal A B
equal() {
  output=
  if [ "$1" = "$2" ]; then
    pass
  else
    output=$(diff <(echo "$1") <(echo "$2"))
    fail "not equal"
  fi
}

# contains TEXT: $output, what the last command printed, has TEXT.
contains() {
  if [[ $output == *"$1"* ]]; then pass; else fail "the output has no '$1'"; fi
}

# wait-for SECONDS CMD...: as the command of that name, for functions of the case too.
wait-for() {
  local end=$(($(date +%s%N) + $1 * 1000000000))
  while ! "${@:2}" >/dev/null 2>&1; do
    if [ "$(date +%s%N)" -ge "$end" ]; then
      echo "not within $1 s: ${*:2}"
      "${@:2}"
      return 1
    fi
    sleep 0.05
  done
}

finish() {
  output=$(grep -E 'Sanitizer|runtime error|CRITICAL' /run/lab/bus.log)
  [ -z "$output" ] || fail "a program of ours is broken"
  [ "$failed" = 0 ] || tell-logs
  echo "$passed passed, $failed failed"
  exit $((failed > 0))
}
