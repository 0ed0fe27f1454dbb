# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# How messages are told apart on a stream, by name.

letters=$(printf '%100000s' '' | tr ' ' x)
for framing in newline delimiter:0x1e content-length length-prefix netstring bare; do
    for url in "$(address_of "tcp $framing")" "unix://$(address_of "unix $framing")"; do
        fact="${url%%:*}, $framing: calls, batches, lines and large messages have their answers"
        expect 0 '[1,{"a":"é\n\u001e,:{}[]"}]' '' --framing "$framing" "$url" echo 1 '{"a": "é\n\u001e,:{}[]"}' -c
        expect 1 '' 'error: {"code":-32601,' --framing "$framing" "$url" nope
        expect 0 '' '' --framing "$framing" "$url" -n log
        expect 0 "[\"$letters\"]" '' --framing "$framing" "$url" echo "$letters" -c
        printf 'ping\n!log\nadd 1 2\n' >input
        for form in --batch --lines; do
            expect 0 '{"jsonrpc":"2.0","result":"pong","id":1}
{"jsonrpc":"2.0","result":3,"id":2}' '' --framing "$framing" "$url" $form -
        done
        yes ping | head -n 1000 >input
        run --framing "$framing" "$url" --lines -
        is 'the number of answers' 1000 "$(grep -c '"result":"pong"' out)"
        : >input
    done
done

fact='without --framing a message is a line'
expect 0 '"pong"' '' "$tcp_newline" ping
# It waits for its 0x1e.
expect 4 '' 'phase: wait' "$tcp_delimiter_0x1e" ping -t 1s
