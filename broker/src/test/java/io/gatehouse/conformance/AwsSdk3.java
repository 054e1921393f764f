package io.gatehouse.conformance;

import io.gatehouse.TestDevice;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.crt.mqtt.MqttClientConnection;
import software.amazon.awssdk.crt.mqtt.MqttMessage;
import software.amazon.awssdk.crt.mqtt.QualityOfService;
import software.amazon.awssdk.iot.AwsIotMqttConnectionBuilder;

/** The AWS IoT Device SDK's client of MQTT 3.1.1, whose builder dials 443 unless told otherwise. */
final class AwsSdk3 implements AwsSdk {
    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
    private final MqttClientConnection connection;

    private AwsSdk3(int port, TestDevice device, String clientId) {
        try (AwsIotMqttConnectionBuilder builder = AwsIotMqttConnectionBuilder.newMtlsBuilder(
                device.issued().certificatePem(), device.issued().privateKeyPem())) {
            connection = builder.withCertificateAuthority(device.issued().rootPem())
                    .withEndpoint("localhost")
                    .withPort(port)
                    .withClientId(clientId)
                    .withCleanSession(true)
                    .build();
        }
    }

    static AwsSdk3 connected(int port, TestDevice device, String clientId) throws Exception {
        AwsSdk3 sdk = new AwsSdk3(port, device, clientId);
        try {
            within(sdk.connection.connect());
            return sdk;
        } catch (Throwable refused) {
            sdk.connection.close();
            throw refused;
        }
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        within(connection.subscribe(
                filter,
                QualityOfService.getEnumValueFromInteger(qos),
                message -> inbox.add(new String(message.getPayload(), StandardCharsets.UTF_8))));
    }

    @Override
    public void publish(String topic, int qos, String payload) throws Exception {
        within(connection.publish(new MqttMessage(
                topic, payload.getBytes(StandardCharsets.UTF_8), QualityOfService.getEnumValueFromInteger(qos))));
    }

    @Override
    public String next() throws InterruptedException {
        return Objects.requireNonNull(inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        try (connection) {
            connection
                    .disconnect()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    private static <T> T within(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
