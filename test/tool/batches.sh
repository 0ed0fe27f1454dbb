# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# The calls of a file as one batch. Runs for each transport.

fact="$transport: a batch is answered in the order of its lines, with the ids of its lines"
cat >input <<'END'
ping

! log "a notification"
{"jsonrpc": "2.0", "method": "add", "params": [1, 2], "id": 1, "extra": true}
echo {"a": [1, 2]} 'it is' "x y" name
!log
{"jsonrpc": "2.0", "method": "log"}
cat name='Yoko Ono'
END
expect 0 '{"jsonrpc":"2.0","result":"pong","id":2}
{"jsonrpc":"2.0","result":3,"id":1}
{"jsonrpc":"2.0","result":[{"a":[1,2]},"it is","x y","name"],"id":3}
{"jsonrpc":"2.0","result":"Yoko Ono the cat","id":4}' '' "$url" --batch -
cp input calls
: >input
expect 0 "$(cat out)" '--> [' "$url" --batch calls -v
says '"id": 1, "extra": true}'
is 'the number of messages sent' 1 "$(grep -c '^-->' err)"

fact="$transport: a batch with an error has status 1"
printf 'ping\nnope\n' >input
expect 1 '{"jsonrpc":"2.0","result":"pong","id":1}
{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":2}' '' "$url" --batch -

fact="$transport: a batch of notifications prints nothing"
printf '!log\n!log x\n' >input
expect 0 '' '' "$url" --batch -

fact="$transport: a batch with a line that is no call is not sent at all"
printf 'ping\n\necho '\''a\n' >input
expect 2 '' 'line 3: a single quote is not closed' -v "$url" --batch -
is 'the number of messages sent' 0 "$(grep -c '^-->' err)"
printf 'ping\n{"jsonrpc":"2.0","id":1}\n' >input
expect 2 '' 'line 2: ' "$url" --batch -
printf '{"jsonrpc":"2.0","method":"a","id":1},{"jsonrpc":"2.0","method":"b","id":2}\n' >input
expect 2 '' 'line 1: ' "$url" --batch -
printf '\n \n' >input
expect 2 '' 'the batch is empty' "$url" --batch -

fact="$transport: a batch that fails as a whole says so for each request"
printf 'ping\n!log\n{"jsonrpc":"2.0","method":"ping","id":"x"}\n' >input
run "$nobody" --batch -
is 'the exit status' 3 "$status"
is 'the output' '{"missing":true,"id":1,"reason":R}
{"missing":true,"id":"x","reason":R}' "$(sed 's/"reason":".*phase: connect.*"/"reason":R/' out)"
says 'phase: connect'
