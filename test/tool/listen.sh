# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# What the server sends by itself, and what its requests are answered with.

# start ARGUMENT...: runs the tool as $user; what it prints is read from file descriptor 8.
start() {
    rm -f from
    mkfifo from
    # shellcheck disable=SC2086 # an option and its value, or nothing
    "$tool" $trust "$@" >from 2>err 9>&- &
    user=$!
    exec 8<from
}

# next WANTED: that this is the next line that is printed.
next() {
    read -r line <&8
    is 'the next line' "$1" "$line"
}

# ends STATUS: that this is how $user ends, which prints nothing more.
ends() {
    is 'the rest' '' "$(cat <&8)"
    exec 8<&-
    wait "$user"
    is 'the exit status' "$1" $?
}

# numbered: the output, of whose lines each may hold the number of a connection.
numbered() { sed 's/^[0-9]*$/N/; s/"result":[0-9]*/"result":N/; s/\[[0-9]*\]/[N]/' out; }

early='{"jsonrpc":"2.0","method":"early","params":[N]}'
late='{"jsonrpc":"2.0","method":"late","params":[N]}'
pushed='{"jsonrpc":"2.0","method":"tick","params":[1.50,12345678901234567890123]}
{"jsonrpc":"2.0","method":"ask","id":1}
{"jsonrpc":"2.0","method":"tick","params":[2]}
{"jsonrpc":"2.0","method":"ask","id":"x"}
{"method": 3}
{"jsonrpc":"2.0","method":"other","id":3}
{"jsonrpc":"2.0","method":"tick","params":[4]}
no  [2J JSON
[{"jsonrpc":"2.0","method":"tick","params":[5]},
{"params":[6],"method":"tick","jsonrpc":"2.0"}'
unknown='"error":{"code":-32601,"message":"Method not found"}'
all="$pushed
{\"jsonrpc\":\"2.0\",\"method\":\"got\",\"params\":[{\"jsonrpc\":\"2.0\",$unknown,\"id\":1}]}
{\"jsonrpc\":\"2.0\",\"method\":\"got\",\"params\":[[{\"jsonrpc\":\"2.0\",$unknown,\"id\":\"x\"},{\"jsonrpc\":\"2.0\",$unknown,\"id\":3}]]}"

for transport in tcp_newline tcp_content_length tls_newline unix_newline ws wss; do
    push=$(address_of "push $transport") news=$(address_of "news $transport") brief=$(address_of "brief $transport")
    trust="--framing $(case $transport in *content*) echo content-length ;; *) echo newline ;; esac)"
    case $transport in tls* | wss) trust="$trust --cacert $authority" ;; esac

    fact="$transport: each message is printed as it came, on a line of its own, and the last one counted is the end"
    expect 0 "$pushed" '' "$push" --listen --count 10
    expect 0 "$(printf '%s\n' "$pushed" | head -n 3)" '' "$push" --listen --count 3

    fact="$transport: requests of the server are answered with what --answer says, others refused"
    expect 0 "$all" '' "$push" --listen --count 12
    expect 0 "$pushed
{\"jsonrpc\":\"2.0\",\"method\":\"got\",\"params\":[{\"jsonrpc\":\"2.0\",\"result\":{\"a\":[1,\"b=c\"]},\"id\":1}]}
{\"jsonrpc\":\"2.0\",\"method\":\"got\",\"params\":[[{\"jsonrpc\":\"2.0\",\"result\":{\"a\":[1,\"b=c\"]},\"id\":\"x\"},{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":3}]]}" \
        '' "$push" --listen --count 12 --answer 'ask={"a": [1, "b=c"]}' --answer other=null

    fact="$transport: METHOD is called first, and its result is printed first and not counted"
    run "$news" --listen subscribe --count 2
    is 'the exit status' 0 "$status"
    is 'the output' "N
$early
$late" "$(numbered)"
    says ''
    run "$news" --listen subscribe --count 1 -c --full --id 77
    is 'the output' "{\"jsonrpc\":\"2.0\",\"result\":N,\"id\":77}
$early" "$(numbered)"

    fact="$transport: a METHOD that is refused is the end with status 1, and one that is not answered in time with 4"
    run "$news" --listen refuse
    is 'the exit status' 1 "$status"
    is 'the output' "$early" "$(numbered)"
    says 'error: {"code":-32000,"message":"not you"}'
    run "$news" --listen hang -t 1s
    is 'the exit status' 4 "$status"
    is 'the output' "$early" "$(numbered)"
    says 'no answer within 1 s'
    is 'the number of lines' 1 "$(grep -c '' err)"

    fact="$transport: a lost connection is made again, which is said"
    expect 0 '{"jsonrpc":"2.0","method":"tick","params":[1]}
{"jsonrpc":"2.0","method":"tick","params":[2]}
{"jsonrpc":"2.0","method":"tick","params":[3]}' 'jsonrpc: connected again' "$brief" --listen --count 3
    is 'what is said' 'jsonrpc: the connection was lost:
jsonrpc: connected again
jsonrpc: the connection was lost:
jsonrpc: connected again' "$(sed 's/lost: .*/lost:/' err)"

    fact="$transport: METHOD is called again over the next connection"
    run "$news" --listen leave --count 5
    is 'the exit status' 0 "$status"
    is 'the output' "N
$early
$late
$early
$late
$early" "$(numbered)"
    is 'what is said' 'jsonrpc: the connection was lost:
jsonrpc: connected again
jsonrpc: called again: {"jsonrpc":"2.0","result":N,"id":2}
jsonrpc: the connection was lost:
jsonrpc: connected again' "$(sed 's/lost: .*/lost:/; s/"result":[0-9]*/"result":N/' err | head -n 5)"

    fact="$transport: with --no-reconnect a lost connection is the end with status 3"
    expect 3 '{"jsonrpc":"2.0","method":"tick","params":[4]}' 'the connection was lost' "$brief" --listen --no-reconnect
    is 'the number of lines' 1 "$(grep -c '' err)"
    run "$news" --listen leave --no-reconnect
    is 'the exit status' 3 "$status"
    is 'the output' "N
$early
$late" "$(numbered)"
    is 'the number of lines' 1 "$(grep -c '' err)"

    fact="$transport: a message is printed when it comes, and an interrupt is the end with status 130, SIGTERM with 143"
    printf '%s\n' "$all" >lines
    for ending in INT-130 TERM-143; do
        start "$push" --listen --stats
        while IFS= read -r wanted; do
            next "$wanted"
        done <lines
        kill -"${ending%-*}" "$user"
        ends "${ending#*-}"
        says '"requests":3'
    done

    fact="$transport: who waits for the answer to METHOD is interrupted as well, and told what came"
    rm -f told
    mkfifo told
    # shellcheck disable=SC2086 # an option and its value, or nothing
    "$tool" $trust -v "$news" --listen hang 2>told >out 9>&- &
    user=$!
    exec 7<told
    while read -r line <&7; do
        case $line in *early*) break ;; esac
    done
    kill -INT "$user"
    wait "$user"
    is 'the exit status' 130 $?
    exec 7<&-
    is 'the output' "$early" "$(numbered)"

    fact="$transport: --answer answers in every other form, too"
    for form in ask '--lines input' '--batch input'; do
        echo ask >input
        # shellcheck disable=SC2086 # words
        run "$news" $form -c --full --answer ask='"yes"'
        is 'the exit status' 0 "$status"
        is 'the number of answers' 1 "$(grep -c '"result":{"jsonrpc":"2.0","result":"yes","id":1}' out)"
        # shellcheck disable=SC2086 # words
        run "$news" $form -c --full --answer another='"yes"'
        is 'the number of refusals' 1 "$(grep -cF '"result":{"jsonrpc":"2.0",'"$unknown"',"id":1}' out)"
    done
    : >input
