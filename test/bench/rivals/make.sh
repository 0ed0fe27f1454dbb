#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Fetches and builds the rivals, as far as they can be had. Tells which cannot, and then exits with 1.
#
#   make.sh FOLDER    the build folder; FOLDER/test/bench/rivals has a program for each of them then
#
# Packages of npm and of Debian are unpacked into PEER_NPM (FOLDER/npm), and not installed.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
npm=${PEER_NPM:-$1/npm}
made=$1/test/bench/rivals

say() { echo "rivals: $*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

# shellcheck source=test/peer/fetch.sh
. "$here/../../peer/fetch.sh"
# shellcheck source=test/peer/servers/jayson.sh
. "$here/../../peer/servers/jayson.sh"

# program NAME WORD...: makes a script that runs the words with its own arguments behind them.
program() {
    { echo '#!/bin/sh'; printf 'exec'; printf " '%s'" "${@:2}"; echo ' "$@"'; } >"$made/$1" && chmod +x "$made/$1"
}

# quietly COMMAND...: tells only of a failure.
quietly() {
    local log=$made/log
    "$@" >"$log" 2>&1 </dev/null || { say "failed: $*: $(tail -n 2 "$log")"; return 1; }
}

# made_after PROGRAM SOURCE...: whether a program is there, and no source is newer.
made_after() {
    local source
    for source in "${@:2}"; do
        [ -x "$1" ] && [ ! "$source" -nt "$1" ] || return
    done
}

make_jayson() {
    have node && jayson_install && program jayson env NODE_PATH="$npm/node_modules" node "$here/jayson.js"
}

make_vscode_jsonrpc() {
    have node && npm_install vscode-jsonrpc@8.2.1 &&
        program vscode-jsonrpc env NODE_PATH="$npm/node_modules" node "$here/vscode-jsonrpc.js"
}

make_aiorpcx() {
    local python=/usr/bin/python3   # Debian's, of which its packages are.
    if ! "$python" -c 'import aiorpcx' 2>/dev/null; then
        unpack python3-aiorpcx || return
    fi
    program aiorpcX env PYTHONPATH="$unpacked/usr/lib/python3/dist-packages" "$python" "$here/aiorpcx_client.py"
}

make_jsonrpc2() {
    have go || unpack golang-go || return
    unpack golang-github-sourcegraph-jsonrpc2-dev || return
    local source=$here/sourcegraph-jsonrpc2.go binary=$made/sourcegraph-jsonrpc2 root=
    [ ! -d "$unpacked/usr/lib/go" ] || root=$unpacked/usr/lib/go
    made_after "$binary" "$source" ||
        quietly env ${root:+GOROOT="$root"} GO111MODULE=off GOPATH="$unpacked/usr/share/gocode:/usr/share/gocode" \
            GOCACHE="$made/go-cache" GOFLAGS= go build -o "$binary" "$source"
}

make_libjson_rpc_cpp() {
    unpack libjsonrpccpp-dev || return
    local source=$here/libjson-rpc-cpp.cpp binary=$made/libjson-rpc-cpp
    local measure=$made/../libbench_measure.a libraries jsoncpp
    libraries=$(echo "$unpacked"/usr/lib/*-linux-gnu)
    # Of a library that the system has, nothing was unpacked but a symbolic link to it.
    jsoncpp=$(find "$libraries" /usr/lib/*-linux-gnu -maxdepth 1 -name 'libjsoncpp.so.[0-9]*' -print -quit)
    made_after "$binary" "$source" "$measure" ||
        quietly "${CXX:-g++}" -std=c++20 -O2 -isystem "$unpacked/usr/include" \
            -isystem "$(echo "$unpacked"/usr/include/*-linux-gnu)" "$source" -o "$binary" "$measure" -L"$libraries" \
            -Wl,-rpath,"$libraries",--disable-new-dtags -ljsonrpccpp-client -ljsonrpccpp-common "$jsoncpp"
}

mkdir -p "$made" "$unpacked"
missing=0
for rival in jayson vscode_jsonrpc aiorpcx jsonrpc2 libjson_rpc_cpp; do
    "make_$rival" || { say "no $rival"; missing=1; }
done
[ "$missing" = 0 ]

