"""Publishes one message as {{thing}} and receives it. Needs: pip install "paho-mqtt>=2"."""

import paho.mqtt.client as mqtt

FOLDER = "{{folder}}"


def on_connect(client, userdata, flags, reason_code, properties):
    print("connected:", reason_code)
    client.subscribe("{{thing}}/#", qos=1)


def on_subscribe(client, userdata, mid, reason_codes, properties):
    client.publish("{{thing}}/hello", '{"on":true}', qos=1)


def on_message(client, userdata, message):
    print(message.topic, message.payload.decode())
    client.disconnect()


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="{{thing}}", protocol=mqtt.MQTTv5)
client.tls_set(ca_certs=FOLDER + "/ca.pem", certfile=FOLDER + "/chain.pem", keyfile=FOLDER + "/key.pem")
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect("{{host}}", {{port}})
client.loop_forever()
