#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Builds a program of somebody else's with the library in FOLDER, in one of these ways, and runs it.
#
#   check.sh installed FOLDER BUILT [--static]
#                                           find_package and pkg-config: with what CMake has built in BUILT, installed
#                                           and moved; --static says what that is
#   check.sh package FOLDER BUILT           the same as a Debian package, which is installed into a folder and removed
#   check.sh subdirectory FOLDER            add_subdirectory, without TLS
#   check.sh fetch FOLDER                   FetchContent, with this checkout in place of what it would fetch
#   check.sh use-project FOLDER ARG...      B2 with these arguments, and with what it has built in FOLDER
#
# All that is installed in FOLDER lies in the same place there, one after the other: ccache compiles the program once.
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

# pkg_config_and_run [--static]: the same by pkg-config.
pkg_config_and_run() {
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name jsonrpcclient.pc)")
    export PKG_CONFIG_PATH
    quietly pkg-config "jsonrpcclient >= 0.1" || fail "pkg-config does not find it"
    ! pkg-config "jsonrpcclient >= 0.2" || fail "pkg-config finds a version that there is not"
    # shellcheck disable=SC2046 # lists of words
    quietly $(! have ccache || echo ccache) "${CXX:-g++}" -std=c++20 $(pkg-config --cflags jsonrpcclient) \
        -c "$root/consumer.cpp" -o "$folder/consumer.o" || fail "it does not compile by pkg-config"
    # shellcheck disable=SC2046,SC2086 # lists of words
    quietly "${CXX:-g++}" "$folder/consumer.o" $(pkg-config $1 --libs jsonrpcclient) \
        -Wl,-rpath,"$(pkg-config --variable=libdir jsonrpcclient)" -o "$folder/by_pkg_config" || fail "it does not link by pkg-config"
    quietly "$folder/by_pkg_config" tls || fail "it does not run"
}

# find_and_run PREFIX: a program that finds the library there.
find_and_run() {
    rm -rf "$folder/build"
    # shellcheck disable=SC2046 # an option or none
    quietly cmake -S "$root" -B "$folder/build" -G Ninja -DCMAKE_PREFIX_PATH="$1" $(! have ccache || echo -DCMAKE_CXX_COMPILER_LAUNCHER=ccache) ||
        fail "CMake does not find it"
    build "$folder/build" consumer || fail "it does not build"
    quietly "$folder/build/consumer" tls || fail "it does not run"
}

# With the options of the first build of run.sh ccache has nearly every file of the library.
as_built='-DCMAKE_BUILD_TYPE=Release -DJSONRPCCLIENT_WERROR=ON'
prefix=$folder/moved

case $way in
installed)
    rm -rf "$folder/prefix" "$prefix"
    quietly cmake --install "$1" --prefix "$folder/prefix" || fail "the library cannot be installed"
    mv "$folder/prefix" "$prefix"
    quietly diff -r "$library/include" "$prefix/include" || fail "the headers installed are not the public ones"
    quietly "$prefix/bin/jsonrpc" --version || fail "the tool does not run"
    quietly grep -q "$("$prefix/bin/jsonrpc" --version | cut -d ' ' -f 2)" "$prefix/share/man/man1/jsonrpc.1" ||
        fail "the tool has no manual page of its version"
    quietly cmp "$library/example/jsonrpc/completion.bash" "$prefix/share/bash-completion/completions/jsonrpc" ||
        fail "bash is not told how to complete the tool"
    find_and_run "$prefix"
    pkg_config_and_run "${2-}"
    ;;
package)
    rm -rf "$folder/deb" "$folder/root" "$prefix"
    quietly cpack -G DEB --config "$1/CPackConfig.cmake" -B "$folder/deb" || fail "there is no package"
    package=$(find "$folder/deb" -maxdepth 1 -name '*.deb')
    # The system's list of packages says whether it has what this one depends on.
    mkdir -p "$folder/root/var/lib/dpkg/info" "$folder/root/var/lib/dpkg/updates"
    cp /var/lib/dpkg/status "$folder/root/var/lib/dpkg/status"
    as_if_root() { quietly dpkg --root="$folder/root" --force-not-root --force-script-chrootless --log=/dev/null "$@"; }
    as_if_root --install "$package" || fail "it cannot be installed"
    quietly diff -r "$library/include" "$folder/root/usr/include" || fail "the headers packaged are not the public ones"
    depends=$(dpkg-deb --field "$package" Depends)
    for needed in libboost-json libboost-url libboost-program-options libssl3 libc6 libboost-json.*-dev libssl-dev zlib1g-dev; do
        printf '%s\n' "$depends" | tr ',' '\n' | grep -q "^ *$needed" || fail "it should depend on $needed: $depends"
    done
    "$folder/root/usr/bin/jsonrpc" --version | grep -q " $(dpkg-deb --field "$package" Version)\$" || fail "the tool does not run"
    ln -s root/usr "$prefix"
    find_and_run "$prefix"
    as_if_root --purge "$(dpkg-deb --field "$package" Package)" || fail "it cannot be removed"
    left=$(find "$folder/root" -path "$folder/root/var" -prune -o -type f -print)
    [ -z "$left" ] || fail "it leaves files: $left"
    ;;
subdirectory)
    # shellcheck disable=SC2086 # a list of words
    build_and_run no_tls $as_built -DJSONRPCCLIENT_TLS=OFF -DSUBDIRECTORY="$library"
    ;;
fetch)
    # shellcheck disable=SC2086 # a list of words
    build_and_run tls $as_built -DFETCH=ON -DFETCHCONTENT_SOURCE_DIR_JSONRPCCLIENT="$library"
    ;;
use-project)
    cd "$root"
    quietly b2 -q --build-dir="$folder" "$@" || fail "B2 cannot build and run it"
    ;;
*)
    fail "there is no such way"
    ;;
esac
