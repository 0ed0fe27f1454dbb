# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# jayson, a library for Node: HTTP, TCP with a message a line, and WebSocket, each with and without TLS; HTTPS and TLS also
# for those only who show a certificate. See jayson.js for its methods.
jayson=jayson@5.0.0

jayson_install() { npm_install "$jayson"; }

jayson_installed() { have node && have openssl && npm_installed "$jayson"; }

jayson_start() {
    local ports tries=100
    certificates || return
    NODE_PATH=$npm/node_modules spawn jayson node "$here/jayson.js" "$PEER_CERTS"
    until read -r -a ports < <(grep '^listening ' "$log" 2>/dev/null); do
        kill -0 "$pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ] || return
        sleep 0.1
    done
    export JAYSON_HTTP=http://127.0.0.1:${ports[1]}/ JAYSON_HTTPS=https://localhost:${ports[2]}/
    export JAYSON_HTTPS_MUTUAL=https://localhost:${ports[3]}/
    export JAYSON_TCP=tcp://127.0.0.1:${ports[4]} JAYSON_TLS=tls://localhost:${ports[5]}
    export JAYSON_TLS_MUTUAL=tls://localhost:${ports[6]}
    export JAYSON_WS=ws://127.0.0.1:${ports[7]}/ JAYSON_WSS=wss://localhost:${ports[8]}/
}
