# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# The line on a terminal that says how far long work is.

# on_terminal COMMAND: what this command of the shell writes to a terminal, a line for each time that it begins one anew.
on_terminal() { TERM=xterm script -qec "$1" /dev/null <input 9>&- | tr '\r' '\n' | sed 's/[ \x08]*$//' >shown; }

# drawn PATTERN: how often such a line was drawn.
drawn() { grep -c "^$1\$" shown; }

yes 'sleep 200' | head -n 8 >work
rate='[0-9]*/s'
if command -v script >/dev/null; then
    fact='--lines shows on a terminal how much of the file is done'
    on_terminal "'$tool' '$tcp' --lines work --in-flight 1 >answers"
    is 'whether a bar was drawn' yes \
        "$([ "$(drawn "\[#*\.*\]  *[0-9]*%  [1-7] lines, $rate, 0:0[0-9] left")" -ge 2 ] && echo yes)"
    is 'the number of answers' 8 "$(grep -c '"result":200' answers)"
    is 'what stays' '' "$(tail -n 1 shown)"
    is 'the number of escape sequences' 0 "$(grep -c "$(printf '\033')" shown)"

    fact='answers on the same terminal have lines of their own'
    on_terminal "'$tool' '$tcp' --lines work --in-flight 1"
    is 'the number of answers' 8 "$(drawn '{"jsonrpc":"2.0","result":200,"id":[1-8]}')"
    is 'whether a bar was drawn' yes "$([ "$(drawn '\[.*lines.*')" -ge 2 ] && echo yes)"

    fact='the bar fits into a narrow terminal, or is left out'
    on_terminal "stty cols 60; '$tool' '$tcp' --lines work --in-flight 1 >answers"
    is 'the longest line' yes "$(awk 'length > most { most = length } END { if (most > 40 && most < 60) print "yes" }' shown)"
    on_terminal "stty cols 20; '$tool' '$tcp' --lines work --in-flight 1 >answers"
    is 'the longest line' yes "$(awk 'length > most { most = length } END { if (most > 10 && most < 20) print "yes" }' shown)"

    fact='what comes from a pipe has no known end'
    on_terminal "cat work | '$tool' '$tcp' --lines - --in-flight 1 >answers"
    is 'whether it was drawn' yes "$([ "$(drawn "[1-7] lines, $rate, 0:0[0-9]")" -ge 2 ] && echo yes)"
    is 'the number of parts' 0 "$(grep -c % shown)"

    fact='--bench shows it as well'
    on_terminal "'$tool' '$tcp' --bench sleep 100 --in-flight 1 -N 15 >answers"
    is 'whether it was drawn' yes "$([ "$(drawn "\[#*\.*\]  *[0-9]*%  [0-9]* calls, $rate, 0:0[0-9] left")" -ge 2 ] && echo yes)"

    fact='what is said in between has a line of its own'
    { head -n 4 work; echo '['; head -n 3 work; } >broken
    on_terminal "'$tool' '$tcp' --lines broken --in-flight 1 >answers"
    is 'what is said' 1 "$(drawn 'jsonrpc: line 5: .*')"

    fact='short work, and the log, are shown without it'
    on_terminal "printf 'ping\nping\n' | '$tool' '$tcp' --lines - >answers"
    is 'what is shown' '' "$(cat shown)"
    on_terminal "'$tool' '$tcp' --lines work --in-flight 1 -v >answers"
    is 'the number of bars' 0 "$(grep -c lines shown)"
fi

fact='nothing is drawn where standard error is no terminal'
run "$tcp" --lines work --in-flight 1
is 'the exit status' 0 "$status"
says ''
