# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# aria2, a download manager in C++: HTTP and WebSocket on one port, and the same with TLS by a second process. What
# it is to download, ARIA2_FILE, Python serves.

aria2_installed() { have aria2c && have openssl && have python3; }

aria2_start() {
    local plain secure files secret=${state##*.}
    certificates || return
    choose_ports plain secure files
    spawn_aria2 aria2-secure "$secure" --rpc-secure --rpc-certificate="$PEER_CERTS/server.pem" \
        --rpc-private-key="$PEER_CERTS/server.key"
    listening "$secure" || return
    spawn_aria2 aria2 "$plain"
    listening "$plain" || return
    mkdir -p "$state/files" && printf '%s' 'twelve bytes' >"$state/files/cat.txt" || return
    spawn files python3 -m http.server "$files" --bind 127.0.0.1 --directory "$state/files"
    listening "$files" || return
    export ARIA2_HTTP=http://127.0.0.1:$plain/jsonrpc ARIA2_WS=ws://127.0.0.1:$plain/jsonrpc ARIA2_SECRET=$secret
    export ARIA2_HTTPS=https://localhost:$secure/jsonrpc ARIA2_WSS=wss://localhost:$secure/jsonrpc
    export ARIA2_FILE=http://127.0.0.1:$files/cat.txt
}

spawn_aria2() {   # spawn_aria2 NAME PORT OPTION...
    spawn "$1" aria2c --no-conf --enable-rpc --rpc-listen-port="$2" --rpc-secret="$secret" --disable-ipv6 \
        --enable-dht=false --quiet --dir="$state" "${@:3}"
}
