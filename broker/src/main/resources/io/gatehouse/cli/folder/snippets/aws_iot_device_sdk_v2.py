"""Publishes one message as {{thing}} and receives it. Needs: pip install awsiotsdk."""

import threading

from awscrt import mqtt
from awsiot import mqtt_connection_builder

FOLDER = "{{folder}}"
received = threading.Event()


def on_message(topic, payload, **kwargs):
    print(topic, payload.decode())
    received.set()


connection = mqtt_connection_builder.mtls_from_path(
    endpoint="{{host}}",
    port={{port}},
    cert_filepath=FOLDER + "/chain.pem",
    pri_key_filepath=FOLDER + "/key.pem",
    ca_filepath=FOLDER + "/ca.pem",
    client_id="{{thing}}",
    clean_session=True,
    keep_alive_secs=60,
)
connection.connect().result()
subscribed, _ = connection.subscribe(topic="{{thing}}/#", qos=mqtt.QoS.AT_LEAST_ONCE, callback=on_message)
subscribed.result()
published, _ = connection.publish(topic="{{thing}}/hello", payload='{"on":true}', qos=mqtt.QoS.AT_LEAST_ONCE)
published.result()
received.wait(timeout=10)
connection.disconnect().result()
