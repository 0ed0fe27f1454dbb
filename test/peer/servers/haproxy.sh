# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: BSL-1.0
# haproxy, which speaks TLS in front of jayson's TCP: of every version, of a client with a certificate, 1.2 only, and 1.1
# only, which no client should speak any more. And HTTP in front of jayson's, for those who have a password, with a cookie
# that leads to the same server again, and one of which no server is there.
haproxy_needs=jayson

haproxy_install() { have haproxy || unpack haproxy; }

haproxy_installed() { have haproxy; }

haproxy_start() {
    local tls mutual tls12 tls11 http
    choose_ports tls mutual tls12 tls11 http
    {
        printf '%s\n' 'defaults' 'mode tcp' 'timeout connect 5s' 'timeout client 60s' 'timeout server 60s'
        before_jayson "$tls"
        before_jayson "$mutual" "ca-file $PEER_CERTS/ca.pem verify required"
        before_jayson "$tls12" 'ssl-max-ver TLSv1.2'
        before_jayson "$tls11" 'ssl-min-ver TLSv1.1 ssl-max-ver TLSv1.1 ciphers ALL:@SECLEVEL=0'
        http_before_jayson
    } >"$state/haproxy.cfg"
    spawn haproxy haproxy -db -f "$state/haproxy.cfg"
    listening "$tls" "$mutual" "$tls12" "$tls11" "$http" || return
    export HAPROXY_TLS=tls://localhost:$tls HAPROXY_MUTUAL=tls://localhost:$mutual
    export HAPROXY_HTTP=http://127.0.0.1:$http/
    export HAPROXY_TLS12=tls://localhost:$tls12 HAPROXY_TLS11=tls://localhost:$tls11
}

before_jayson() {   # before_jayson PORT [SETTINGS]
    printf '%s\n' "listen port-$1" "bind 127.0.0.1:$1 ssl crt $PEER_CERTS/server.pem ${2-}" "server s ${JAYSON_TCP:6}"
}

http_before_jayson() {
    cat <<END
userlist users
  user cat insecure-password milk
frontend http
  mode http
  bind 127.0.0.1:$http
  http-request auth realm cats unless { http_auth(users) }
  use_backend nobody if { path /nobody }
  default_backend jayson
backend jayson
  mode http
  cookie SERVER insert indirect
  server s ${JAYSON_HTTP:7:-1} cookie first
backend nobody
  mode http
  server s 127.0.0.1:1
END
}
