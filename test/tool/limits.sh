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
