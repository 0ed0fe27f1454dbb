#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Checks the command-line tool from outside: each option, kind of input and exit status, over each transport.
#
#   sh test/tool/tool.sh JSONRPC SERVE_DEMO VERSION PART...
#
# PART is a transport (http, https, tcp, tls, unix, ws, wss), over which calls.sh, batches.sh and lines.sh run, or
# another of the parts beside this file (odd_answers). They set `fact` to what is checked next. SANITIZE names the
# sanitizers that the tool was built with.
# shellcheck disable=SC2034,SC2154 # the parts use our variables, and the server names its own
set -u
tool=$1
serve_demo=$2
version=$3
shift 3
parts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sources=${parts%/test/tool}/example/jsonrpc
unset NO_COLOR JSONRPC_USER JSONRPC_BEARER http_proxy https_proxy HTTPS_PROXY no_proxy NO_PROXY
# What a sanitizer finds is no exit status of the tool.
export ASAN_OPTIONS="exitcode=99:${ASAN_OPTIONS-}" UBSAN_OPTIONS="exitcode=99:${UBSAN_OPTIONS-}"
folder=$(mktemp -d)
cd "$folder" || exit 1
# Nobody's own configuration file is read.
mkdir home
HOME=$folder/home
export HOME
failures=0
passed=0

# The server ends when the last writer of its input does, so also when this script is killed.
mkfifo stay urls
"$serve_demo" <stay >urls &
exec 9>stay
trap 'exec 9>&-; rm -rf "$folder"' EXIT
while read -r line; do
    export "${line?}"
    case $line in closed=*) break ;; esac
done <urls

# address_of NAME: what the server gave under this name: a URL, or the path of a socket.
address_of() { eval "printf '%s\\n' \"\$$(printf %s "$1" | tr -c A-Za-z0-9 _)\""; }

[ -n "${closed-}" ] || { echo 'the server does not say where it is'; exit 1; }

failed() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$fact"
    printf '    %s\n' "$@" | cut -c -500
}

# run ARGUMENT...: runs the tool on file `input`; then $status, and files out and err. $trust is what it has to be told
# to trust the server.
: >input
trust=
run() {
    # shellcheck disable=SC2086 # an option and its value, or nothing
    timeout 60 "$tool" $trust "$@" <input >out 2>err 9>&-
    status=$?
}

# is WHAT WANTED FOUND
is() {
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed "$1 is: $3" "wanted: $2"; fi
}

# says PART: that standard error has this part; nothing at all if it is empty.
says() {
    if [ -z "$1" ]; then
        is 'standard error' '' "$(cat err)"
    elif grep -qF -e "$1" err; then
        passed=$((passed + 1))
    else
        failed "standard error is: $(cat err)" "wanted: $1"
    fi
}

# expect STATUS OUTPUT ERROR ARGUMENT...
expect() {
    wanted_status=$1 wanted_output=$2 wanted_error=$3
    shift 3
    run "$@"
    is "the exit status of $*" "$wanted_status" "$status"
    is "the output of $*" "$wanted_output" "$(cat out)"
    says "$wanted_error"
}

for part; do
    trust=
    case $part in
    http | https | tcp | tls | unix | ws | wss)
        transport=$part nobody=$part://$closed
        case $part in
        tls) url=$(address_of 'tls newline') ;;
        unix) url=unix://$(address_of 'unix newline') nobody=unix://$folder/nobody ;;
        *) url=$(address_of "$part") ;;
        esac
        case $part in https | tls | wss) trust="--cacert $authority" ;; esac
        set -- calls batches lines
        ;;
    *) set -- "$part" ;;
    esac
    for file; do
        # shellcheck source=/dev/null
        . "$parts/$file.sh"
    done
done

echo "$passed checks passed, $failures failed"
[ "$failures" -eq 0 ]
