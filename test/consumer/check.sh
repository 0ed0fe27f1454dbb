#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Builds a program of somebody else's with the library in FOLDER, in one of three ways, and runs it.
#
#   check.sh installed FOLDER BUILT         find_package: with what CMake has built in BUILT, installed and moved
#   check.sh subdirectory FOLDER            add_subdirectory, without TLS
#   check.sh use-project FOLDER ARG...      B2 with these arguments, and with what it has built in FOLDER
set -eu
# What `configure` configures, and the library.
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
library=${root%/test/consumer}
# shellcheck source=example/setup.sh
. "$library/example/setup.sh"
way=$1
folder=$2
shift 2

fail() {
    say "a consumer of the library, $way: $*"
    exit 1
}

# build_and_run ARGUMENT OPTION...: by CMake; the argument is the program's.
build_and_run() {
    argument=$1
    shift
    configure "$folder" "$@" || fail "CMake cannot configure it"
    build "$folder" consumer || fail "it does not build"
    quietly "$folder/consumer" "$argument" || fail "it does not run"
}

case $way in
installed)
    prefix=$folder/moved
    rm -rf "$folder/prefix" "$prefix"
    quietly cmake --install "$1" --prefix "$folder/prefix" || fail "the library cannot be installed"
    mv "$folder/prefix" "$prefix"
    quietly diff -r "$library/include" "$prefix/include" || fail "the headers installed are not the public ones"
    quietly "$prefix/bin/jsonrpc" --version || fail "the tool does not run"
    build_and_run tls -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH="$prefix"
    ;;
subdirectory)
    # With the options of the first build of run.sh ccache has nearly every file.
    build_and_run no_tls -DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_WERROR=ON -DJSONRPCCLIENT_TLS=OFF \
        -DSUBDIRECTORY="$library"
    ;;
use-project)
    cd "$root"
    quietly b2 -q --build-dir="$folder" "$@" || fail "B2 cannot build and run it"
    ;;
*)
    fail "there is no such way"
    ;;
esac
