#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Checks the budget of compile time: a file that includes client.hpp and awaits one call costs at most 1.6 times
# what the parts of Asio and Boost.JSON cost that any such file needs.
#
#   compile_time.sh ROOT COMPILER
#
# The measure is the processor time of the compiler, the least of several runs in turn: what else the machine
# does only adds to it.
set -eu
root=$1
compiler=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/needed.cpp" <<'CODE'
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/value.hpp>
int main() {}
CODE
cat >"$folder/call.cpp" <<'CODE'
#include <jsonrpcclient/client.hpp>
boost::asio::awaitable<void> session(jsonrpcclient::client& client) { co_await client.request("ping"); }
int main() {}
CODE

# Centiseconds of processor time that the processes have used which this shell has started.
used() {
    times >"$folder/times"
    awk 'NR == 2 { for (i = 1; i <= 2; ++i) { split($i, part, /[ms]/); total += part[1] * 60 + part[2] }; print int(total * 100) }' "$folder/times"
}
least() { # NAME: compiles it, and keeps the least time in $folder/NAME
    used >"$folder/before"
    "$compiler" -std=c++20 -I"$root/include" -c "$folder/$1.cpp" -o "$folder/$1.o"
    used >"$folder/after"
    spent=$(($(cat "$folder/after") - $(cat "$folder/before")))
    [ -e "$folder/$1" ] && [ "$(cat "$folder/$1")" -le "$spent" ] || echo "$spent" >"$folder/$1"
}
is_within() { [ $(($(cat "$folder/call") * 100)) -le $(($(cat "$folder/needed") * 160)) ]; }
# Two are enough on a machine that has nothing else to do.
for round in 1 2 3 4 5 6 7; do
    least needed
    least call
    [ "$round" = 1 ] || ! is_within || break
done
needed=$(cat "$folder/needed")
call=$(cat "$folder/call")
echo "needed: $needed cs, client.hpp and a call: $call cs, ratio $(awk "BEGIN { printf \"%.2f\", $call / $needed }"), at most 1.60"
is_within
