#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Counts the instructions of calls through the library, by those of the same calls written by hand, and what they take
# from the heap. Fails when that has become more than is written down here: instructions by a tenth, allocations at all.
#
#   counts.sh FOLDER     where counts_library and counts_limit are
#
# Both talk with a peer in memory, whose own instructions are left out. Each runs twice: what is counted is the
# difference, so that no start and no end of a program belong to it. The figures are the same in each run, whatever else
# the machine does; they are those of g++ 12 and Boost 1.81, and other ones may need other figures.
set -u
cd "$1" || exit 1
if ! command -v valgrind >/dev/null; then
    echo "valgrind is not there" >&2
    [ "${REQUIRE_PEERS:-0}" != 1 ] || exit 1
    exit 77
fi
printed=$(mktemp) || exit 1
trap 'rm -f "$printed"' EXIT
failed=0

# run PROGRAM SCENARIO CALLS: sets instructions, calls and allocations. Naming functions to leave out would begin with
# counting off.
run() {
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='speed::memory_link::answer*' \
        --toggle-collect='speed::memory_link::copy_unread*' --collect-atstart=yes \
        "./counts_$1" "$2" "$(url_of "$2")" "$3" >"$printed" 2>&1; then
        cat "$printed" >&2
        exit 1
    fi
    instructions=$(sed -n 's/.*Collected : //p' "$printed")
    calls=$(sed -n 's/.*"all_calls":\([0-9]*\).*/\1/p' "$printed")
    allocations=$(sed -n 's/.*"all_allocations":\([0-9]*\).*/\1/p' "$printed")
}

url_of() {
    case $1 in
    websocket-*) echo ws://127.0.0.1 ;;
    *) echo "${1%%-*}://127.0.0.1:1" ;;
    esac
}

# difference PROGRAM SCENARIO CALLS: sets the same, but allocations to those of 1000 calls.
difference() {
    run "$1" "$2" "$3"
    less_instructions=$instructions less_calls=$calls less_allocations=$allocations
    run "$1" "$2" $((3 * $3))
    instructions=$((instructions - less_instructions))
    calls=$((calls - less_calls))
    allocations=$(((allocations - less_allocations) * 1000 / calls))
}

# check SCENARIO CALLS RATIO ALLOCATIONS: the ratio in thousandths, the allocations of 1000 calls.
check() {
    difference limit "$1" "$2"
    by_hand=$instructions allocations_by_hand=$allocations
    difference library "$1" "$2"
    ratio=$((instructions * 1000 / by_hand))
    echo "$1: $((instructions / calls)) instructions a call, $((by_hand / calls)) by hand: ratio 0.001 * $ratio;" \
        "allocations of 1000 calls $allocations, $allocations_by_hand by hand"
    if [ "$ratio" -gt $(($3 * 11 / 10)) ]; then
        echo "$1: the ratio has been 0.001 * $3" >&2
        failed=1
    fi
    if [ "$allocations" -gt "$4" ]; then
        echo "$1: 1000 calls have taken $4 allocations" >&2
        failed=1
    fi
}

check tcp-1 1000 1313 2000
check tcp-64 2000 1002 1017
check tcp-1024 6000 990 1003
check tcp-batch-100 10000 649 240
check http-64 2000 604 6000
check websocket-1 1000 1193 4000
check websocket-64 2000 970 1048
exit $failed
