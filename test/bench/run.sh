#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Measures the library against loops written by hand, and against other clients, in the same scenarios.
#
#   sh test/bench/run.sh                     all scenarios
#   sh test/bench/run.sh tcp http-64 ...     those of a transport, or of a name
#
# Prints a line for each scenario and program, and writes the same to bench.json, and as a chart to bench.svg:
#
#   SCENARIO PROGRAM calls/s ratio-to-limit cpu-us/call allocations/call p50 p99 bytes/call
#
# The ratio is CPU time per call of the client's process, by that of the program `limit`, which is written by hand for
# this one case: over TCP a coroutine for each call with one write a round, over HTTP Beast on a plain socket, over
# WebSocket Beast that writes into memory. p50 and p99 are the latencies of a message in microseconds, bytes/call is the
# most memory there was for a call in flight. Each figure is the median of ROUNDS (5) rounds, in which the programs take
# turns.
#
# RIVALS=0 leaves the other clients out. Those that cannot be had are told. BUILD_DIR is the folder to build in
# (`build`).
set -eu
# shellcheck disable=SC2034 # setup.sh reads it
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
here=$root/test/bench
# shellcheck source=example/setup.sh
. "$root/example/setup.sh"

need_tools
need_boost
need_openssl
need_zlib
have python3 || need python3
folder=$(build_folder)
[ -x "$folder/test/bench/bench_library" ] || say "building in $folder; the first time takes some minutes"
configure "$folder" -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_BUILD_BENCHMARKS=ON
build "$folder" benchmarks
if [ "${RIVALS:-1}" != 0 ]; then
    have node || get nodejs || true
    have npm || get npm || true
    # What it fetches of Debian may need newer lists of packages to be found.
    bash "$here/rivals/make.sh" "$folder" ||
        { can_install && refresh && bash "$here/rivals/make.sh" "$folder"; } ||
        say "going on without them"
fi
exec python3 -B "$here/run.py" "$folder" "$@"
