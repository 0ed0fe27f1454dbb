# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# Who calls: Basic, Digest and Bearer.

fact='-u shows name and password by Basic; without a colon the password is empty'
expect 0 '"welcome"' '' "${odd}basic" ping -u Yoko:pass:word
expect 0 '"welcome"' '' "${odd}basic" ping --user=Yoko:pass:word
expect 0 '"welcome"' '' "${odd}basic-empty" ping -u Yoko
expect 0 '"welcome"' '' "http://Yoko:pass%3Aword@${odd#http://}basic" ping
for wrong in Yoko:other Yoko Yoko: :pass:word; do
    expect 3 '' 'HTTP status 401' "${odd}basic" ping -u "$wrong"
done
expect 3 '' 'HTTP status 401' "${odd}basic" ping

fact='with --digest the password is not sent, but what a server can check'
expect 0 '"welcome"' '' "${odd}digest" ping -u Yoko:pass:word --digest
printf 'a\nb\nc\n' >input
run "${odd}digest" --lines - --digest -u Yoko:pass:word
is 'the number of answers' 3 "$(grep -c '"result":"welcome"' out)"
: >input
for wrong in Yoko:other Yoko :pass:word; do
    expect 3 '' 'HTTP status 401' "${odd}digest" ping --digest -u "$wrong"
done
expect 3 '' 'HTTP status 401' "${odd}digest" ping -u Yoko:pass:word
# A server that does not ask sees nothing.
run "${odd}head" ping -u Yoko:pass:word --digest
is 'the number of credentials' 0 "$(grep -c Authorization out)"

fact='--bearer shows a token'
run "${odd}head" ping -c --bearer abc.def
is 'the token' 1 "$(grep -cF '\r\nAuthorization: Bearer abc.def\r\n' out)"

fact='a header Authorization takes the place of -u'
run "${odd}head" ping -c -H 'Authorization: Own' -u Yoko:pass:word
is 'the header' 1 "$(grep -cF '\r\nAuthorization: Own\r\n' out)"

fact='the upgrade to WebSocket shows who calls, too'
odd_ws=ws://${odd#http://}
expect 3 '' '403 Basic WW9rbzpwYXNzOndvcmQ=' "${odd_ws}refuse/Authorization" ping -u Yoko:pass:word
expect 3 '' '403 Bearer abc.def' "${odd_ws}refuse/Authorization" ping --bearer abc.def

# The server finds the user's name and password right, and does not upgrade.
expect 3 '' 'HTTP status 200' "${odd_ws}digest" ping --digest -u Yoko:pass:word
expect 3 '' 'HTTP status 401' "${odd_ws}digest" ping --digest -u Yoko:other

fact='what an error says holds neither a password nor a token'
for url in "${odd}500" "http://$closed" "${odd_ws}403"; do
    for secret in '-u Yoko:secret' '-u Yoko:secret --digest' '--bearer secret'; do
        # shellcheck disable=SC2086 # words
        run "$url" ping -v $secret
        is "the exit status of $url with $secret" 3 "$status"
        is "the number of secrets" 0 "$(grep -ci 'secret\|c2VjcmV0' err)"
    done
done
