# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=sh disable=SC2034,SC2154 # a part of tool.sh, which has the variables
# How both sides of TLS show who they are.

# refused ERROR ARGUMENT...: no answer, and one line that says why.
refused() {
    wanted=$1
    shift
    expect 3 '' "$wanted" "$@"
    is "the number of lines of $*" 1 "$(grep -c '' err)"
}

for url in "$https" "$wss" "$tls_newline"; do
    fact="${url%%:*}: the server has to have a certificate that an authority has signed"
    refused 'the server'\''s certificate is refused: ' "$url" ping
    says 'phase: tls'
    expect 0 '"pong"' '' "$url" ping --cacert "$authority"

    fact="${url%%:*}: with -k any certificate will do"
    expect 0 '"pong"' '' -k "$url" ping
    expect 0 '"pong"' '' "$url" ping --insecure
done

fact='a certificate that has expired, is for another host or signed by nobody is refused'
for url in "$expired" "$wrong_host" "$self_signed"; do
    refused 'phase: tls' "$url" ping --cacert "$authority"
    expect 0 '"pong"' '' -k "$url" ping
done

for url in "$strict_https" "$strict_wss" "$strict_tls_newline"; do
    fact="${url%%:*}: --cert and --key show who the client is"
    trust="--cacert $authority"
    expect 0 '"pong"' '' "$url" ping --cert "$client_cert" --key "$client_key"
    expect 0 '"pong"' '' "$url" ping --cert "$client_both"
    refused 'certificate required' "$url" ping
    trust=
done

fact='a server that does not speak TLS gives status 3 and the phase'
refused 'phase: tls' "https://${http#http://}" ping
refused 'phase: tls' "wss://${http#http://}" ping

fact='files that are not what they should be give status 2 and one line that names them'
echo nonsense >nonsense.pem
for options in "--cacert $folder/none.pem" "--cacert $folder/nonsense.pem" "--cert $folder/none.pem" \
    "--cert $client_cert --key $folder/nonsense.pem" "--cert $client_key" "--cert $client_cert --key $server_key"; do
    # shellcheck disable=SC2086 # words
    expect 2 '' "${options##* }" "$https" ping $options
    is "the number of lines with $options" 1 "$(grep -c '' err)"
done
# To a server that speaks no TLS they do not matter.
expect 0 '"pong"' '' "$http" ping -k --cert "$folder/none.pem"
