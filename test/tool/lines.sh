# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# The calls of a file, each a message of its own. Runs for each transport.

fact="$transport: lines are messages of their own, answered in the order of the lines"
printf 'sleep 60\nsleep 1\n!log\n{"jsonrpc":"2.0","method":"sleep","params":[30],"id":"x"}\r\nping' >input
expect 0 '{"jsonrpc":"2.0","result":60,"id":1}
{"jsonrpc":"2.0","result":1,"id":2}
{"jsonrpc":"2.0","result":30,"id":"x"}
{"jsonrpc":"2.0","result":"pong","id":3}' '' "$url" --lines -
cp input calls
: >input
expect 0 "$(cat out)" '--> {"jsonrpc":"2.0","method":"log"}' "$url" --lines calls -v
is 'the number of messages sent' 5 "$(grep -c '^-->' err)"

fact="$transport: a line that is no call is named, and the rest goes on"
printf 'ping\n{"jsonrpc":"2.0","id":7}\n\n[1]\nadd 1 x=2\n!\n{\nadd 1 2\n' >input
expect 2 '{"jsonrpc":"2.0","result":"pong","id":1}
{"jsonrpc":"2.0","result":3,"id":2}' 'line 2: ' "$url" --lines -
is 'what is named' 'line 2 line 4 line 5 line 6 line 7' "$(grep -o 'line [0-9][0-9]*' err | sort | xargs)"

fact="$transport: a line that uses an id again waits for the one before"
for number in 1 2 3; do
    echo '{"jsonrpc":"2.0","method":"echo","params":['$number'],"id":1}'
done >input
expect 0 '{"jsonrpc":"2.0","result":[1],"id":1}
{"jsonrpc":"2.0","result":[2],"id":1}
{"jsonrpc":"2.0","result":[3],"id":1}' '' "$url" --lines -

fact="$transport: a line without an answer says why, and the others have theirs"
printf 'sleep 3600000\nping\n' >input
run "$url" --lines - -t 1s
is 'the exit status' 4 "$status"
is 'the output' '{"missing":true,"id":1,"reason":R}
{"jsonrpc":"2.0","result":"pong","id":2}' "$(sed 's/"reason":".*phase: wait.*"/"reason":R/' out)"
says 'line 1: '

fact="$transport: as many lines are in flight as --in-flight allows, and no more"
for limit in 3 64; do
    option="--in-flight $limit" time=200
    # Over HTTP each has a connection of its own, and the last is to be made before the first answer comes.
    [ "$limit" != 64 ] || option='' time=1000
    yes "sleep $time" | head -n "$((limit + 10))" >input
    # shellcheck disable=SC2086 # an option and its value, or nothing
    run "$url" --lines - -v $option
    is 'the number of answers' "$((limit + 10))" "$(grep -c "\"result\":$time" out)"
    is 'the most in flight' "$limit" \
        "$(awk '/^-->/ { if (++now > most) most = now } /^<--/ { --now } END { print most }' err)"
done

fact="$transport: a line is sent when it has been read, and its answer printed when it comes"
rm -f to from
mkfifo to from
# shellcheck disable=SC2086 # an option and its value, or nothing
"$tool" $trust "$url" --lines - <to >from 9>&- &
user=$!
exec 7>to 8<from
for number in 1 2 3; do
    echo "add $number 10" >&7
    read -r answer <&8
    is 'the answer' "{\"jsonrpc\":\"2.0\",\"result\":1$number,\"id\":$number}" "$answer"
done
exec 7>&- 8<&-
wait "$user"
is 'the exit status' 0 $?
