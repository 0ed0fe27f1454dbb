# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # for scripts that set `tool` and `fact`, and clean up `folder`
# Runs the tool in a folder of its own, and checks what it does. They set `fact` to what is checked next.
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

# finish: the end of the script, and its status.
finish() {
    echo "$passed checks passed, $failures failed"
    [ "$failures" -eq 0 ]
}
