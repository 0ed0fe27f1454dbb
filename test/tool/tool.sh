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
# shellcheck source=test/tool/checks.sh
. "$parts/checks.sh"

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

finish
