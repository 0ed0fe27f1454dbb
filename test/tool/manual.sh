# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# What --help says stands in the manual page as well, and bash completes each option.
page=$sources/jsonrpc.1.in
completion=$sources/completion.bash

run --help
# Each option as it is typed, with its value: "-t, --timeout DURATION of each call: ...".
sed -n '/^Options:$/,/^$/p' out | sed '1d' |
    sed 's/^  \(-.\) \[ \(--[a-z-]*\) \]/  \1, \2/' |
    awk '/^  -/ { if (line) print line; line = "" } { line = line " " $0 } END { print line }' |
    sed 's/  */ /g; s/^ //; s/ $//' >options
# The other words, a paragraph on a line; and those of the page.
sed '/^Options:$/,/^$/d' out | awk 'BEGIN { RS = "" } { gsub(/[ \n]+/, " "); print }' >paragraphs
plain() { sed 's/\\f[A-Z]//g; s/\\-/-/g; s/\\(aq/'\''/g; s/\\&//g; s/\\e/\\/g'; }
words() { plain | tr '\n' ' ' | sed 's/  */ /g'; }

fact='the page has the options of --help, in the same words'
sed -n '/^\.SH OPTIONS$/,/^\.SH LISTENING$/p' "$page" | sed '/^\.SH/d' | plain |
    awk '/^\.TP/ { if (line) print line; line = ""; next } { line = line (line ? " " : "") $0 } END { print line }' >of-page
is 'what differs' '' "$(diff options of-page)"
is 'that there are options' yes "$([ "$(grep -c '' options)" -gt 30 ] && echo yes)"

fact='the page has what else --help says, in the same words'
sed '/^\.[A-Z\\"]/d; /^\.[a-z]/d' "$page" | words >words-of-page
while IFS= read -r paragraph; do
    # The forms stand in the synopsis, with what they do behind them.
    case $paragraph in *'[OPTION...] URL METHOD'*) continue ;; esac
    is "whether this is there: $paragraph" 1 "$(grep -cF -e "$paragraph" words-of-page)"
done <paragraphs
sed -n 's/^  \(jsonrpc \[OPTION.*]\|jsonrpc \[OPTION.* FILE\|jsonrpc \[OPTION.*] METHOD\)\( .*\)\{0,1\}$/\1/p' out | sed 's/  .*//' >forms
while IFS= read -r form; do
    is "whether this form is there: $form" 1 "$(grep -oF -e "$form" words-of-page | head -n 1 | grep -c '')"
done <forms
is 'the number of forms' 5 "$(grep -c '' forms)"
is 'the number of paragraphs' yes "$([ "$(grep -c '' paragraphs)" -gt 10 ] && echo yes)"

if command -v groff >/dev/null; then
    fact='the page is a good one'
    is 'what groff says' '' "$(groff -man -ww -z "$page" 2>&1)"
fi

if command -v bash >/dev/null; then
    # completed WORD...: what bash offers for the last of these words.
    completed() {
        # shellcheck disable=SC2016 # of bash
        bash -c '. "$1"; shift; COMP_WORDS=(jsonrpc "$@"); COMP_CWORD=$#; _jsonrpc 2>&1; printf "%s\n" "${COMPREPLY[@]}"' \
            bash "$completion" "$@" | sort | tr '\n' ' '
    }

    fact='bash completes each option of --help, and no other'
    is 'the options' "$(grep -o '^\(-., \)\{0,1\}--[a-z-]*' options | tr -d , | tr ' ' '\n' | sort | tr '\n' ' ')" \
        "$(completed -)"
    is 'an option' '--notify ' "$(completed http://localhost ping --not)"
    is 'several' '--id --id-generator ' "$(completed --id)"

    fact='bash completes what an option may be'
    is 'the generators' 'decimal hexadecimal random uuid ' "$(completed --id-generator '')"
    is 'one behind =' 'netstring ' "$(completed --framing = net)"
    is 'all behind =' '1.0 2.0 ' "$(completed --rpc-version =)"
    : >calls-of-today
    : >calls-of-before
    is 'files' 'calls-of-before calls-of-today ' "$(completed http://localhost --lines calls-)"
    is 'a file behind @' '@calls-of-today ' "$(completed -u @calls-of-t)"
    is 'a secret' ' ' "$(completed -u calls-of-t)"
    is 'a number' ' ' "$(completed --count calls)"

    fact='bash completes the schemes that there are, for the URL only'
    is 'the schemes' 'http:// https:// ' "$(completed ht)"
    is 'a scheme' 'tcp:// ' "$(completed tc)"
    is 'a method' ' ' "$(completed http : //localhost ht)"
    # Each of them is one.
    for url in $(completed h) $(completed w) $(completed t); do
        run "$url$closed" ping
        is "the exit status of $url" 3 "$status"
    done

    fact='bash completes for jsonrpc once the file is read'
    # shellcheck disable=SC2016 # of bash
    is 'how it is completed' 'complete -F _jsonrpc jsonrpc' "$(bash -c '. "$1"; complete -p jsonrpc' bash "$completion")"
fi
