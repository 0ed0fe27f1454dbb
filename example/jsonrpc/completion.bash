# shellcheck shell=bash
# SPDX-License-Identifier: BSL-1.0
# Completes options of jsonrpc, their values where these are known, and the schemes of URLs.

_jsonrpc_options='-n --notify --batch --lines --in-flight --listen --count --no-reconnect --answer --bench -N --calls
    --duration --params --id --id-generator --rpc-version -t --timeout --framing -H --header -u --user --digest --bearer
    --subprotocol --unix-socket --proxy --max-redirects -k --insecure --cacert --cert --key --no-validate --lenient-ids
    --full -c --compact -v --verbose --trim --no-config --stats -h --help -V --version'

# A word may stand behind = in its option, and = and : are words of their own to readline.
_jsonrpc() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    if [[ $word == = ]]; then
        word=''
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $before in
    --id-generator) _jsonrpc_choose 'decimal hexadecimal random uuid' ;;
    --rpc-version) _jsonrpc_choose '1.0 2.0' ;;
    --framing) _jsonrpc_choose 'newline delimiter:0x content-length length-prefix netstring bare' ;;
    --batch | --lines | --cacert | --cert | --key | --unix-socket) _jsonrpc_files '' ;;
    -u | --user | --bearer | --params | -H | --header) [[ $word != @* ]] || _jsonrpc_files @ ;;
    -N | --calls | --duration | -t | --timeout | --in-flight | --count | --answer | --id | --subprotocol | --proxy | \
        --max-redirects) ;;
    *)
        if [[ $word == -* ]]; then
            _jsonrpc_choose "$_jsonrpc_options"
        elif [[ -n $word && " ${COMP_WORDS[*]:1} " != *//* ]]; then
            compopt -o nospace 2>/dev/null
            _jsonrpc_choose 'http:// https:// ws:// wss:// tcp:// tls:// unix:/// exec:'
        fi
        ;;
    esac
}

_jsonrpc_choose() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }

# _jsonrpc_files PREFIX: which stands in front of the name.
_jsonrpc_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -P "$1" -f -- "${word#"$1"}")
}

complete -F _jsonrpc jsonrpc
