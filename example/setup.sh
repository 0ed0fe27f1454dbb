# shellcheck shell=sh
# SPDX-License-Identifier: BSL-1.0
# Functions that install what a build needs and run CMake; for run.sh to source, after it has set `root`.
#
# Installing is for Debian 12 and newer Debians and Ubuntus. What is there already is left alone and never looked up in
# the network; no package is ever removed. Elsewhere the functions say what to install by hand.

have() { command -v "$1" >/dev/null 2>&1; }

say() { printf '%s\n' "$*" >&2; }

# quietly COMMAND [ARG...]: keeps the output in a file and shows the end of it only when COMMAND fails.
quietly() {
    log=$(mktemp "${TMPDIR:-/tmp}/jsonrpcclient-XXXXXX") || return
    if "$@" >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 40 "$log" >&2
        say "failed: $*" "(all of its output: $log)"
        return 1
    fi
}

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

can_install() { have apt-get && { [ "$(id -u)" = 0 ] || have sudo; }; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_get() { quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }

# Fetches the lists of packages, once. One unreachable source does not matter while the others have what is needed.
refresh() {
    [ -z "${refreshed-}" ] || return 0
    refreshed=1
    apt_get update || say "going on with the lists of packages that are there"
}

# get PACKAGE...: installs those that are missing; false, with the reason on stderr, when that is not possible.
get() {
    missing=
    for package; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if ! can_install; then
        say "please install by hand:$missing"
        return 1
    fi
    say "installing:$missing"
    refresh
    # shellcheck disable=SC2086 # a list of words
    apt_get install -y --no-install-recommends --no-remove $missing
}

# need PACKAGE...: the same, but ends the script when that is not possible.
need() { get "$@" || exit 1; }

# need_tools: CMake, Ninja, g++ from 12 on unless CXX names another compiler, and ccache where it can be had.
need_tools() {
    set --
    have cmake || set -- "$@" cmake
    have ninja || set -- "$@" ninja-build
    [ -n "${CXX-}" ] || have g++ || set -- "$@" g++
    have ccache || ! can_install || set -- "$@" ccache
    need "$@"
    if [ -z "${CXX-}" ] && [ "$(g++ -dumpversion | cut -d. -f1)" -lt 12 ]; then
        need g++-12
        CXX=g++-12
        export CXX
    fi
}

# boost_complete PREFIX: whether Boost from 1.81 on is there, with all that we link, headers and libraries of one version.
boost_complete() {
    number=$(sed -n 's/^#define BOOST_VERSION \([0-9]*\).*/\1/p' "$1/include/boost/version.hpp" 2>/dev/null)
    [ "${number:-0}" -ge 108100 ] || return 1
    version=$((number / 100000)).$((number / 100 % 1000)).$((number % 100))
    for part in json url program_options unit_test_framework; do
        [ -n "$(find "$1"/lib* -maxdepth 3 -name "boost_$part-$version" 2>/dev/null)" ] || return 1
    done
}

boost_packages() {   # boost_packages VERSION
    echo "libboost$1-dev libboost-json$1-dev libboost-url$1-dev libboost-program-options$1-dev libboost-test$1-dev"
}

# The version to install: the one whose headers are there, to complete it, or else the newest that has every part.
boost_version() {
    {
        dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'libboost[0-9]*-dev' 2>/dev/null | sed -n 's/^installed //p'
        apt-cache search --names-only '^libboost[0-9.]+-dev$' | cut -d ' ' -f 1 | sort -rV
    } | sed -n 's/^libboost\([0-9]*\.[0-9]*\)-dev$/\1/p' | awk -F. '$1 > 1 || $2 >= 81' |
        while read -r candidate; do
            # shellcheck disable=SC2046 # a list of words
            for package in $(boost_packages "$candidate"); do
                apt-cache show "$package" >/dev/null 2>&1 || continue 2
            done
            echo "$candidate"
            break
        done
}

# need_boost: the newest packaged Boost from 1.81 on, unless one is there or BOOST_ROOT points to one.
need_boost() {
    [ -z "${BOOST_ROOT-}" ] || return 0
    if boost_complete /usr/local || boost_complete /usr; then return 0; fi
    wanted="Boost from 1.81 on with json, url, program_options and test"
    if ! can_install; then
        say "please install $wanted (Debian 12: $(boost_packages 1.81)), or set BOOST_ROOT to one"
        exit 1
    fi
    refresh
    boost=$(boost_version)
    if [ -z "$boost" ]; then
        say "no packages of $wanted here: please build one and set BOOST_ROOT to it"
        exit 1
    fi
    # shellcheck disable=SC2046 # a list of words
    if ! get $(boost_packages "$boost"); then
        others=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'libboost*-dev' 2>/dev/null |
            sed -n 's/^installed //p' | grep -v "$boost-dev\$" | tr '\n' ' ')
        [ -z "$others" ] || say "another Boost may be in the way, which is left alone; you can remove it: $others"
        say "please install Boost $boost by hand, or set BOOST_ROOT to $wanted"
        exit 1
    fi
}

