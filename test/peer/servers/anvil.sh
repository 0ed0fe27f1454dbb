# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# anvil, an Ethereum node for development in Rust: HTTP and WebSocket on one port, and a unix socket with a message a
# line. It mines when asked to, and tells its subscribers of each block.
anvil=@foundry-rs/anvil@1.7.1

anvil_install() { npm_install "$anvil"; }

# The program itself, of the package for this processor: killing npm's wrapper would leave it behind.
anvil_program() { find "$npm"/node_modules/@foundry-rs/anvil-*/bin -name anvil -type f 2>/dev/null | head -n 1; }

anvil_installed() { npm_installed "$anvil" && [ -n "$(anvil_program)" ]; }

anvil_start() {
    local port
    choose_ports port
    spawn anvil "$(anvil_program)" --host 127.0.0.1 --port "$port" --ipc "$state/anvil" --accounts 1 --silent
    listening "$port" "$state/anvil" || return
    export ANVIL_HTTP=http://127.0.0.1:$port ANVIL_WS=ws://127.0.0.1:$port ANVIL_UNIX=unix://$state/anvil
}
