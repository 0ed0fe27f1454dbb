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

fact='passwords and tokens come from files, as @FILE says, or from the environment'
printf 'Yoko:pass:word\n' >user
printf 'Yoko:pass:word\r\n' >user-of-dos
printf 'abc.def' >token
expect 0 '"welcome"' '' "${odd}basic" ping -u @user
expect 0 '"welcome"' '' "${odd}basic" ping --user=@user-of-dos
expect 0 '"welcome"' '' "${odd}digest" ping --digest -u @user
expect 0 '"welcome"' '' "${odd}redirect/0" ping -u "@$folder/user"
cp user input
expect 0 '"welcome"' '' "${odd}basic" ping -u @-
: >input
export JSONRPC_USER=Yoko:pass:word
expect 0 '"welcome"' '' "${odd}basic" ping
expect 0 '"welcome"' '' "${odd}digest" ping --digest
expect 3 '' '403 Basic WW9rbzpwYXNzOndvcmQ=' "${odd_ws}refuse/Authorization" ping
# Nobody asks for it there.
expect 0 '"pong"' '' "$tcp" ping
# What is typed, or stands in the URL, counts more.
expect 3 '' 'HTTP status 401' "${odd}basic" ping -u Yoko:other
expect 3 '' 'HTTP status 401' "http://Yoko:other@${odd#http://}basic" ping
expect 3 '' '403 Bearer abc.def' "${odd_ws}refuse/Authorization" ping --bearer @token
unset JSONRPC_USER
JSONRPC_BEARER=from.variable
export JSONRPC_BEARER
expect 3 '' '403 Bearer from.variable' "${odd_ws}refuse/Authorization" ping
expect 3 '' '403 Own' "${odd_ws}refuse/Authorization" ping -H 'Authorization: Own'
expect 0 '"welcome"' '' "${odd}basic" ping -u @user
export JSONRPC_USER=Yoko:pass:word
expect 2 '' 'JSONRPC_USER and JSONRPC_BEARER are both set' "${odd}basic" ping
export JSONRPC_BEARER=
expect 0 '"welcome"' '' "${odd}basic" ping
unset JSONRPC_USER JSONRPC_BEARER

fact='a file that is no password or token gives status 2 and its name, and nothing of what it holds'
: >empty
printf 'sec\nret\n' >two-lines
printf 'sec\000ret\n' >zero
head -c 70000 /dev/zero | tr '\0' x >long
for option in -u --bearer; do
    for file in none . empty long; do
        expect 2 '' "jsonrpc: $option: " "$http" ping $option @$file
        says "\"$file\""
    done
    for file in two-lines zero; do
        expect 2 '' "jsonrpc: $option" "$http" ping $option @$file
        is 'the number of secrets' 0 "$(grep -c 'sec\|ret' err)"
        is 'the number of lines' 1 "$(grep -c '' err)"
    done
done

fact='headers come from a file, too'
printf 'X-One: first\r\n\nX-Two:second' >headers
run "${odd}head" ping -c -H @headers -H 'X-Three: third'
for header in 'X-One: first' 'X-Two: second' 'X-Three: third'; do
    is "the header $header" 1 "$(grep -cF "\\r\\n$header\\r\\n" out)"
done
expect 2 '' 'cannot read "none"' "$http" ping -H @none

fact='with -v nothing secret is shown, wherever it comes from'
printf 'Yoko:secret' >user
printf 'secret' >token
for secret in '-u @user' '-u Yoko:secret' '--digest -u @user' '--bearer @token' "--proxy http://Yoko:secret@${proxy#http://}"; do
    # shellcheck disable=SC2086 # words
    run "${odd}text-id" ping -v --lenient-ids $secret
    says '--> {"jsonrpc"'
    is "the number of secrets with $secret" 0 "$(grep -ci 'secret\|c2VjcmV0' err)"
done
JSONRPC_USER=Yoko:secret
export JSONRPC_USER
run "${odd}text-id" ping -v
says '--> {"jsonrpc"'
is 'the number of secrets of the environment' 0 "$(grep -ci 'secret\|c2VjcmV0' err)"
unset JSONRPC_USER

if [ -r /proc/self/cmdline ]; then
    fact='who lists processes sees neither password nor token'
    rm -f messages
    mkfifo messages
    for secret in '-u Yoko:secret' '--user=Yoko:secret' '-uYoko:secret' '--bearer secret' '--proxy http://Yoko:secret@127.0.0.1'; do
        # shellcheck disable=SC2086 # words
        "$tool" "$tcp" sleep 3600000 -v $secret 2>messages 9>&- &
        user=$!
        exec 8<messages
        read -r _ <&8
        is "the number of secrets with $secret" 0 "$(tr '\0' ' ' <"/proc/$user/cmdline" | grep -c secret)"
        is "the number of methods with $secret" 1 "$(tr '\0' ' ' <"/proc/$user/cmdline" | grep -c 'sleep 3600000')"
        kill "$user"
        wait "$user"
        exec 8<&-
    done
fi
