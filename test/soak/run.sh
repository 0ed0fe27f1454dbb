#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Makes calls of every kind over every transport while everything happens to them that can, and counts how they end.
#
#   sh test/soak/run.sh [CALLS [SEED]]    1000000 calls, and what chance says
#
# How calls failed, what was done to them, and how much memory there was, is told on stderr; the last line is
#
#   calls N answered N failed N mismatched 0 silent 0 twice 0 not_sent_but_executed 0
#
# mismatched: answers that are not those of their calls; silent: calls that did not end, or ended twice; twice: calls
# that were executed so without `idempotent`; not_sent_but_executed: what it says. The exit status is 0 only if these
# are 0, each failure has a cause and a delivery that go together, memory has not grown, and nothing is left running. The
# seed is told when one of these is not so. Installs what is missing. BUILD_DIR is the folder to build in (`build`).
set -eu
# shellcheck disable=SC2034 # setup.sh reads it
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
# shellcheck source=example/setup.sh
. "$(dirname "$0")/../../example/setup.sh"

need_tools
need_boost
need_openssl
need_zlib
folder=$(build_folder)
[ -x "$folder/test/test_soak" ] || say "building in $folder; the first time takes some minutes"
configure "$folder" -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_BUILD_TESTS=ON
build "$folder" test_soak
exec "$folder/test/test_soak" "${1:-1000000}" ${2+"$2"}
