#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Shows the library at work: installs what is missing, builds, and runs the demo or, with arguments, the jsonrpc tool.
#
#   sh example/run.sh                        the demo
#   sh example/run.sh URL METHOD [ARG...]    one call
#
# BUILD_DIR is the folder to build in (`build`), BOOST_ROOT a Boost of your own. The exit status is the program's.
set -eu
# shellcheck disable=SC2034 # setup.sh reads it
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=example/setup.sh
. "$(dirname "$0")/setup.sh"

need_tools
need_boost
need_openssl
need_zlib
folder=$(build_folder)
[ -x "$folder/example/demo" ] || say "building in $folder; the first time takes some minutes"
configure "$folder" -DCMAKE_BUILD_TYPE=Release
build "$folder" demo jsonrpc

if [ $# -eq 0 ]; then
    exec "$folder/example/demo"
else
    exec "$folder/example/jsonrpc/jsonrpc" "$@"
fi
