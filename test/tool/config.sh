# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# .jsonrpcclientrc: above what is built in, below the command line.

home_file=$HOME/.jsonrpcclientrc
own_file=.jsonrpcclientrc
# configure FILE LINE...
configure() {
    changed=$1
    shift
    printf '%s\n' "$@" >"$changed"
    chmod 600 "$changed"
}

# with_id WANTED ARGUMENT...: the id of a call.
with_id() {
    wanted=$1
    shift
    expect 0 "{\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":$wanted}" '' "$http" ping --full -c "$@"
}

fact='the id generator is that of the command line, of the current folder, of the home folder, or decimal'
with_id 1
configure "$home_file" '[general]' 'id_generator = jsonrpcclient.id_generators.hexadecimal'
with_id '"1"'
with_id 1 --id-generator decimal
configure "$own_file" 'id_generator = decimal'
with_id 1
with_id '"1"' --id-generator hexadecimal
rm "$own_file"

fact='the ids of batches and lines are those of the file, too'
printf 'ping\n{"jsonrpc":"2.0","method":"ping","id":"1"}\n' >input
expect 0 '{"jsonrpc":"2.0","result":"pong","id":"2"}
{"jsonrpc":"2.0","result":"pong","id":"1"}' '' "$http" --batch -
printf 'ping\nping\n' >input
expect 0 '{"jsonrpc":"2.0","result":"pong","id":"1"}
{"jsonrpc":"2.0","result":"pong","id":"2"}' '' "$http" --lines -
expect 0 '{"jsonrpc":"2.0","result":"pong","id":1}
{"jsonrpc":"2.0","result":"pong","id":2}' '' "$http" --lines - --no-config
: >input

fact='validation, lenient ids, the log and its trimming are those of the file'
letters=$(printf '%40s' '' | tr ' ' x)
configure "$own_file" 'validate_against_schema = no' 'lenient_ids = yes' 'basic_logging = on' 'trim_log_values = on'
expect 0 '"old"' '<-- ' "${odd}old" ping --id-generator decimal
expect 0 '1' '<-- ' "${odd}text-id" ping --id-generator decimal
expect 0 "[\"$letters\"]" '--> {"jsonrpc":"2.0","method":"echo","params":["xxxxxxxxxx...xxxxxxxxxx"]' \
    "$http" echo "$letters" -c
expect 3 '' 'jsonrpc is missing' "${odd}old" ping --no-config
expect 0 '"pong"' '' "$http" ping --no-config
is 'the number of lines' 0 "$(grep -c '' err)"
rm "$own_file"
expect 0 "[\"$letters\"]" 'xxxxxxxxxx...xxxxxxxxxx' "$http" echo "$letters" -c -v --trim
is 'the number of long values' 0 "$(grep -c "$letters" err)"
expect 0 "[\"$letters\"]" "$letters" "$http" echo "$letters" -c -v

fact='headers, credentials and a proxy are those of a file that is the user'\''s alone'
configure "$own_file" 'header.X-One = from the file' 'basic_auth = Yoko:pass:word' 'max_redirects = 0'
run "${odd}head" ping -c
is 'the header' 1 "$(grep -cF '\r\nX-One: from the file\r\n' out)"
run "${odd}head" ping -c -H 'x-one: typed'
is 'the header that was typed' 1 "$(grep -cF '\r\nx-one: typed\r\n' out)"
is 'the header of the file' 0 "$(grep -cF 'from the file' out)"
expect 0 '"welcome"' '' "${odd}basic" ping
expect 3 '' 'HTTP status 401' "${odd}basic" ping -u Yoko:other
expect 3 '' 'HTTP status 308' "${odd}redirect/0" ping
expect 0 '"welcome"' '' "${odd}redirect/0" ping --max-redirects 5
chmod 666 "$own_file"
expect 2 '' 'jsonrpc: ./.jsonrpcclientrc:1: header.X-One is taken only from a file that' "$http" ping
rm "$own_file"

fact='the version and the timeout are those of the file'
configure "$own_file" 'protocol_version = 1.0' 'id_generator = decimal'
expect 0 '3' '' "$one_http" add 1 2
printf 'ping\n!log\n' >input
run "$one_tcp" --batch -
is 'the exit status' 0 "$status"
: >input
expect 0 '"pong"' '' "$http" ping --rpc-version 2.0
configure "$own_file" 'timeout = 0s'
expect 4 '' 'phase: queue' "$http" ping
expect 0 '"pong"' '' "$http" ping -t 30s
rm "$own_file" "$home_file"

fact='what a file allows less than --lines needs does not matter to it'
configure "$own_file" 'max_in_flight = 1' 'max_queued_bytes = 1' 'max_connections = 1'
yes ping | head -n 200 >input
for url in "$http" "$tcp" "$ws"; do
    run "$url" --lines -
    is "the exit status of $url" 0 "$status"
    is 'the number of answers' 200 "$(grep -c '"result":"pong"' out)"
done
: >input
expect 3 '' 'max_queued_bytes' "$http" ping
expect 0 '"pong"' '' "$http" ping --no-config

fact='a bad file gives status 2 and its name, line and key, and --no-config does not read it'
configure "$own_file" '# a comment' 'id_generator = none'
expect 2 '' 'jsonrpc: ./.jsonrpcclientrc:2: id_generator: ' "$http" ping
is 'the number of lines' 1 "$(grep -c '' err)"
expect 2 '' './.jsonrpcclientrc:2: ' "$http" ping --id-generator decimal
expect 0 '"pong"' '' "$http" ping --no-config
configure "$own_file" 'timeout = 5'
expect 2 '' 'jsonrpc: ./.jsonrpcclientrc:1: timeout: "5" is not' "$http" ping -t 5s
configure "$own_file" 'nothing = 1'
expect 2 '' './.jsonrpcclientrc:1: there is no option "nothing"' "$http" ping
mv "$own_file" "$home_file"
expect 2 '' "jsonrpc: $home_file:1: " "$http" ping
rm "$home_file"
