# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# The manual, and what cannot be understood.

fact='the manual names each option'
run --help
is 'the exit status' 0 "$status"
for option in -n --notify --batch --lines --in-flight --params --id --id-generator -t --timeout --framing -H \
    --subprotocol --unix-socket -k --insecure --cacert --cert --key --no-validate --lenient-ids --full -c --compact \
    -u --user --digest --bearer --proxy --max-redirects --rpc-version --trim --no-config \
    --listen --count --no-reconnect --answer --bench -N --calls --duration \
    -v --verbose --stats -h --help -V --version; do
    grep -qe "^ .*$option\\>" out || failed "$option is not in the manual"
done
fact='the version is that of the library'
expect 0 "jsonrpc $version" '' --version
expect 0 "jsonrpc $version" '' -V
fact='-h is --help'
run --help
expect 0 "$(cat out)" '' -h

fact='what cannot be understood gives status 2 and one line'
while read -r line; do
    # The words of a line are those of a shell.
    eval "expect 2 '' 'jsonrpc: ' $line"
    is "the number of lines for $line" 1 "$(grep -c '' err)"
    is "the number of secrets for $line" 0 "$(grep -c 'sec.\{0,1\}ret' err)"
done <<'END'

"$http"
--unknown "$http" ping
--verb "$http" ping
"$http" ping -x
"$http" ping --timeout
"$http" ping -t 5
"$http" ping -t 5x
"$http" ping -t -5s
"$http" ping -t 1s -t 2s
"$http" ping --id null
"$http" ping --id 1.5
"$http" ping --id x
"$http" ping --id 1 -n
"$http" ping --id-generator none
"$http" ping --digest
"$http" ping -u Yoko:secret --bearer secret
"$http" ping -u Yoko:secret -u Yoko:secret
"$http" ping -u
"$http" ping -u "$(printf 'Yoko:sec\001ret')"
"$http" ping -u "$(printf 'Yoko:sec\001ret')" --digest
"$http" ping --bearer ''
"$http" ping --bearer "$(printf 'sec\001ret')"
"$http" ping --bearr=secret
"$http" ping --no-config=secret
"$http" ping --proxy ftp://Yoko:secret@127.0.0.1
"$http" ping --proxy 'http://Yoko:secret@'
"$http" ping --proxy 'http://Yoko:secret@127.0.0.1:x'
"$http" ping -H 'Authorization Bearer secret'
"$http" ping -H 'Authorization Basic secret:secret'
"$http" ping -H "$(printf 'Authorization: sec\001ret')"
"$http" ping --max-redirects x
"$http" ping --max-redirects -1
"$http" ping --max-redirects
"$http" ping --rpc-version 1
"$http" ping --rpc-version 3.0
"$http" ping --framing none
"$http" ping --framing netstrings
"$http" ping --framing delimiter:,
"$http" ping -k --cacert authority.pem
"$http" ping --key key.pem
"$http" ping --cert cert.pem --key ''
"$http" ping --cert ''
"$http" ping --cacert ''
"$http" ping --cacert
"$http" ping --unix-socket ''
"$http" ping --subprotocol 'a b'
"$http" ping -H none
"$http" ping -H 'a b: c'
"$http" ping --params 1
"$http" ping --params '[1'
"$http" ping --params '[]' 1
"$http" ping a=1 2
"$http" ping a=1 a=2
"$http" ping --in-flight 3
"$http" --lines calls --in-flight 0
"$http" --lines calls --in-flight x
"$http" --lines calls ping
"$http" --lines calls --batch calls
"$http" --lines calls -n
"$http" --batch calls --params '[]'
"$http" --batch no-such-file
"$http" --lines no-such-file
"$http" --lines .
"$http" --batch .
"$http" --listen
"$(echo "$http" | tr htp HTP)" --listen --count 1
https://127.0.0.1:1 --listen
"$tcp" ping --count 1
"$tcp" ping --no-reconnect
"$tcp" --lines calls --count 1
"$tcp" --batch calls --no-reconnect
"$tcp" --listen --count 0
"$tcp" --listen --count x
"$tcp" --listen --count
"$tcp" --listen --trim
"$tcp" --listen --in-flight 3
"$tcp" --listen --lines calls
"$tcp" --listen --batch calls
"$tcp" --listen -n ping
"$tcp" --listen --params '[]'
"$tcp" --listen --id 1
"$tcp" --listen ping --params 1
"$tcp" --listen ping a=1 2
"$tcp" --listen "$(printf '\377')"
"$tcp" ping --answer ask
"$tcp" ping --answer =1
"$tcp" ping --answer ask=
"$tcp" ping --answer ask=yes
"$tcp" ping --answer ask=1 --answer ask=2
"$tcp" ping --answer
"$tcp" --bench
"$tcp" --bench ping --lines calls
"$tcp" --bench ping --listen
"$tcp" --bench ping -n
"$tcp" --bench ping --id 1
"$tcp" --bench ping --full
"$tcp" --bench ping --count 1
"$tcp" --bench ping -N 0
"$tcp" --bench ping -N x
"$tcp" --bench ping -N
"$tcp" --bench ping --duration 5
"$tcp" --bench ping --duration 0s
"$tcp" --bench ping --duration -5s
"$tcp" --bench ping --in-flight 0
"$tcp" --bench ping a=1 2
"$tcp" ping -N 5
"$tcp" ping --duration 5s
"$tcp" --lines calls -N 5
"$tcp" --lines - -u @-
"$http" --batch - -H @-
"$http" ping --bearer @- --params @-
"$tcp" ping --params @no-such-file
"$tcp" ping --params @.
nothing --listen
"$(printf '\377')" ping
"$http" "$(printf '\377')"
"$http" ping "$(printf '\377')"
nothing ping
ftp://localhost ping
tcp://localhost ping
tls://localhost ping
tcp://localhost:1/path ping
unix: ping
unix:/// ping
unix://host/path ping
unix:///path?query ping
"$tcp" ping --unix-socket path
unix:///path ping --unix-socket path
https://127.0.0.1:1 ping --cacert no-such-file
tls://127.0.0.1:1 ping --cert no-such-file
wss://127.0.0.1:1 ping --cert calls --key calls
END

fact='what is wrong with an option is said of it as it was typed'
while read -r wanted line; do
    eval "expect 2 '' '$(echo "$wanted" | tr _ ' ')' $line"
done <<'END'
jsonrpc:_-t:_"5" "$http" ping -t 5
jsonrpc:_-t:_"5" "$http" ping -t5
jsonrpc:_--timeout:_"5" "$http" ping --timeout=5
jsonrpc:_--max-redirects:_"x" "$http" ping --max-redirects x
jsonrpc:_--rpc-version_must "$http" ping --rpc-version 3
jsonrpc:_--framing:_ "$tcp" ping --framing none
jsonrpc:_--proxy:_ "$http" ping --proxy ftp://127.0.0.1
jsonrpc:_-u:_ "$http" ping -u "$(printf '\001')"
jsonrpc:_--user:_ "$http" ping --user "$(printf '\001')"
jsonrpc:_-u_and_--bearer_exclude "$http" ping --bearer x -u x
jsonrpc:_-H:_ "$http" ping -H none
jsonrpc:_--duration:_"5" "$tcp" --bench ping --duration 5
jsonrpc:_-N:_"x" "$tcp" --bench ping -N x
jsonrpc:_--cacert:_"no-such-file" https://127.0.0.1:1 ping --cacert no-such-file
END