done
trust=

fact='over HTTP what comes beside the answer is printed as it comes, and the answer is the end'
stream='Accept: application/json, text/event-stream'
early='{"jsonrpc":"2.0","method":"early","params":[1.50]}'
others='{"jsonrpc":"2.0","method":"other","id":1}
{"jsonrpc":"2.0","method":"tick","params":[2]}
{"jsonrpc":"2.0","method":"tick","params":[3.50]}
no JSON'
expect 0 "$early
$others
1.50" '' "${events}events" --listen subscribe -H "$stream"
expect 0 "$early
{\"jsonrpc\":\"2.0\",\"method\":\"other\",\"id\":1}" '' "${events}events" --listen subscribe -H "$stream" --count 2
expect 1 "$early" 'error: {"code":-32000,"message":"not you"}' "${events}refuse" --listen subscribe -H "$stream"
expect 0 "$early" '' "${events}hang" --listen subscribe -H "$stream" --count 1
expect 4 "$early" 'no answer within 1 s' "${events}hang" --listen subscribe -H "$stream" -t 1s
expect 0 '"pong"' '' "$http" --listen ping
for ending in INT-130 TERM-143; do
    start "${events}hang" --listen subscribe -H "$stream"
    next "$early"
    kill -"${ending%-*}" "$user"
    ends "${ending#*-}"
done

fact='over HTTP the requests of the server are answered, too'
expect 0 '{"jsonrpc":"2.0","method":"ask","id":1}
{"jsonrpc":"2.0","result":[1],"id":1}' '' "${events}ask" --listen subscribe -c -H "$stream" --answer 'ask=[1]'
expect 0 '{"jsonrpc":"2.0","result":[1],"id":1}' '' "${events}ask" subscribe -c -H "$stream" --answer 'ask=[1]'
expect 0 "{\"jsonrpc\":\"2.0\",$unknown,\"id\":1}" '' "${events}ask" subscribe -c -H "$stream"

fact='a server that is not there gives status 3'
for url in "tcp://$closed" "ws://$closed" "http://$closed"; do
    case $url in http*) method=ping ;; *) method= ;; esac
    # shellcheck disable=SC2086 # a word, or nothing
    expect 3 '' 'phase: connect' "$url" --listen $method
    is 'the number of lines' 1 "$(grep -c '' err)"
done

fact='what is printed is the whole, whatever is shortened in the log'
letters=$(printf '%100s' '' | tr ' ' x)
echo 'trim_log_values = true' >.jsonrpcclientrc
expect 0 "$pushed
{\"jsonrpc\":\"2.0\",\"method\":\"got\",\"params\":[{\"jsonrpc\":\"2.0\",\"result\":\"$letters\",\"id\":1}]}" \
    '<-- {"jsonrpc":"2.0","method":"ask","id":1}' -v "$push_tcp_newline" --listen --count 11 --answer "ask=\"$letters\""
rm .jsonrpcclientrc

fact='what cannot be written gives status 2'
"$tool" "$push_tcp_newline" --listen >/dev/full 2>err
is 'the exit status' 2 $?
says 'standard output cannot be written'
