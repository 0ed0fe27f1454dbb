#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Starts a real JSON-RPC server on free loopback ports, runs a command that finds it in its environment, and stops it.
#
#   peers.sh run SERVER COMMAND [ARG...]    exits with COMMAND's status, or with 77 if the server cannot be started;
#                                           that is a failure with REQUIRE_PEERS=1
#   peers.sh install                        fetches what the servers need into PEER_NPM (build/npm)
#
# servers/SERVER.sh is what is known of one: the functions SERVER_installed, SERVER_start, which exports where the server
# is found, and SERVER_install if there is something to fetch; the variable SERVER_needs names one that must run before.
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
npm=${PEER_NPM:-$here/../../build/npm}
# shellcheck source=test/peer/fetch.sh
. "$here/fetch.sh"
# shellcheck source=test/peer/certificates.sh
. "$here/certificates.sh"

say() { echo "peers: $*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

# spawn NAME COMMAND...: starts a server and sets `pid`. It ends with this script, even when that is killed.
spawn() {
    log=$state/$1.log
    LD_LIBRARY_PATH=$(libraries_of "$2") setsid setpriv --pdeathsig KILL "${@:2}" >"$log" 2>&1 </dev/null &
    pid=$!
    servers+=("$pid")
}

# held ADDRESS: prints the inode of the socket that listens there, if any. ADDRESS is a port of 127.0.0.1 or a path.
held() {
    local hex
    if [[ $1 == /* ]]; then
        awk -v path="$1" '$8 == path && $4 == "00010000" { print $7 }' /proc/net/unix
    else
        printf -v hex '0100007F:%04X' "$1"
        awk -v address="$hex" '$2 == address && $4 == "0A" { print $10 }' /proc/net/tcp
    fi
}

# choose_ports NAME...: sets these variables to ports that nobody listens on, each another one, below those that the
# system gives to clients.
choose_ports() {
    local name number
    for name; do
        until number=$((20000 + RANDOM % 12000)); [ -z "${chosen[$number]-}" ] && [ -z "$(held "$number")" ]; do :; done
        chosen[number]=1
        printf -v "$name" %d "$number"
    done
}

# listening ADDRESS...: waits until the server itself (nobody who was quicker) listens on each; false when it does not.
listening() {
    local tries=100 inode
    while [ $# -gt 0 ]; do
        inode=$(held "$1")
        if [ -n "$inode" ] && [ -n "$(find "/proc/$pid/fd" -lname "socket:\[$inode\]" 2>/dev/null)" ]; then
            shift
        elif kill -0 "$pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ]; then
            sleep 0.1
        else
            return 1
        fi
    done
}

start() {   # start SERVER
    local needs=$1_needs before try
    # shellcheck source=/dev/null
    . "$here/servers/$1.sh" || return
    [ -z "${!needs-}" ] || start "${!needs}" || return
    if ! "$1_installed"; then
        say "no $1: not installed"
        return 1
    fi
    # A port can be lost to another program between its choice and its use.
    for try in 1 2 3; do
        before=${#servers[@]}
        "$1_start" && return
        kill_servers "${servers[@]:before}"
    done
    say "no $1: it did not start in $try attempts: $(tail -n 3 "$log")"
    return 1
}

# Nothing of theirs is worth a farewell.
kill_servers() { { kill -KILL "$@"; wait "$@"; } 2>/dev/null; }

stop() {
    kill_servers "${servers[@]}"
    rm -rf "$state"
}

interrupt() {   # interrupt STATUS
    [ -z "$command" ] || { kill -TERM "$command"; wait "$command"; } 2>/dev/null
    exit "$1"
}

run() {   # run SERVER COMMAND...
    state=$(mktemp -d "${TMPDIR:-/tmp}/peers.XXXXXXXXXX") || exit
    servers=() chosen=() command=''
    unset PEER_CERTS http_proxy https_proxy HTTPS_PROXY no_proxy NO_PROXY
    export HOME=$state
    trap stop EXIT
    trap 'interrupt 129' HUP
    trap 'interrupt 130' INT
    trap 'interrupt 143' TERM
    if ! start "$1"; then
        [ "${REQUIRE_PEERS:-0}" != 1 ] || exit 1
        exit 77
    fi
    # In the background, so that a signal is dealt with at once. It has to end with this script, as servers do.
    setpriv --pdeathsig KILL "${@:2}" <&0 &
    command=$!
    wait "$command"
}

install() {
    local file failed=0
    for file in "$here"/servers/*.sh; do
        # shellcheck source=/dev/null
        . "$file"
        file=$(basename "$file" .sh)
        ! declare -F "${file}_install" >/dev/null || "${file}_install" || failed=1
    done
    return "$failed"
}

case ${1-}:$# in
    install:1) install ;;
    run:*) [ $# -gt 2 ] && shift && run "$@" ;;
    *) say "usage: peers.sh install | run SERVER COMMAND [ARG...]"; exit 2 ;;
esac
