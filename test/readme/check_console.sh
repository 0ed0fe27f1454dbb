#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Runs the README's console blocks beside the demo server and compares what they print.
#
#   sh check_console.sh README TOOL    (with_server sets HTTP_URL, TCP_URL and WS_URL)
set -eu
tool=$2

blocks() { awk '/^```console$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1"; }

run() {
    blocks "$1" | sed -n 's/^\$ //p' | while IFS= read -r command; do
        printf '$ %s\n' "$command"
        eval "$(printf '%s\n' "$command" |
            sed "s|sh example/run.sh|'$tool'|; s|http://localhost:8000|$HTTP_URL|; s|tcp://localhost:4000|$TCP_URL|; s|ws://localhost:8000|$WS_URL|")" 2>&1 || true
    done
}

expected=$(blocks "$1")
[ -n "$expected" ]
printed=$(run "$1")
if [ "$printed" != "$expected" ]; then
    printf 'expected:\n%s\n\nprinted:\n%s\n' "$expected" "$printed"
    exit 1
fi
