# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# How servers are fetched that are not there, for peers.sh to source: packages of npm into the folder `npm`, and those of
# Debian into a folder in it.
#
# Debian's are unpacked and not installed where that would make the system run a service, now or when it starts again.
unpacked=$npm/debian
PATH=$PATH:/usr/sbin:$unpacked/usr/bin:$unpacked/usr/sbin

npm_installed() { [ -e "$npm/${1//\//-}.done" ]; }

npm_install() {   # npm_install PACKAGE@VERSION
    ! npm_installed "$1" || return 0
    have npm || { say "no npm, so no $1"; return 1; }
    mkdir -p "$npm" || return
    local log=$npm/install.log system=/etc/ssl/certs/ca-certificates.crt
    # Node knows the authorities of the web only; a machine's own are the system's.
    [ ! -e "$system" ] || export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$system}"
    # From inside the folder: npm takes settings of its own from the current one.
    if (cd "$npm" && npm install --prefix . --ignore-scripts --no-audit --no-fund "$1") >"$log" 2>&1 </dev/null; then
        : >"$npm/${1//\//-}.done"
    else
        say "npm cannot install $1: $(grep -im 1 'npm err' "$log" || tail -n 1 "$log")"
        return 1
    fi
}

# unpack PACKAGE: with what else it needs and is not installed. Needs no rights.
unpack() {
    [ ! -e "$unpacked/$1.done" ] || return 0
    have apt-get || { say "please install $1 by hand"; return 1; }
    local archives=$unpacked/archives file
    mkdir -p "$archives/partial" || return
    if apt-get -q -y -o Debug::NoLocking=1 -o Dir::Cache::archives="$archives" --no-install-recommends --download-only \
        install "$1" >"$unpacked/$1.log" 2>&1 </dev/null; then
        for file in "$archives"/*.deb; do
            dpkg-deb -x "$file" "$unpacked" || return
        done
        rm -r "$archives"
        : >"$unpacked/$1.done"
    else
        say "apt-get cannot fetch $1: $(grep -m 1 '^E: ' "$unpacked/$1.log")"
        return 1
    fi
}

# libraries_of COMMAND: prints where it finds its libraries: if it was unpacked, beside it.
libraries_of() {
    local IFS=: folders=()
    [[ $(command -v "$1") != "$unpacked"/* ]] || folders=("$unpacked"/{usr/,}lib/*-linux-gnu*)
    echo "${folders[*]}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}
