# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: BSL-1.0
# snapserver, which sends music to the rooms of a house, in C++: TCP with CRLF behind each message, HTTP and WebSocket.

snapserver_install() { have snapserver || unpack snapserver; }

snapserver_installed() { have snapserver; }

snapserver_start() {
    local http tcp audio
    choose_ports http tcp audio
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
    DBUS_SYSTEM_BUS_ADDRESS=unix:path=/dev/null \
        spawn snapserver snapserver --config "$state/snapserver.conf"
    listening "$http" "$tcp" "$audio" || return
    join_snapserver "$audio" "$tcp" || return
    export SNAPSERVER_HTTP=http://127.0.0.1:$http/jsonrpc SNAPSERVER_WS=ws://127.0.0.1:$http/jsonrpc
    export SNAPSERVER_TCP=tcp://127.0.0.1:$tcp
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
