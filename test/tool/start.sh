# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# How fast the tool starts: a call takes no more than three times as long as curl's, which does the same.

# nanoseconds COMMAND...: of five times.
nanoseconds() {
    begin=$(date +%s%N)
    for _ in 1 2 3 4 5; do
        "$@" >out 2>err <input 9>&- || echo "$* fails" >>trouble
    done
    echo "$(($(date +%s%N) - begin))"
}

median() { sort -n "$1" | sed -n 8p; }

if [ -z "${SANITIZE-}" ] && command -v curl >/dev/null; then
    fact='a call is over within three times what curl takes for the same POST'
    : >trouble
    # One beside the other, so that both have the same of what else the machine does.
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        nanoseconds curl -sf -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","method":"ping","id":1}' \
            "$http" >>curl-times
        is 'what curl has' '{"jsonrpc":"2.0","result":"pong","id":1}' "$(cat out)"
        nanoseconds "$tool" "$http" ping >>tool-times
        is 'what the tool has' '"pong"' "$(cat out)"
    done
    is 'what failed' '' "$(cat trouble)"
    is "that $(median tool-times) ns are no more than three times $(median curl-times)" yes \
        "$([ "$(median tool-times)" -le "$((3 * $(median curl-times)))" ] && echo yes)"
    echo "five calls: $(median tool-times) ns; five of curl: $(median curl-times) ns"
fi
