# shellcheck shell=bash
# SPDX-License-Identifier: BSL-1.0
# Certificates of one run, for peers.sh to source.
#
# `certificates` fills the folder PEER_CERTS: an authority, ca.pem; signed by it: server (localhost, 127.0.0.1), client,
# wrong_host and expired; and self_signed, which nobody vouches for. NAME.pem holds the certificate and then the private
# key, NAME.key the key alone.

certificates() {
    [ -z "${PEER_CERTS-}" ] || return 0
    log=${state:?}/certificates.log
    mkdir -p "$state/certs" && (cd "$state/certs" && make_certificates) >"$log" 2>&1 || return
    export PEER_CERTS=$state/certs
}

make_certificates() {
    local long_ago=200101000000Z yesterday tomorrow here='subjectAltName=DNS:localhost,IP:127.0.0.1'
    yesterday=$(date -u -d '-1 day' +%y%m%d%H%M%SZ)
    tomorrow=$(date -u -d '+1 day' +%y%m%d%H%M%SZ)
    cat >openssl.cnf <<END
[req]
distinguished_name = name
[name]
[ca]
default_ca = ours
[ours]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
unique_subject = no
copy_extensions = copy
policy = name_only
[name_only]
commonName = supplied
END
    : >index.txt
    new_key ca 'peers authority' -x509 -days 2 -out ca.pem \
        -addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign,cRLSign &&
        signed server localhost "$here" "$yesterday" "$tomorrow" &&
        signed client 'peers client' extendedKeyUsage=clientAuth "$yesterday" "$tomorrow" &&
        signed wrong_host elsewhere.test subjectAltName=DNS:elsewhere.test "$yesterday" "$tomorrow" &&
        signed expired localhost "$here" "$long_ago" "$yesterday" &&
        new_key self_signed localhost -x509 -days 2 -out self_signed.pem -addext "$here" &&
        cat self_signed.key >>self_signed.pem
}

# new_key NAME COMMON-NAME OPTION...: makes NAME.key, and what the options of `openssl req` say.
new_key() {
    openssl req -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" \
        -subj "/CN=$2" "${@:3}"
}

signed() {   # signed NAME COMMON-NAME EXTENSION FROM TO
    new_key "$1" "$2" -addext "$3" -out "$1.csr" &&
        openssl ca -config openssl.cnf -batch -notext -cert ca.pem -keyfile ca.key -in "$1.csr" -out "$1.pem" \
            -startdate "$4" -enddate "$5" &&
        cat "$1.key" >>"$1.pem"
}
