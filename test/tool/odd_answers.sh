# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# What the tool makes of HTTP statuses and of answers that no good server gives.

fact='the largest trouble gives the status: no answer, then timeout, then a bad line, then an error object'
mixed="${odd}by-method"
while read -r wanted line; do
    echo "$line" >>troubles
    { cat troubles; echo ping; } >input
    run "$mixed" -t 1s --lines -
    is "the exit status with $line" "$wanted" "$status"
    is 'the last answer' 1 "$(tail -n 1 out | grep -c '"result":"ping"')"
done <<'END'
1 refuse
2 [
4 hang
3 break
END
: >input

fact='an HTTP status outside 2xx is an error, unless its body is an answer'
expect 3 '' 'HTTP status 500 Broken Teapot' "${odd}500" ping
is 'the number of lines' 1 "$(grep -c '' err)"
expect 1 '' 'error: {"code":-32000,"message":"not you"}' "${odd}403" ping
expect 3 '' 'HTTP status 404 Not Found' "${odd}nothing" ping

fact='a notification is refused by an error object, fails with any other status and else succeeds'
expect 1 '' 'error: {"code":-32000,"message":"not you"}' -n "${odd}403" log
expect 3 '' 'HTTP status 500' -n "${odd}500" log
expect 0 '' '' -n "${odd}204" log
echo '!log' >input
expect 1 '' 'line 1: error: {"code":-32000' "${odd}403" --lines -
: >input

fact='an answer that is none gives status 3'
expect 3 '' 'not JSON' "${odd}html" ping
expect 3 '' 'jsonrpc is missing' "${odd}old" ping
expect 3 '' 'its id is "1"' "${odd}text-id" ping
expect 3 '' 'connection was lost' "$rude" ping

fact='--no-validate and --lenient-ids take what real servers answer'
expect 0 '"old"' '' "${odd}old" ping --no-validate
expect 1 '' 'error: "no\nway"' "${odd}old-error" ping --no-validate
expect 0 '1' '' "${odd}text-id" ping --lenient-ids

fact='what is printed keeps every digit and the order of the members'
expect 0 '{"z":1.10,"a":12345678901234567890123,"é":{},"n":[null,{"result":1}]}' '' "${odd}digits" ping -c
expect 0 '{
  "jsonrpc": "2.0",
  "id": 1,
  "extra": [],
  "result": {
    "z": 1.10,
    "a": 12345678901234567890123,
    "é": {},
    "n": [
      null,
      {
        "result": 1
      }
    ]
  }
}' '' "${odd}digits" ping --full

fact='headers are sent'
run "${odd}head" ping -c -H 'X-One:  1 2 ' -H 'accept:x' -H X-Empty:
for header in 'X-One: 1 2' 'accept: x' 'X-Empty: '; do
    is "the header $header" 1 "$(grep -cF "\\r\\n$header\\r\\n" out)"
done

fact='each hole in the answer to a batch costs itself, and what nobody asked for is told'
printf 'a\nb\nc\n' >input
expect 3 '{"missing":true,"id":1,"reason":"no response with id 1 came: the answer to the batch leaves it out"}
{"jsonrpc":"2.0","result":"second","id":2}
{"missing":true,"id":3,"reason":"the response with id 3 breaks a rule: the member jsonrpc is missing"}' \
    'no request asked for: {"jsonrpc":"2.0","result":9,"id":77}' "${odd}hole" --batch -
fact='each answer to a batch is printed as it came'
printf 'a\nb\n' >input
expect 0 '{"id":1,"result":[1.10,{"a":[]}],"jsonrpc":"2.0"}
{"result":12345678901234567890123,"jsonrpc":"2.0","id":2,"x":"]"}' '' "${odd}batch" --batch -
printf 'a\nb\nc\n' >input
fact='one error object in place of the array is the answer to each request'
expect 1 '{"jsonrpc":"2.0","error":{"code":-32000,"message":"not you"},"id":1}
{"jsonrpc":"2.0","error":{"code":-32000,"message":"not you"},"id":2}
{"jsonrpc":"2.0","error":{"code":-32000,"message":"not you"},"id":3}' '' "${odd}one-error" --batch -
: >input
