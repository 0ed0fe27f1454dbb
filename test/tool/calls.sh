# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# One call: arguments, ids, results, errors. Runs for each transport.

fact="$transport: the result is printed"
expect 0 '"pong"' '' "$url" ping
expect 0 '8' '' "$url" subtract 5 -3
expect 0 'null' '' "$url" log

fact="$transport: the result is indented, and with -c on one line"
expect 0 '[
  1,
  {
    "a": [],
    "b": {}
  }
]' '' "$url" echo 1 '{"a": [], "b": { }}'
expect 0 '[1,{"b":2,"a":"x y"}]' '' "$url" echo 1 '{"b": 2, "a": "x y"}' -c

fact="$transport: arguments are JSON, named or strings"
expect 0 '"Yoko the cat"' '' "$url" cat Yoko
expect 0 '"Yoko the cat"' '' "$url" cat name=Yoko
expect 0 '[{"a":"b=c"}]' '' -c "$url" echo '{"a":"b=c"}'
expect 0 '{"a":"b=c","n":-3,"s":"5"}' '' -c "$url" echo a=b=c n=-3 's="5"'
expect 0 '[null,true,"","=x","nan","007"]' '' -c "$url" echo null true '' =x nan 007
expect 0 '["-x","--full"]' '' "$url" echo -c -- -x --full

fact="$transport: what looks like a number is an argument, wherever it stands"
expect 0 '[-1,-2,"-.5"]' '' "$url" echo -1 -2 -.5 -c
expect 0 '{"jsonrpc":"2.0","result":"pong","id":-3}' '' --full -c --id -3 "$url" ping

fact="$transport: --params gives the whole params"
expect 0 '[]' '' "$url" echo --params '[]'
expect 0 '{}' '' "$url" echo --params '{}'
expect 0 'null' '' "$url" echo
expect 0 '2' '' "$url" subtract --params '{"minuend": 5, "subtrahend": 3}'

fact="$transport: an error object goes to standard error on one line, and the status is 1"
expect 1 '' 'error: {"code":-32601,"message":"Method not found"}' "$url" nope
expect 1 '' 'error: {"code":-32000,"message":"it failed","data":{"reason":"asked to"}}' "$url" fail
is 'the number of lines' 1 "$(grep -c '' err)"
expect 1 '{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}' 'error: {' \
    "$url" nope --full -c

fact="$transport: ids are those that were asked for"
expect 0 '{"jsonrpc":"2.0","result":"pong","id":"a b"}' '' "$url" ping --full -c --id '"a b"'
expect 0 '{"jsonrpc":"2.0","result":"pong","id":18446744073709551615}' '' "$url" ping --full -c \
    --id 18446744073709551615
expect 0 '{"jsonrpc":"2.0","result":"pong","id":"1"}' '' "$url" ping --full -c --id-generator hexadecimal
run "$url" ping --full -c --id-generator uuid
grep -qE '"id":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"' out || failed "the id is no UUID: $(cat out)"

fact="$transport: a notification prints nothing and goes out without id"
expect 0 '' '' -n "$url" log hello
expect 0 '' '--> {"jsonrpc":"2.0","method":"log","params":["hello"]}' "$url" --notify log hello -v

fact="$transport: -v shows the messages"
expect 0 '"pong"' '--> {"jsonrpc":"2.0","method":"ping","id":1}' -v "$url" ping
says '<-- {"jsonrpc":"2.0","result":"pong","id":1}'

fact="$transport: --stats shows what was counted"
expect 0 '"pong"' '{"started":1,"answered":1,"failed":0,' --stats "$url" ping

fact="$transport: a call that takes too long ends with status 4 and names the phase"
expect 4 '' 'no answer within 1 s (phase: wait)' -t 1s "$url" sleep 3600000
is 'the number of lines' 1 "$(grep -c '' err)"
expect 4 '' 'phase: queue' --timeout=0s "$url" ping

fact="$transport: a server that is not there gives status 3 and the phase"
expect 3 '' 'phase: connect' "$nobody" ping

fact="$transport: --params takes what a file holds"
printf '{"minuend": 5,\n "subtrahend": 3}\n' >params
expect 0 '2' '' "$url" subtract --params @params
cp params input
expect 0 '2' '' "$url" subtract --params @-
: >input
