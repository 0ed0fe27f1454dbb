# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# Unix sockets under URLs that name a host, and what the upgrade to WebSocket asks for.

fact='--unix-socket takes the place of the host'
for scheme in http ws; do
    url=$scheme://nowhere.invalid:1234/path
    expect 0 '"pong"' '' "$url" ping --unix-socket "$(address_of "$scheme over unix")"
    expect 3 '' 'phase: connect' "$url" ping --unix-socket "$folder/nobody"
    is 'the number of lines' 1 "$(grep -c '' err)"
done

fact='a socket that is not there gives status 3 and the phase'
expect 3 '' 'phase: connect' "unix://$folder/nobody" ping
is 'the number of lines' 1 "$(grep -c '' err)"

fact='a refused upgrade gives status 3, the phase and the HTTP status'
odd_ws=ws://${odd#http://}
expect 3 '' 'HTTP status 403' "${odd_ws}403" ping
says 'phase: handshake'
is 'the number of lines' 1 "$(grep -c '' err)"

fact='the upgrade has the headers and the subprotocol that were asked for'
# The server shows one of them in the reason of its refusal.
expect 3 '' '403 some value' "${odd_ws}refuse/X-One" ping -H 'X-One: some value' -H 'X-Two: 2'
expect 3 '' '403 2' "${odd_ws}refuse/X-Two" ping -H 'X-One: some value' -H 'X-Two: 2'
expect 3 '' '403 jsonrpc' "${odd_ws}refuse/Sec-WebSocket-Protocol" ping --subprotocol jsonrpc
