#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Installs what is missing, real servers to test against included, builds everything and runs all tests.
#
#   sh test/run.sh          one build, all tests
#   sh test/run.sh --all    then the suites under ASan and UBSan, and the multi-threaded ones under TSan; the other ways
#                           to build: a shared library, clang, B2; programs that use the library in each way; the
#                           reference; clang-tidy, and whether the code is formatted
#   sh test/run.sh --quick  only the library, and the tests that need no transport
#   sh test/run.sh --format formats the code
#   sh test/run.sh --tidy   looks for bugs in the library by clang-tidy
#
# Other arguments are ctest's (-R http). BUILD_DIR is the folder to build in (`build`), BOOST_ROOT a Boost of your own.
# REQUIRE_PEERS=1 makes it a failure when a real server is missing; otherwise the tests against it are skipped.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=example/setup.sh
. "$(dirname "$0")/../example/setup.sh"

what=
case ${1-} in
--all | --quick | --format | --tidy)
    what=$1
    shift
    ;;
esac

# A server that cannot be had is told by name; the tests against it are then skipped.
get_peers() {
    have aria2c || get aria2 || true
    have clangd || get clangd || true
    have node || get nodejs || true
    have npm || get npm || true
    have openssl || get openssl || true
    have python3 || get python3 || true
    have valgrind || get valgrind || true
    # What it fetches of Debian it unpacks only, and may need newer lists of packages to find.
    bash "$root/test/peer/peers.sh" install ||
        { can_install && refresh && bash "$root/test/peer/peers.sh" install; } ||
        [ "${REQUIRE_PEERS:-0}" != 1 ] || exit 1
}

# check FOLDER [CTEST-OPTION...]: one test more at a time than there are processors, for many of them wait.
check() {
    tested=$1
    shift
    # shellcheck disable=SC2086 # nothing, or a command and its option
    ${runner-} ctest --test-dir "$tested" --output-on-failure --no-tests=error -j"$(($(nproc) + 1))" "$@" || failed=1
}

# The library as a shared one, for which ccache has every file: the examples and the tool run with it. Then what both
# install and what CMake builds within another project.
check_library() {
    say "building in $folder-shared"
    configure "$folder-shared" -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON \
        -DBUILD_SHARED_LIBS=ON
    build "$folder-shared" jsonrpcclient example/all
    check "$folder-shared" -L example
    sh "$root/test/structure/symbols.sh" "$root" "$folder-shared/libjsonrpcclient.so" "$folder/libjsonrpcclient.a" || failed=1
    check_tool http wss exec listen
    say "building programs that use the library"
    need_packaging
    check_consumer installed "$folder-consumer/installed" "$folder" --static
    check_consumer installed "$folder-consumer/installed" "$folder-shared"
    # Its dependencies are those of a Boost that is a package, too.
    if have dpkg && [ -z "${BOOST_ROOT-}" ]; then
        check_consumer package "$folder-consumer/installed" "$folder"
        check_consumer package "$folder-consumer/installed" "$folder-shared"
    fi
    check_consumer subdirectory "$folder-consumer/subdirectory"
    check_consumer fetch "$folder-consumer/fetch"
    quietly python3 "$root/test/consumer/recipes.py" "$root" "$folder-consumer/recipes" || failed=1
}

# check_tool PART...: the tool of the shared build, with the servers of the first one.
check_tool() {
    version=$(sed -n 's/^#define JSONRPCCLIENT_VERSION "\(.*\)"/\1/p' "$root/include/jsonrpcclient/version.hpp")
    PROCESS_PEER=$folder/test/process_peer \
        sh "$root/test/tool/tool.sh" "$folder-shared/example/jsonrpc/jsonrpc" "$folder/test/tool/serve_demo" \
        "$version" "$@" || failed=1
}

check_consumer() { sh "$root/test/consumer/check.sh" "$@" || failed=1; }