# openssl_complete PREFIX: whether OpenSSL from 3 on is there, headers and libraries.
openssl_complete() {
    grep -q '^# *define OPENSSL_VERSION_MAJOR *\([3-9]\|[1-9][0-9]\)' "$1/include/openssl/opensslv.h" 2>/dev/null &&
        [ -n "$(find "$1"/lib* -maxdepth 2 -name 'libssl.so' 2>/dev/null)" ]
}

# need_openssl: OpenSSL from 3 on, unless OPENSSL_ROOT_DIR points to one.
need_openssl() {
    [ -z "${OPENSSL_ROOT_DIR-}" ] || return 0
    if openssl_complete /usr/local || openssl_complete /usr; then return 0; fi
    need libssl-dev
}

# need_zlib: zlib, unless ZLIB_ROOT points to one.
need_zlib() {
    [ -z "${ZLIB_ROOT-}" ] || return 0
    [ -e /usr/local/include/zlib.h ] || [ -e /usr/include/zlib.h ] || need zlib1g-dev
}

# need_b2: B2, of the Boost that is there.
need_b2() {
    ! have b2 || return 0
    ! can_install || refresh
    need "libboost$(boost_version)-tools-dev"
}

# need_clang: clang 14, the oldest that is supported, or else the distribution's own; sets `clang`.
need_clang() {
    clang='clang++-14'
    ! have "$clang" || return 0
    ! can_install || refresh
    if apt-cache show clang-14 >/dev/null 2>&1; then
        need clang-14
    else
        clang='clang++'
        have "$clang" || need clang
    fi
}

# The formats of clang-format differ from version to version.
need_clang_format() {
    clang_format='clang-format-16'
    have "$clang_format" || need clang-format-16
}

# need_clang_tidy: that of need_clang's version; sets `clang_tidy`.
need_clang_tidy() {
    clang_tidy=$(echo "${clang:?}" | sed 's/clang++/clang-tidy/')
    have "$clang_tidy" || need "$clang_tidy"
}

need_doxygen() { have doxygen || need doxygen; }

# need_packaging: what installed libraries are found by, and what packages are made with.
need_packaging() {
    set --
    have pkg-config || set -- "$@" pkg-config
    have python3 || set -- "$@" python3
    ! have dpkg || have dpkg-shlibdeps || set -- "$@" dpkg-dev
    have file || set -- "$@" file
    need "$@"
}

# build_folder: the folder to build in, BUILD_DIR or `build` in the checkout, as an absolute path.
build_folder() {
    case ${BUILD_DIR:=build} in
        /*) echo "$BUILD_DIR" ;;
        *) echo "${root:?}/$BUILD_DIR" ;;
    esac
}

# configure FOLDER [OPTION...]: a folder that is configured already keeps its generator.
configure() {
    into=$1
    shift
    [ -e "$into/CMakeCache.txt" ] || set -- -G Ninja "$@"
    ! have ccache || set -- -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"
    quietly cmake -S "${root:?}" -B "$into" "$@"
}

# build FOLDER [TARGET...]
build() {
    into=$1
    shift
    [ $# -eq 0 ] || set -- --target "$@"
    quietly cmake --build "$into" --parallel "$(nproc)" "$@"
}
