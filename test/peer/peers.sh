#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Starts real JSON-RPC servers on free loopback ports, runs a command that finds them in its environment, and stops them.
#
#   peers.sh run COMMAND [ARG...]    exits with COMMAND's status
#   peers.sh install                 fetches jayson from npm into PEER_NPM (build/npm)
#
# aria2 sets ARIA2_HTTP and ARIA2_SECRET, jayson JAYSON_HTTP and JAYSON_TCP, snapserver SNAPSERVER_HTTP and SNAPSERVER_TCP.
# A server that is not installed or does not start leaves its variables unset; with REQUIRE_PEERS=1 that is a failure.
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
npm=${PEER_NPM:-$here/../../build/npm}
jayson=jayson@5.0.0

say() { echo "peers: $*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

install() {
    [ ! -e "$npm/$jayson.done" ] || return 0
    have npm || { say "no npm, so no jayson"; return 1; }
    mkdir -p "$npm" || return
    local log=$npm/install.log system=/etc/ssl/certs/ca-certificates.crt
    # Node knows the authorities of the web only; a machine's own are the system's.
    [ ! -e "$system" ] || export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$system}"
    # From inside the folder: npm takes settings of its own from the current one.
    if (cd "$npm" && npm install --prefix . --ignore-scripts --no-audit --no-fund "$jayson") >"$log" 2>&1 </dev/null; then
        : >"$npm/$jayson.done"
    else
        say "npm cannot install $jayson: $(grep -im 1 'npm err' "$log" || tail -n 1 "$log")"
        return 1
    fi
}

# spawn NAME COMMAND...: starts a server and sets `pid`. It ends with this script, even when that is killed.
spawn() {
    log=$state/$1.log
    setsid setpriv --pdeathsig KILL "${@:2}" >"$log" 2>&1 </dev/null &
    pid=$!
    servers+=("$pid")
}

# held PORT: prints the inode of the socket that listens there on 127.0.0.1, if any.
held() {
    local hex
    printf -v hex '0100007F:%04X' "$1"
    awk -v address="$hex" '$2 == address && $4 == "0A" { print $10 }' /proc/net/tcp
}

# choose_port: sets `port` to one that nobody listens on, below those that the system gives to clients.
choose_port() {
    port=$((20000 + RANDOM % 12000))
    while [ -n "$(held "$port")" ]; do port=$((20000 + RANDOM % 12000)); done
}

# listening PORT...: waits until the server itself (nobody who was quicker) listens on each; false when it does not.
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

aria2_installed() { have aria2c; }