check_clang() {
    need_clang
    say "building in $folder-clang with ${clang:?}"
    configure "$folder-clang" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DCMAKE_CXX_COMPILER="$clang" \
        -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON $together
    build "$folder-clang" jsonrpcclient jsonrpc test_sansio
    check "$folder-clang" -R '^sansio'
}

# format OPTION...: clang-format with these options, on all of the code.
format() {
    need_clang_format
    cd "$root"
    find include src test example -name '*.[ch]pp' -print0 | xargs -0 -P "$(nproc)" -n 20 "${clang_format:?}" "$@"
}

# Several files of the library at a time: what they include costs more than they do.
check_tidy() {
    need_clang
    need_clang_tidy
    say "looking for bugs with ${clang_tidy:?}"
    configure "$folder-tidy" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
        -DJSONRPCCLIENT_BUILD_EXAMPLES=OFF $together
    find "$folder-tidy/CMakeFiles/jsonrpcclient.dir/Unity" -name '*.cxx' -print0 |
        xargs -0 -P "$(nproc)" -n 1 "$clang_tidy" --quiet --config-file="$root/.clang-tidy" -p "$folder-tidy" || failed=1
}

check_reference() {
    need_doxygen
    say "writing the reference"
    rm -rf "$folder/doc"
    configure "$folder" && build "$folder" doc || failed=1
}

check_b2() {
    need_b2
    say "building in $folder-b2 with B2"
    toolset=gcc
    ! "${CXX:-g++}" --version | grep -q clang || toolset=clang
    mkdir -p "$folder-b2"
    echo "using $toolset : : $(! have ccache || echo ccache) ${CXX:-g++} ;" >"$folder-b2/config.jam"
    set -- "-j$(nproc)" --user-config="$folder-b2/config.jam" toolset=$toolset \
        variant=debug debug-symbols=off warnings=pedantic warnings-as-errors=on
    cd "$root"
    # Of the examples one: the others are made in the same way.
    quietly b2 -q --build-dir="$folder-b2" "$@" jsonrpcclient jsonrpc demo || failed=1
    check_consumer use-project "$folder-b2" "$@"
}

need_tools
need_boost
need_openssl
need_zlib
folder=$(build_folder)
failed=0

# For the builds behind the first one, which has shown that each file of the library is complete.
together=-DJSONRPCCLIENT_UNITY=ON

case $what in
--format)
    format -i
    exit
    ;;
--tidy)
    check_tidy
    exit "$failed"
    ;;
--quick)
    say "building in $folder"
    configure "$folder" -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON
    build "$folder" test_unit test_sansio
    check "$folder" -R '^(unit|sansio|headers|documents)' "$@"
    exit "$failed"
    ;;
esac

PEER_NPM=$folder/npm
export PEER_NPM
get_peers

say "building in $folder"
configure "$folder" -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON
build "$folder"
check "$folder" "$@"

if [ "$what" = --all ]; then
    # The sanitizers of g++ 12 cannot place their shadow where the kernel randomises addresses widely.
    ! setarch -R true 2>/dev/null || runner='setarch -R'

    say "building in $folder-asan"
    configure "$folder-asan" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g1' \
        -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON -DJSONRPCCLIENT_SANITIZE=address,undefined $together
    # The examples, the tool and the tests against real servers do nothing that these do not.
    build "$folder-asan" test_unit test_sansio test_transport test_faults test_hostile test_soak test_threads replay
    check "$folder-asan" -R '^(unit|sansio|transport|faults|hostile|soak|threads|fuzz)' "$@"

    say "building in $folder-tsan"
    configure "$folder-tsan" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g1' \
        -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_BUILD_TESTS=ON -DJSONRPCCLIENT_SANITIZE=thread $together
    build "$folder-tsan" test_threads
    check "$folder-tsan" -L threads "$@"

    runner=
    check_library
    check_clang
    check_tidy
    check_b2
    check_reference
    # Other versions have other formats.
    if have clang-format-16 || get clang-format-16; then
        say "looking whether the code is formatted"
        quietly format --dry-run --Werror || failed=1
    fi
fi
exit "$failed"
