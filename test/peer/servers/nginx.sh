# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: BSL-1.0
# nginx in front of jayson: HTTPS with good and bad certificates and with a client's, WebSocket over TLS, HTTP on a unix
# socket, and HTTP whose connections end after three requests or a second, and that lets some in by a password or a token,
# compresses, redirects, and answers some paths by itself.
nginx_needs=jayson

nginx_install() { have nginx || unpack nginx-light; }

nginx_installed() { have nginx; }

nginx_start() {
    local good mutual self_signed expired wrong_host wss http
    choose_ports good mutual self_signed expired wrong_host wss http
    nginx_configuration >"$state/nginx.conf"
    echo 'cat:{PLAIN}fish & milk' >"$state/passwords"
    spawn nginx nginx -p "$state" -e stderr -c "$state/nginx.conf"
    listening "$good" "$mutual" "$self_signed" "$expired" "$wrong_host" "$wss" "$http" "$state/nginx" || return
    export NGINX_HTTPS=https://localhost:$good/ NGINX_MUTUAL=https://localhost:$mutual/
    export NGINX_SELF_SIGNED=https://localhost:$self_signed/ NGINX_EXPIRED=https://localhost:$expired/
    export NGINX_WRONG_HOST=https://localhost:$wrong_host/ NGINX_WSS=wss://localhost:$wss/
    export NGINX_HTTP=http://127.0.0.1:$http NGINX_UNIX=$state/nginx
}

# One process without a master, so that killing it ends it. With TLS it speaks HTTP/2 to those who offer that.
nginx_configuration() {
    local part
    cat <<END
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
  access_log off;
$(for part in client_body proxy fastcgi uwsgi scgi; do echo "  ${part}_temp_path temporary-$part;"; done)
  client_max_body_size 1m;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  upstream jayson { server ${JAYSON_HTTP:7:-1}; keepalive 8; }
  $(https "$good" server)
  $(https "$mutual" server "ssl_client_certificate $PEER_CERTS/ca.pem; ssl_verify_client on;")
  $(https "$self_signed" self_signed)
  $(https "$expired" expired)
  $(https "$wrong_host" wrong_host)
  server {
    $(listen_tls "$wss" server)
    location / {
      proxy_pass http://${JAYSON_WS:5};
      proxy_set_header Upgrade \$http_upgrade;
      proxy_set_header Connection upgrade;
    }
    location = /forbidden { return 403; }
  }
  server {
    listen 127.0.0.1:$http;
    keepalive_requests 3;
    keepalive_timeout 1s;
    location / { proxy_pass http://jayson; }
    location = /password { auth_basic "cats, and dogs"; auth_basic_user_file $state/passwords; proxy_pass http://jayson/; }
    location = /small { gzip on; gzip_min_length 1; gzip_types *; proxy_pass http://jayson/; }
    location = /here { return 307 http://127.0.0.1:$http/private; }
    location = /there { return 307 https://localhost:$good/; }
    location = /found { return 302 /; }
    location = /round { return 308 /round; }
    location = /private {
      if (\$http_authorization != "Bearer secret") { return 401; }
      proxy_pass http://jayson/;
    }
    location = /dead { proxy_pass http://127.0.0.1:1; }
    location = /moved { return 308 /; }
    location = /often { add_header Retry-After 1 always; return 429; }
    location = /busy {
      default_type application/json;
      return 503 '{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"busy"}}';
    }
  }
  server { listen unix:$state/nginx; location / { proxy_pass http://jayson; } }
}
END
}

listen_tls() {   # listen_tls PORT CERTIFICATE
    echo "listen 127.0.0.1:$1 ssl http2; ssl_certificate $PEER_CERTS/$2.pem; ssl_certificate_key $PEER_CERTS/$2.key;"
}

https() {   # https PORT CERTIFICATE [SETTINGS]
    echo "server { $(listen_tls "$1" "$2") ${3-} location / { proxy_pass http://jayson; } }"
}
