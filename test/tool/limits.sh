# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# Ends of files, long lines, interrupts, memory, and the terminal.

fact='an empty file of lines is done at once'
expect 0 '' '' "$http" --lines -

fact='a line of more than 64 MiB is named, and the rest goes on'
{ head -c 67109000 /dev/zero | tr '\0' x; printf '\nping\n'; } >input
expect 2 '{"jsonrpc":"2.0","result":"pong","id":1}' 'line 1: it is longer than 64 MiB' "$tcp" --lines -
: >input

fact='what cannot be written gives status 2'
"$tool" "$http" ping >/dev/full 2>err
is 'the exit status' 2 $?
says 'standard output cannot be written'
yes ping | head -n 100000 | timeout 60 "$tool" "$http" --lines - >/dev/full 2>err
is 'the exit status of lines' 2 $?

if [ -z "${SANITIZE-}" ] && [ -r /proc/self/status ]; then
    fact='memory does not grow with the number of lines'
    rm -f to from
    mkfifo to from
    "$tool" "$tcp" --lines to >from 9>&- &
    user=$!
    exec 8<from 7>to
    { yes "echo $(printf '%1000s' '' | tr ' ' x)" | head -n 100000; echo ping; } >&7 &
    grep -q pong <&8
    peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$user/status")
    is "that $peak kB are less than 40000" yes "$([ "$peak" -lt 40000 ] && echo yes)"
    exec 7>&- 8<&-
    wait "$user"
    is 'the exit status' 0 $?
fi

if command -v script >/dev/null; then
    fact='colours are for terminals, and not with NO_COLOR'
    escape=$(printf '\033')
    # on_terminal VARIABLE=VALUE...
    on_terminal() { env "$@" script -qec "$tool '$http' echo a=1" /dev/null <input 9>&- | tr -d '\r'; }
    is 'the output' "{
  ${escape}[1;34m\"a\"${escape}[0m: ${escape}[36m1${escape}[0m
}" "$(on_terminal TERM=xterm)"
    plain='{
  "a": 1
}'
    is 'the output with NO_COLOR' "$plain" "$(on_terminal TERM=xterm NO_COLOR=1)"
    is 'the output on a dumb terminal' "$plain" "$(on_terminal TERM=dumb)"
fi

fact='an interrupt ends a call, lines and a batch that is still being read with status 130, SIGTERM with 143'
mkfifo messages unread
for ending in INT-130 TERM-143; do for form in 'sleep 3600000' '--lines unread' '--batch unread'; do
    # shellcheck disable=SC2086 # words
    "$tool" "$tcp" -v $form 2>messages >out 9>&- &
    user=$!
    exec 8<messages
    # The first message on the wire shows that the tool is at work; a batch shows it by opening its file.
    case $form in
    sleep*) read -r _ <&8 ;;
    --lines*) exec 7>unread && echo ping >&7 && read -r _ <&8 ;;
    --batch*) exec 7>unread ;;
    esac
    kill -"${ending%-*}" "$user"
    wait "$user"
    is "the exit status of $form" "${ending#*-}" $?
    exec 7>&- 8<&-
done; done

fact='an interrupt prints the answers that have come and says how many lines are done'
rm -f to messages
mkfifo to messages
for ending in INT-130 TERM-143; do
    "$tool" "$tcp" --lines to -v 2>messages >out 9>&- &
    user=$!
    exec 8<messages 7>to
    printf 'ping\nsleep 3600000\n!log\n{"jsonrpc":"2.0","method":"sleep","params":[3600000],"id":"x"}\nping\n' >&7
    while read -r line <&8; do
        case $line in '<--'*'"id":3}') break ;; esac
    done
    kill -"${ending%-*}" "$user"
    wait "$user"
    is 'the exit status' "${ending#*-}" $?
    is 'what is said' 'jsonrpc: interrupted at line 5: 3 done, 2 not' "$(grep '^jsonrpc' <&8)"
    is 'the output' '{"jsonrpc":"2.0","result":"pong","id":1}
{"missing":true,"id":2,"reason":"interrupted"}
{"missing":true,"id":"x","reason":"interrupted"}
{"jsonrpc":"2.0","result":"pong","id":3}' "$(cat out)"
    exec 7>&- 8<&-
done

fact='an interrupted batch says of each request that it has no answer'
printf 'ping\nsleep 3600000\n' >calls
"$tool" "$tcp" --batch calls -v 2>messages >out 9>&- &
user=$!
exec 8<messages
read -r _ <&8
kill -INT "$user"
wait "$user"
is 'the exit status' 130 $?
is 'what is said' '' "$(cat <&8)"
is 'the output' '{"missing":true,"id":1,"reason":"interrupted"}
{"missing":true,"id":2,"reason":"interrupted"}' "$(cat out)"
exec 8<&-

fact='lines may end in CR LF, hold zeros, begin with a mark of their encoding, and the last may not end at all'
printf '\357\273\277ping\r\n\r\n \t\r\necho a\000b\r\necho \357\273\277' >input
expect 0 '{"jsonrpc":"2.0","result":"pong","id":1}
{"jsonrpc":"2.0","result":["a\u0000b"],"id":2}
{"jsonrpc":"2.0","result":["'"$(printf '\357\273\277')"'"],"id":3}' '' "$tcp" --lines -
run "$tcp" --batch -
is 'the exit status' 0 "$status"
is 'the number of answers' 3 "$(grep -c result out)"
printf 'ping\nec\377ho\n{"jsonrpc":"2.0","method":"ping","id":1}\000\nping\n' >input
expect 2 '{"jsonrpc":"2.0","result":"pong","id":1}
{"jsonrpc":"2.0","result":"pong","id":2}' 'line 2: ' "$tcp" --lines -
says 'line 3: '
: >input

fact='a line that is too long and has no end is named, too'
head -c 67174400 /dev/zero | tr '\0' x >long
expect 2 '' 'line 1: it is longer than 64 MiB' "$tcp" --lines long
rm long

fact='a standard stream that is closed is no connection'
timeout 60 "$tool" "$http" ping >&- 2>err
is 'the exit status without standard output' 2 $?
says 'standard output cannot be written'
timeout 60 "$tool" "$tcp" --lines - <&- >out 2>err
is 'the exit status without standard input' 2 $?
says 'cannot read standard input'
is 'the output without standard error' '"pong"' "$(timeout 60 "$tool" "$tcp" ping 2>&-)"

fact='who reads no further ends the tool, without a word'
{ yes ping | timeout 60 "$tool" "$tcp" --lines - 2>err; echo $? >code; } 9>&- | head -n 1 >out
is 'the first answer' '{"jsonrpc":"2.0","result":"pong","id":1}' "$(cat out)"
is 'that it was ended by SIGPIPE' 141 "$(cat code)"
says ''
