#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Runs the README's console blocks and compares what they print: those for aria2, which have its port, or all others.
#
#   sh check_console.sh README TOOL          beside the demo server (with_server sets HTTP_URL, TCP_URL and WS_URL)
#   sh check_console.sh README TOOL aria2    beside aria2 (peers.sh sets ARIA2_HTTP and so on)
set -eu
tool=$2
server=${3-demo}

blocks() {
    awk -v wanted="$server" '
        /^```console$/ { inside = 1; block = ""; next }
        /^```/ { if (inside && (block ~ /localhost:6800/) == (wanted == "aria2")) printf "%s", block; inside = 0 }
        inside { block = block $0 "\n" }' "$1"
}

# here: a command of the README with the servers that there are.
here() {
    if [ "$server" = aria2 ]; then
        sed "s|jsonrpc |'$tool' |; s|http://localhost:6800/jsonrpc|$ARIA2_HTTP|; s|ws://localhost:6800/jsonrpc|$ARIA2_WS|
             s|token:cat|token:$ARIA2_SECRET|; s|http://localhost:8000/cat.txt|$ARIA2_FILE|"
    else
        sed "s|sh example/run.sh|'$tool'|; s|http://localhost:8000|$HTTP_URL|; s|tcp://localhost:4000|$TCP_URL|; s|ws://localhost:8000|$WS_URL|"
    fi
}

run() {
    blocks "$1" | sed -n 's/^\$ //p' | while IFS= read -r command; do
        printf '$ %s\n' "$command"
        eval "$(printf '%s\n' "$command" | here)" 2>&1 || true
    done
}

# stable: without what is another each time: a name that aria2 gives, and what is measured.
stable() {
    sed 's/"[0-9a-f]\{16\}"/"GID"/g; s|^\(seconds\): .*|\1: N|; s|^\(calls/s\): .*|\1: N|; s|^\(p[0-9.]*\): .*|\1: N ms|
         s|^\(max\): .*|\1: N ms|; /^up to /d'
}

expected=$(blocks "$1" | stable)
[ -n "$expected" ]
printed=$(run "$1" | stable)
if [ "$printed" != "$expected" ]; then
    printf 'expected:\n%s\n\nprinted:\n%s\n' "$expected" "$printed"
    exit 1
fi
