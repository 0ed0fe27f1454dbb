# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# Load, and what is measured of it.

# value NAME: of the line with this name, without its unit.
value() { sed -n "s|^$1: \([0-9.]*\).*|\1|p" out; }

# ascending NUMBER...: that none is smaller than the one before.
ascending() { printf '%s\n' "$@" | sort -gc 2>/dev/null && echo yes; }

for url in "$http" "$tcp" "$ws" "unix://$(address_of 'unix newline')"; do
    fact="${url%%:*}: --bench makes as many calls as -N says, behind those that warm up, and prints what they took"
    run "$url" --bench echo 1 -N 300 --in-flight 8 --stats
    is 'the exit status' 0 "$status"
    is 'the number of calls' '300 30 0' "$(value calls) $(value 'warm-up calls') $(value errors)"
    is 'the number of requests' 330 "$(sed -n 's/.*"answered":\([0-9]*\).*/\1/p' err)"
    is 'the names' 'calls,warm-up calls,seconds,calls/s,p50,p90,p99,p99.9,max,errors,' \
        "$(grep -v '^up to\|^longer' out | cut -d: -f1 | tr '\n' ',')"
    is 'that the quantiles ascend' yes \
        "$(ascending 0.0001 "$(value p50)" "$(value p90)" "$(value p99)" "$(value p99.9)" "$(value max)")"
    is 'the sum of the histogram' 300 "$(awk '/^(up to|longer)/ { sub(/.*: */, ""); sum += $1 } END { print sum }' out)"
    is 'the longest bar' 50 "$(awk '/^(up to|longer)/ { if (length($NF) > most) most = length($NF) } END { print most }' out)"
    is 'that calls/s is calls by seconds' yes \
        "$(awk -F': ' '{ of[$1] = $2 } END { if ((of["calls"] / of["seconds"] / of["calls/s"] - 1) ^ 2 < 0.001) print "yes" }' out)"
done

fact='--bench knows how long calls take, and how many are at once'
run "$tcp" --bench sleep 50 -N 12 --in-flight 4 -v
is 'the exit status' 0 "$status"
is 'that no call took less' yes "$(ascending 50 "$(value p50)")"
is 'that there were three rounds' yes "$(ascending 0.15 "$(value seconds)")"
is 'the number of calls' 16 "$(grep -c '^-->' err)"
is 'the most in flight' 4 "$(awk '/^-->/ { if (++now > most) most = now } /^<--/ { --now } END { print most }' err)"
run "$tcp" --bench ping -N 3
is 'the number of calls' '3 3' "$(value calls) $(value 'warm-up calls')"

fact='--duration ends it, as do 10 s by themselves'
for form in '--duration 300ms' '--duration 0.005m' '--duration 300ms -N 100000000'; do
    # shellcheck disable=SC2086 # words
    run "$tcp" --bench ping $form
    is "the exit status with $form" 0 "$status"
    is "that it took as long with $form" yes "$(ascending 0.3 "$(value seconds)" 9)"
done

fact='--bench with -c prints the same as JSON, on one line'
run "$tcp" --bench sleep 3 -N 100 -c
is 'the exit status' 0 "$status"
is 'the number of lines' 1 "$(grep -c '' out)"
number='[0-9][0-9.]*'
bars="\(,\{0,1\}{\"up_to_ms\":$number,\"calls\":[0-9]*}\)\{1,\}"
is 'the output' '{"calls":100,"warm_up_calls":64,"seconds":N,"calls_per_second":N,"latency_ms":{"p50":N,"p90":N,"p99":N,"p99.9":N,"max":N},"errors":0,"errors_by_kind":{},"histogram":[B]}' \
    "$(sed "s/\"histogram\":\[$bars\]/\"histogram\":[B]/; s/\(\"[a-z_]*second[a-z]*\":\)$number/\1N/g; s/\(\"[pm][a0-9.x]*\":\)$number/\1N/g" out)"
is 'the sum of the histogram' 100 "$(grep -o '"up_to_ms":[0-9.]*,"calls":[0-9]*' out | awk -F: '{ sum += $3 } END { print sum }')"

fact='--bench counts errors by their kinds, gives an example of each, and the largest trouble is the status'
run "$tcp" --bench fail -N 10 --in-flight 2
is 'the exit status' 1 "$status"
is 'the errors' '10 10' "$(value errors) $(value 'error -32000')"
says '10 x error: {"code":-32000,"message":"it failed","data":{"reason":"asked to"}}'
is 'the number of lines' 1 "$(grep -c '' err)"
# Every fifth call is refused, and the others have no answer in time, a status or no JSON.
run "${odd}in-turn" --bench x -N 20 --in-flight 1 -t 500ms -c
is 'the exit status' 3 "$status"
is 'the errors' '"errors":16,"errors_by_kind":{"HTTP status 500":4,"error -32000":4,"invalid response":4,"timeout":4}' \
    "$(grep -o '"errors":.*}' out | sed 's/,"histogram.*//')"
for kind in '4 x .*HTTP status 500' '4 x error: {"code":-32000' '4 x .*not JSON' '4 x .*no answer within'; do
    is "whether $kind is told" 1 "$(grep -c "$kind" err)"
done

fact='--bench ends at once when nothing is answered'
expect 3 '' 'phase: connect' "tcp://$closed" --bench ping
is 'the number of lines' 1 "$(grep -c '' err)"
expect 3 '' 'HTTP status 500' "${odd}500" --bench ping
expect 4 '' 'no answer within 1 s' "$tcp" --bench sleep 3600000 -t 1s

fact='an interrupt ends --bench with status 130 and what was measured, SIGTERM with 143'
rm -f messages
mkfifo messages
for ending in INT-130 TERM-143; do
    "$tool" "$tcp" --bench sleep 10 --in-flight 2 -N 1000 -v 2>messages >out 9>&- &
    user=$!
    exec 8<messages
    # 100 of them warm up.
    awk '/^<--/ && ++seen == 250 { exit }' <&8
    kill -"${ending%-*}" "$user"
    wait "$user"
    is 'the exit status' "${ending#*-}" $?
    exec 8<&-
    is 'that some calls were measured' yes "$(ascending 100 "$(value calls)" 999)"
done
