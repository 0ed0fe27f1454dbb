#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Runs an example and compares what it prints with the comment at the end of its source, after "// Prints:".
#
#   sh check_output.sh PROGRAM SOURCE [ARGUMENT...]
#
# A port of 127.0.0.1 that the system has chosen is PORT in the comment, and the time of a log is NOW.
set -eu
# Nothing in the environment says what options its client has.
unset http_proxy https_proxy HTTPS_PROXY no_proxy NO_PROXY
export HOME=/nonexistent/jsonrpcclient
program=$1 source=$2
shift 2
printed=$("$program" "$@")
printf '%s\n' "$printed" | sed 's/\(127\.0\.0\.1\):[0-9]\{4,5\}/\1:PORT/g; s/"time":"[-0-9T:]*Z"/"time":"NOW"/' >"$program.printed"
sed '1,/^\/\/ Prints:$/d; s/^\/\/ \{0,1\}//' "$source" >"$program.expected"
diff -u "$program.expected" "$program.printed"
