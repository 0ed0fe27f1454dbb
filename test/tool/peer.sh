#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# The tool with a real server, which test/peer/peers.sh has started: what it prints, and how it ends.
#
#   peers.sh run SERVER sh test/tool/peer.sh JSONRPC SERVER
# shellcheck disable=SC2034,SC2154 # the parts use our variables, and peers.sh has set others
set -u
tool=$1
server=$2
parts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=test/tool/checks.sh
. "$parts/checks.sh"
trap 'rm -rf "$folder"' EXIT

# many URL METHOD ARGUMENT...: that --lines and --bench have an answer for each call.
many() {
    address=$1
    shift
    yes "$*" | head -n 200 >input
    run "$address" --lines -
    is "the exit status of lines to $address" 0 "$status"
    is "the number of answers of $address" 200 "$(grep -c '"result"' out)"
    : >input
    run "$address" --bench "$@" -N 200 --in-flight 8 -c
    is "the exit status of --bench to $address" 0 "$status"
    is 'the calls and the errors' '"calls":200 "errors":0' "$(grep -o '"calls":200\|"errors":0' out | head -n 2 | xargs -d '\n')"
}

# word: what a line of JSON has between the quotation marks.
word() { tr -d '"' <out; }

of_aria2() {
    secret=token:$ARIA2_SECRET
    for url in "$ARIA2_HTTP" "$ARIA2_WS" "$ARIA2_HTTPS" "$ARIA2_WSS"; do
        trust=
        case $url in *s://*) trust="--cacert $PEER_CERTS/ca.pem" ;; esac
        fact="aria2, ${url%%:*}: calls, errors and batches"
        run "$url" aria2.getGlobalStat "$secret" -c
        is 'the exit status' 0 "$status"
        is 'a member' 1 "$(grep -c '"numActive":"0"' out)"
        expect 1 '' 'error: {"code":1,"message":"No such method: none"}' "$url" none "$secret"
        printf 'aria2.tellActive %s\n{"jsonrpc":"2.0","method":"none","id":"x"}\n' "$secret" >input
        run "$url" --batch -
        is 'the exit status of a batch' 1 "$status"
        is 'the answers' '"id":1,"id":"x",' "$(grep -o '"id":[^,]*,' out | tr -d '\n')"
        : >input
    done
    many "$ARIA2_WS" aria2.getGlobalStat "$secret"
    fact='aria2: a refused notification, and one of the server'
    expect 1 '' 'error: {"code":-32600' -n "$ARIA2_HTTP" aria2.getGlobalStat "$secret"
    run "$ARIA2_WS" --listen aria2.addUri "$secret" "[\"$ARIA2_FILE\"]" --count 2
    is 'what is printed' '"G"
{"jsonrpc":"2.0","method":"aria2.onDownloadStart","params":[{"gid":"G"}]}
{"jsonrpc":"2.0","method":"aria2.onDownloadComplete","params":[{"gid":"G"}]}' "$(sed 's/"[0-9a-f]\{16\}"/"G"/' out)"
}

of_jayson() {
    for url in "$JAYSON_HTTP" "$JAYSON_TCP" "$JAYSON_WS" "$JAYSON_HTTPS" "$JAYSON_TLS" "$JAYSON_WSS"; do
        trust=
        case $url in https:* | tls:* | wss:*) trust="--cacert $PEER_CERTS/ca.pem" ;; esac
        fact="jayson, ${url%%:*}: calls, errors, notifications, many calls"
        expect 0 19 '' "$url" subtract 42 23
        expect 0 19 '' "$url" subtract minuend=42 subtrahend=23
        expect 1 '' 'error: {"code":-1,"message":"failed","data":{"args":[1]}}' "$url" fail 1
        expect 4 '' 'no answer within 1 s' "$url" hold door -t 1s
        expect 0 '' '' "$url" -n echo a
        many "$url" echo 1
    done
    fact='jayson: who shows no certificate is told why'
    trust="--cacert $PEER_CERTS/ca.pem"
    expect 3 '' 'certificate required' "$JAYSON_HTTPS_MUTUAL" echo 1
    expect 0 '[1]' '' "$JAYSON_HTTPS_MUTUAL" echo 1 -c --cert "$PEER_CERTS/client.pem"
    fact='jayson: a door that opens late holds up the line, and not the others'
    trust=
    printf 'hold a\nrelease a\n' >input
    run "$JAYSON_TCP" --lines -
    is 'the answers' '"a","a",' "$(sed 's/.*"result":\("a"\).*/\1/' out | tr '\n' ,)"
    : >input
}

of_ovsdb() {
    trust='--rpc-version 1.0 --framing bare'
    for url in "$OVSDB_UNIX" "$OVSDB_TCP"; do
        fact="ovsdb, ${url%%:*}: calls of JSON-RPC 1.0"
        run "$url" list_dbs -c
        is 'the exit status' 0 "$status"
        is 'the database' 1 "$(grep -c '"Test"' out)"
        expect 1 '' 'error: "unknown method"' "$url" none --no-validate
        many "$url" echo 1
    done
    fact='ovsdb: it asks whether a silent client lives, which --answer answers'
    run "$OVSDB_IMPATIENT" --listen --count 2 --answer 'echo=[]'
    is 'the exit status' 0 "$status"
    is 'what it asks' 2 "$(grep -c '"method":"echo"' out)"
}

of_snapserver() {
    for url in "$SNAPSERVER_TCP" "$SNAPSERVER_HTTP" "$SNAPSERVER_WS"; do
        fact="snapserver, ${url%%:*}: calls, errors and many calls"
        run "$url" Server.GetStatus -c
        is 'the exit status' 0 "$status"
        is 'the player' 1 "$(grep -c '"name":"peer"' out)"
        expect 1 '' 'error: {"code":-32601,' "$url" none
        many "$url" Server.GetRPCVersion
    done
}

of_anvil() {
    for url in "$ANVIL_HTTP" "$ANVIL_WS" "$ANVIL_UNIX"; do
        fact="anvil, ${url%%:*}: calls, errors and many calls"
        expect 0 '"0x7a69"' '' "$url" eth_chainId
        expect 1 '' 'error: {"code":-3260' "$url" none
        many "$url" eth_chainId
    done
    fact='anvil: a subscription tells of blocks'
    run "$ANVIL_WS" evm_mine
    rm -f from
    mkfifo from
    "$tool" "$ANVIL_WS" --listen eth_subscribe newHeads --count 1 >from 2>err &
    user=$!
    exec 8<from
    read -r subscription <&8
    run "$ANVIL_HTTP" evm_mine
    read -r head <&8
    exec 8<&-
    wait "$user"
    is 'the exit status' 0 $?
    is 'the block' 1 "$(printf '%s\n' "$head" | grep -c "\"subscription\":$subscription")"
}

of_clangd() {
    trust='--framing content-length'
    url="exec:'$CLANGD' --log=error"
    fact='clangd, exec: a call, an error, and lines'
    run "$url" initialize processId=null rootUri=null 'capabilities={}' -c
    is 'the exit status' 0 "$status"
    is 'its name' 1 "$(grep -c '"serverInfo":{"name":"clangd"' out)"
    printf '%s\n' 'initialize processId=null rootUri=null capabilities={}' shutdown >input
    run "$url" --lines - --in-flight 1
    is 'the exit status of lines' 0 "$status"
    is 'the answers' 2 "$(grep -c '"result"' out)"
    : >input
}

"of_$server"
finish
