#!/bin/sh
# Makes the certificates of the TLS tests again. They protect nothing: no server but those of the tests has them.
set -eu
cd "$(dirname "$0")"
new="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 36500"
leaf="-addext basicConstraints=critical,CA:FALSE -CA ca.crt -CAkey ca.key"
openssl req -x509 $new -noenc -subj "/CN=Weir test CA" -keyout ca.key -out ca.crt
openssl req -x509 $new $leaf -noenc -subj "/CN=localhost" -addext "subjectAltName=DNS:localhost" -keyout server.key -out server.crt
openssl req -x509 $new $leaf -passout pass:test-passphrase -subj "/CN=weir" -keyout client.key -out client.crt
rm ca.key
