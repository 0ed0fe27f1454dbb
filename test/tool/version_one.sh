# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# JSON-RPC 1.0, with servers that hang up when they are spoken to by another version.

for url in "$one_http" "$one_tcp"; do
    fact="${url%%:*}: calls and notifications are of version 1.0"
    one='--rpc-version 1.0'
    # shellcheck disable=SC2086 # an option and its value
    {
        expect 0 '"pong"' '--> {"method":"ping","params":[],"id":1}' "$url" ping $one -v
        expect 0 '3' '' $one "$url" add 1 2
        expect 0 '{"result":"pong","error":null,"id":"x"}' '' "$url" ping $one --full -c --id '"x"'
        expect 0 '' '--> {"method":"log","params":[1],"id":null}' "$url" -n log 1 $one -v
        expect 1 '' 'error: {"reason":"asked to"}' "$url" fail $one
        expect 2 '' 'no named params' "$url" cat name=Yoko $one
        expect 3 '' '(phase: wait)' "$url" ping

        fact="${url%%:*}: a batch is of version 1.0, and its raw objects go as they are"
        printf 'ping\n!log\n{"method": "add", "params": [1, 2], "id": 1}\n' >input
        printf '{"method": "log", "params": [], "id": null}\necho x\nfail\n' >>input
        run "$url" --batch - $one -v
        is 'the exit status' 1 "$status"
        says '[{"method":"ping","params":[],"id":2},{"method":"log","params":[],"id":null},{"method": "add", '
        says '[1, 2], "id": 1},{"method": "log", "params": [], "id": null},{"method":"echo","params":["x"],"id":3},'
        says '{"method":"fail","params":[],"id":4}]'
        is 'the output' '{"result":"pong","error":null,"id":2}
{"result":3,"error":null,"id":1}
{"result":["x"],"error":null,"id":3}
{"result":null,"error":{"reason":"asked to"},"id":4}' "$(cat out)"

        fact="${url%%:*}: lines are of version 1.0, and raw objects go as they are"
        run "$url" --lines - $one -v
        is 'the exit status' 1 "$status"
        is 'the output' '{"result":"pong","error":null,"id":1}
{"result":3,"error":null,"id":1}
{"result":["x"],"error":null,"id":2}
{"result":null,"error":{"reason":"asked to"},"id":3}' "$(cat out)"
        says '--> {"method": "add", "params": [1, 2], "id": 1}'
        says '--> {"method": "log", "params": [], "id": null}'

        fact="${url%%:*}: a line with named params is refused"
        printf 'ping\ncat name=Yoko\n' >input
        expect 2 '' 'line 2: JSON-RPC 1.0 has no named params' "$url" --batch - $one
        expect 2 '{"result":"pong","error":null,"id":1}' 'line 2: ' "$url" --lines - $one
        : >input
    }
done
