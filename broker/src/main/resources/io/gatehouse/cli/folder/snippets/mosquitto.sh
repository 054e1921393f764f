#!/bin/sh
# Listens as {{thing}} for one message, and publishes it.
set -eu
folder="{{folder}}"

tls() {
    program=$1
    shift
    "$program" -h "{{host}}" -p {{port}} -V 5 \
        --cafile "$folder/ca.pem" --cert "$folder/chain.pem" --key "$folder/key.pem" "$@"
}

tls mosquitto_sub -i "{{thing}}.sub" -t '{{thing}}/#' -q 1 -C 1 -v &
sleep 1
tls mosquitto_pub -i "{{thing}}" -t '{{thing}}/hello' -q 1 -m '{"on":true}'
wait
