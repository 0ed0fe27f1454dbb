# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# Proxies and redirects.

# via WANTED ARGUMENT...: how often the call's request went through the proxy.
via() {
    wanted=$1
    shift
    run "${odd}head" ping -c "$@"
    is "the exit status of $*" 0 "$status"
    is "the number of proxies of $*" "$wanted" "$(grep -cF '\r\nVia: 1.1 forward\r\n' out)"
}

fact='--proxy is gone through, with who calls there'
via 1 --proxy "$proxy"
via 1 --proxy "http://Yoko:pass@${proxy#http://}"
grep -qF '\r\nProxy-Authorization: Basic WW9rbzpwYXNz\r\n' out || failed "the proxy has no credentials: $(cat out)"
via 0
expect 3 '' 'phase: ' "${odd}head" ping --proxy "http://Yoko:secret@$closed"
is 'the number of secrets' 0 "$(grep -c secret err)"

fact='--proxy takes the place of that of the environment, which is gone through otherwise'
export http_proxy="$proxy"
via 1
via 0 --proxy ''
export http_proxy="http://$closed"
via 1 --proxy "$proxy"
unset http_proxy

fact='the tunnel through a proxy that refuses it gives status 3'
expect 3 '' 'phase: ' https://127.0.0.1:1 ping --proxy "$proxy"

fact='307 and 308 are followed, as often as --max-redirects allows'
expect 0 '"welcome"' '' "${odd}redirect/4" ping -u Yoko:pass:word
expect 3 '' 'HTTP status 30' "${odd}redirect/5" ping -u Yoko:pass:word
expect 0 '"welcome"' '' "${odd}redirect/5" ping -u Yoko:pass:word --max-redirects 6
expect 3 '' 'HTTP status 308' "${odd}redirect/0" ping -u Yoko:pass:word --max-redirects 0
expect 0 '"welcome"' '' "${odd}redirect/0" ping -u Yoko:pass:word --max-redirects 1

fact='303 is not followed: a POST would become a GET'
expect 3 '' 'HTTP status 303' "${odd}303" ping -u Yoko:pass:word