aria2_start() {
    local secret=${state##*.}
    choose_port
    spawn aria2 aria2c --no-conf --enable-rpc --rpc-listen-port="$port" --rpc-secret="$secret" \
        --disable-ipv6 --enable-dht=false --quiet --dir="$state"
    listening "$port" || return
    export ARIA2_HTTP=http://127.0.0.1:$port/jsonrpc ARIA2_SECRET=$secret
}

jayson_installed() { have node && [ -e "$npm/$jayson.done" ]; }

jayson_start() {
    local http='' tcp='' tries=100
    NODE_PATH=$npm/node_modules spawn jayson node "$here/jayson.js"
    until read -r _ http tcp < <(grep '^listening ' "$log" 2>/dev/null); do
        kill -0 "$pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ] || return
        sleep 0.1
    done
    export JAYSON_HTTP=http://127.0.0.1:$http/jsonrpc JAYSON_TCP=tcp://127.0.0.1:$tcp
}

snapserver_installed() { have snapserver; }

snapserver_start() {
    local http tcp audio
    choose_port; http=$port
    choose_port; tcp=$port
    choose_port; audio=$port
    cat >"$state/snapserver.conf" <<END
[server]
datadir = $state
[http]
bind_to_address = 127.0.0.1
port = $http
[tcp]
bind_to_address = 127.0.0.1
port = $tcp
[stream]
bind_to_address = 127.0.0.1
port = $audio
source = pipe://$state/fifo?name=test
END
    # Without a bus it does not announce itself to the network.
    HOME=$state DBUS_SYSTEM_BUS_ADDRESS=unix:path=/dev/null \
        spawn snapserver snapserver --config "$state/snapserver.conf"
    listening "$http" "$tcp" "$audio" || return
    join_snapserver "$audio" "$tcp" || return
    export SNAPSERVER_HTTP=http://127.0.0.1:$http/jsonrpc SNAPSERVER_TCP=tcp://127.0.0.1:$tcp
}

# join_snapserver AUDIO-PORT TCP-PORT: says hello as a player with the id "peer", so that there is one whose volume can be
# changed: the server notifies every other connection of that. The open file descriptor is the player; it never reads.
join_snapserver() {
    local control status tries
    local hello='{"Arch":"none","ClientName":"peer","HostName":"peer","ID":"peer","Instance":1,"MAC":"02:00:00:00:00:01",'
    hello+='"OS":"none","SnapStreamProtocolVersion":2,"Version":"0"}'
    exec {player}<>"/dev/tcp/127.0.0.1/$1" || return
    # Type 5 (hello), id 1, refers to 0, two times of 8 bytes, size of the rest; then the text with its own size.
    { little_endian 2 5; little_endian 2 1; little_endian 18 0; little_endian 4 $((${#hello} + 4))
      little_endian 4 ${#hello}; printf %s "$hello"; } >&"$player"
    exec {control}<>"/dev/tcp/127.0.0.1/$2" || return
    for ((tries = 50; tries > 0; tries--)); do
        echo '{"jsonrpc":"2.0","id":1,"method":"Server.GetStatus"}' >&"$control"
        read -r -t 5 -u "$control" status
        [[ $status != *'"name":"peer"'* ]] || break
        sleep 0.1
    done
    exec {control}>&-
    [ "$tries" -gt 0 ]
}

little_endian() {   # little_endian BYTES NUMBER
    local i
    for ((i = 0; i < $1; i++)); do
        # shellcheck disable=SC2059 # the format is the byte
        printf "\\x$(printf %x $((i < 4 ? $2 >> 8 * i & 255 : 0)))"
    done
}

start() {   # start NAME
    if ! "$1_installed"; then
        say "no $1: not installed"
    else
        # A port can be lost to another program between its choice and its use.
        local try
        for try in 1 2 3; do
            "$1_start" && return
            { kill -KILL "$pid"; wait "$pid"; } 2>/dev/null
        done
        say "no $1: it did not start in $try attempts: $(tail -n 3 "$log")"
    fi
    [ "${REQUIRE_PEERS:-0}" != 1 ] || exit 1
}

stop() {
    # Nothing of theirs is worth a farewell.
    { kill -KILL "${servers[@]}"; wait "${servers[@]}"; } 2>/dev/null
    rm -rf "$state"
}

interrupt() {   # interrupt STATUS
    [ -z "$command" ] || { kill -TERM "$command"; wait "$command"; } 2>/dev/null
    exit "$1"
}

run() {
    unset ARIA2_HTTP ARIA2_SECRET JAYSON_HTTP JAYSON_TCP SNAPSERVER_HTTP SNAPSERVER_TCP
    state=$(mktemp -d "${TMPDIR:-/tmp}/peers.XXXXXXXXXX") || exit
    servers=() command=
    trap stop EXIT
    trap 'interrupt 129' HUP
    trap 'interrupt 130' INT
    trap 'interrupt 143' TERM
    start aria2
    start jayson
    start snapserver
    # In the background, so that a signal is dealt with at once.
    "$@" <&0 &
    command=$!
    wait "$command"
}

case ${1-} in
    install) install ;;
    run) shift; run "$@" ;;
    *) say "usage: peers.sh install | run COMMAND [ARG...]"; exit 2 ;;
esac
