# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# Servers on standard input and output. PROCESS_PEER is one that answers with what it was given, and does before what its
# arguments say (test/process_peer).

# peer FRAMING ACTION...: the URL of one that does this.
peer() { printf "exec:'%s' %s" "$PROCESS_PEER" "$*"; }

for framing in newline delimiter:0x1e content-length length-prefix netstring bare; do
    fact="exec, $framing: calls and lines have their answers"
    url=$(peer "$framing")
    expect 0 '[1,"a b"]' '' --framing "$framing" "$url" echo 1 'a b' -c
    expect 0 '' '' --framing "$framing" "$url take 1" -n log
    printf 'echo 1\necho 2\n' >input
    expect 0 '{"jsonrpc":"2.0","result":[1],"id":1}
{"jsonrpc":"2.0","result":[2],"id":2}' '' --framing "$framing" "$url" --lines -
    : >input
done

fact='exec: the words of the command are those of a shell, and none runs'
run "$(peer newline)"' err "a  b" err '"'\$HOME;'"' err c\ d err > err * echo' ping -c
# shellcheck disable=SC2016 # no shell expands it
is 'the words' '"a  b","err","$HOME;","err","c d","err",">","err","*","echo"' "$(grep -o '"a  b",.*"echo"' out)"

fact='exec: standard error passes through'
expect 0 '[1]' 'hello there' "$(peer newline "err 'hello there\\n'")" echo 1 -c

fact='exec: -v shows the messages, --stats what was counted'
expect 0 '[1]' '--> {"jsonrpc":"2.0","method":"echo","params":[1],"id":1}' "$(peer newline)" echo 1 -c -v --stats
says '<-- {"jsonrpc":"2.0","result":[1],"id":1}'
says '"answered":1'

fact='exec: a process that does not answer in time is ended, with status 4'
expect 4 '' 'no answer within 1 s' "$(peer newline take 1 stay)" ping -t 1s

fact='exec: a process that has failed gives status 3 and the reason'
expect 3 '' 'the process exited with status 7' "$(peer newline take 1 status 7)" ping
expect 3 '' 'the process was ended by signal 9' "$(peer newline take 1 signal 9)" ping
expect 3 '' 'the process exited with status 7' "$(peer newline status 7)" --listen --no-reconnect
is 'the number of lines' 1 "$(grep -c '' err)"
expect 3 '' 'cannot start no-such-program: No such file or directory' exec:no-such-program ping
expect 3 '' 'cannot start no-such-program: No such file or directory' exec:no-such-program --listen
is 'the number of lines' 1 "$(grep -c '' err)"

fact='exec: what the process sends by itself is printed, and its requests are answered'
tick='{"jsonrpc":"2.0","method":"tick","params":[1.50]}'
expect 0 "$tick" '' "$(peer newline out "'$tick\\n'")" --listen --count 1
expect 3 "$tick" 'the process exited with status 0' "$(peer newline out "'$tick\\n'" status 0)" --listen --no-reconnect
expect 0 "$tick
$tick" 'jsonrpc: connected again' "$(peer newline out "'$tick\\n'" status 0)" --listen --count 2
says 'jsonrpc: the connection was lost: the process exited with status 0'
expect 0 "[1]
$tick" '' "$(peer newline serve 1 out "'$tick\\n'")" --listen echo 1 --count 1 -c
ask='{"jsonrpc":"2.0","method":"ask","id":5}'
expect 0 "$ask
$tick" '--> {"jsonrpc":"2.0","result":"yes","id":5}' \
    "$(peer newline out "'$ask\\n'" serve 1 out "'$tick\\n'")" --listen --count 2 -v --answer 'ask="yes"'
fact='exec: the last request that is counted is answered, too'
expect 0 "$ask" '{"jsonrpc":"2.0","result":"yes","id":5}' "$(peer newline out "'$ask\\n'" tell)" --listen --count 1 \
    --answer 'ask="yes"'

fact='exec: the process is gone when the tool is'
for form in '--stats' '--listen --count 1'; do
    # shellcheck disable=SC2086 # words
    run "$(peer newline echo serve 1 out "'$tick\\n'")" ping -c $form
    pid=$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' out)
    is 'whether its number is known' yes "$([ -n "$pid" ] && echo yes)"
    is 'whether it is there' no "$(kill -0 "$pid" 2>/dev/null && echo yes || echo no)"
done

if [ -r /proc/self/task/self/children ] || [ -r "/proc/$$/task/$$/children" ]; then
    fact='exec: the process is gone when the tool was interrupted, even if it does not end by itself'
    rm -f messages
    mkfifo messages
    for signal in INT TERM; do
        "$tool" "$(peer newline take 1 stay)" ping -v 2>messages 9>&- &
        user=$!
        exec 8<messages
        read -r _ <&8
        pid=$(tr -d ' ' <"/proc/$user/task/$user/children")
        is 'whether it is there' yes "$(kill -0 "$pid" 2>/dev/null && echo yes || echo no)"
        kill -"$signal" "$user"
        wait "$user"
        is 'whether it is still there' no "$(kill -0 "$pid" 2>/dev/null && echo yes || echo no)"
        exec 8<&-
    done
fi

fact='exec: what is no command gives status 2'

expect 2 '' 'jsonrpc: ' exec: ping
expect 2 '' 'jsonrpc: ' "exec:cat 'a" ping
