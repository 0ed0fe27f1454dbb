#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Installs what is missing, real servers to test against included, builds everything and runs all tests.
#
#   sh test/run.sh          one build, all tests
#   sh test/run.sh --all    then all tests under ASan and UBSan, and the multi-threaded ones under TSan
#
# Other arguments are ctest's (-R http). BUILD_DIR is the folder to build in (`build`), BOOST_ROOT a Boost of your own.
# REQUIRE_PEERS=1 makes it a failure when a real server is missing; otherwise the tests against it are skipped.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=example/setup.sh
. "$(dirname "$0")/../example/setup.sh"

all=
if [ "${1-}" = --all ]; then
    all=1
    shift
fi

# A server that cannot be had is told by name; the tests against it are then skipped.
get_peers() {
    have aria2c || get aria2 || true
    have clangd || get clangd || true
    have node || get nodejs || true
    have npm || get npm || true
    have openssl || get openssl || true
    # What it fetches of Debian it unpacks only, and may need newer lists of packages to find.
    bash "$root/test/peer/peers.sh" install ||
        { can_install && refresh && bash "$root/test/peer/peers.sh" install; } ||
        [ "${REQUIRE_PEERS:-0}" != 1 ] || exit 1
}

# check FOLDER [CTEST-OPTION...]
check() {
    tested=$1
    shift
    # shellcheck disable=SC2086 # nothing, or a command and its option
    ${runner-} ctest --test-dir "$tested" --output-on-failure --no-tests=error -j2 "$@" || failed=1
}

need_tools
need_boost
folder=$(build_folder)
PEER_NPM=$folder/npm
export PEER_NPM
get_peers

failed=0
say "building in $folder"
configure "$folder" -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON
build "$folder"
check "$folder" "$@"

if [ -n "$all" ]; then
    # The sanitizers of g++ 12 cannot place their shadow where the kernel randomises addresses widely.
    ! setarch -R true 2>/dev/null || runner='setarch -R'

    say "building in $folder-asan"
    configure "$folder-asan" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g' \
        -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON -DJSONRPCCLIENT_SANITIZE=address,undefined
    build "$folder-asan"
    check "$folder-asan" "$@"

    say "building in $folder-tsan"
    configure "$folder-tsan" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g' \
        -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON -DJSONRPCCLIENT_SANITIZE=thread
    build "$folder-tsan" test_threads
    check "$folder-tsan" -L threads "$@"
fi
exit "$failed"
