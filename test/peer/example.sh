#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# Runs an example with the server that peers.sh has started, and compares what it prints with the comment in its source.
#
#   example.sh PROGRAM SOURCE VARIABLE...    its arguments are the values of these variables, which peers.sh has set
set -u
arguments=()
for variable in "${@:3}"; do
    arguments+=("${!variable}")
done
exec sh "$(dirname "$0")/../../example/check_output.sh" "$1" "$2" "${arguments[@]}"
