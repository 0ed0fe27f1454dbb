#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Fuzzes each target for so long, with libFuzzer under ASan and UBSan. Installs what is missing.
#
#   sh test/fuzz/run.sh [SECONDS [TARGET...]]     60 seconds, all targets
#
# Begins with the corpora of the tree, which stay as they are, and with what earlier runs have found: that is kept in the
# build folder, which is BUILD_DIR (`build`) with -fuzz behind it. The last line says how it went:
#
#   targets N executions N crashes N
#
# Inputs that crash a target, take it ten seconds or too much memory are kept and named, and make the exit status 1.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
# shellcheck source=example/setup.sh
. "$root/example/setup.sh"

# need_fuzzer: the runtime library of libFuzzer, of the clang that is there; some versions have it in a package of its own.
need_fuzzer() {
    has_fuzzer() { find "$("$clang" -print-resource-dir)/lib" -name 'libclang_rt.fuzzer*.a' 2>/dev/null | grep -q .; }
    ! has_fuzzer || return 0
    number=$("$clang" -dumpversion | cut -d. -f1)
    ! can_install || refresh
    for package in "libclang-rt-$number-dev" "libclang-common-$number-dev" compiler-rt; do
        ! apt-cache show "$package" >/dev/null 2>&1 || get "$package" || true
        ! has_fuzzer || return 0
    done
    say "please install libFuzzer and the sanitizers for $clang (Debian: libclang-rt-$number-dev)"
    exit 1
}

# fuzz TARGET: adds to `executions` and to `crashes`.
fuzz() {
    mkdir -p "$folder/corpus/$1" "$folder/crashes"
    log=$folder/$1.log
    # How long a stack an allocation is remembered with, and how much freed memory is kept, costs most of the time.
    FUZZ_TARGET=$1 ASAN_OPTIONS=malloc_context_size=5:quarantine_size_mb=16 "$folder/test/fuzz/fuzz" \
        -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -malloc_limit_mb=256 \
        -print_final_stats=1 -artifact_prefix="$folder/crashes/$1-" \
        "$folder/corpus/$1" "$root/test/fuzz/corpus/$1" >"$log" 2>&1 </dev/null && ended=0 || ended=$?
    count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    executions=$((executions + ${count:-0}))
    if [ "$ended" != 0 ]; then
        crashes=$((crashes + 1))
        say "$1 failed with exit status $ended (all of its output: $log)"
        grep -a -e '^does not hold' -e 'runtime error' -e '^SUMMARY' -e 'Test unit written to' "$log" >&2 || tail -n 20 "$log" >&2
    else
        say "$1: ${count:-0} executions"
    fi
}

seconds=${1:-60}
case $seconds in
'' | *[!0-9]* | 0)
    say "usage: sh test/fuzz/run.sh [SECONDS [TARGET...]]"
    exit 2
    ;;
esac
[ $# -eq 0 ] || shift
# shellcheck disable=SC2046 # a list of words
[ $# -ne 0 ] || set -- $(ls "$root/test/fuzz/corpus")

need_tools
need_boost
need_openssl
need_zlib
need_clang
need_fuzzer
folder=$(build_folder)-fuzz
say "building in $folder with $clang"
configure "$folder" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g1' -DCMAKE_CXX_COMPILER="$clang" \
    -DJSONRPCCLIENT_BUILD_TESTS=ON -DJSONRPCCLIENT_SANITIZE=fuzzer-no-link,address,undefined
build "$folder" fuzz

executions=0
crashes=0
for target; do
    [ -d "$root/test/fuzz/corpus/$target" ] || { say "there is no target $target" && exit 2; }
    fuzz "$target"
done
echo "targets $# executions $executions crashes $crashes"
[ "$crashes" = 0 ]
