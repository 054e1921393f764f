package io.gatehouse.conformance;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtResource;
import software.amazon.awssdk.crt.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;
import software.amazon.awssdk.crt.mqtt5.Mqtt5ClientOptions.LifecycleEvents;
import software.amazon.awssdk.crt.mqtt5.OnAttemptingConnectReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionFailureReturn;
import software.amazon.awssdk.crt.mqtt5.OnConnectionSuccessReturn;
import software.amazon.awssdk.crt.mqtt5.OnDisconnectionReturn;
import software.amazon.awssdk.crt.mqtt5.OnStoppedReturn;
import software.amazon.awssdk.crt.mqtt5.QOS;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket.PublishPacketBuilder;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubscribePacket.SubscribePacketBuilder;
import software.amazon.awssdk.iot.AwsIotMqtt5ClientBuilder;

/** The AWS IoT Device SDK's client of MQTT 5.0, made by the builder that its users are shown first. */
public final class AwsSdk5 implements AwsSdk {
    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<ConnAckPacket> connack = new CompletableFuture<>();
    private final CompletableFuture<OnStoppedReturn> stopped = new CompletableFuture<>();
    private final Mqtt5Client client;

    private AwsSdk5(AwsIotMqtt5ClientBuilder how, int port, Path folder, String clientId) {
        try (how) {
            client = how.withCertificateAuthorityFromPath(
                            null, folder.resolve("ca.pem").toString())
                    .withPort((long) port)
                    .withClientId(clientId)
                    .withLifeCycleEvents(new Life())
                    .withPublishEvents((_, received) ->
                            inbox.add(new String(received.getPublishPacket().getPayload(), StandardCharsets.UTF_8)))
                    .build();
        }
        client.start();
    }

    private final class Life implements LifecycleEvents {
        @Override
        public void onAttemptingConnect(Mqtt5Client of, OnAttemptingConnectReturn attempt) {
            // What comes of it is told below.
        }

        @Override
        public void onConnectionSuccess(Mqtt5Client of, OnConnectionSuccessReturn success) {
            connack.complete(success.getConnAckPacket());
        }

        @Override
        public void onConnectionFailure(Mqtt5Client of, OnConnectionFailureReturn failure) {
            if (failure.getConnAckPacket() == null) {
                connack.completeExceptionally(
                        new AssertionError("no CONNACK: " + CRT.awsErrorString(failure.getErrorCode())));
            } else {
                connack.complete(failure.getConnAckPacket());
            }
        }

        @Override
        public void onDisconnection(Mqtt5Client of, OnDisconnectionReturn disconnection) {
            // A test that did not expect it misses what would have come.
        }

        @Override
        public void onStopped(Mqtt5Client of, OnStoppedReturn stop) {
            stopped.complete(stop);
        }
    }

    /** @param folder where the device's files lie */
    static AwsSdk5 dial(int port, Path folder, String clientId) {
        return new AwsSdk5(
                AwsIotMqtt5ClientBuilder.newDirectMqttBuilderWithMtlsFromPath(
                        "localhost",
                        folder.resolve("chain.pem").toString(),
                        folder.resolve("key.pem").toString()),
                port,
                folder,
                clientId);
    }

    public static AwsSdk5 connected(int port, Path folder, String clientId) throws Exception {
        return welcomed(dial(port, folder, clientId));
    }

    /**
     * Over WebSocket, by a URL that the SDK presigns with an access key.
     *
     * @param folder where the authority's file lies
     */
    public static AwsSdk5 signed(int port, Path folder, String clientId, String accessKeyId, String secret)
            throws Exception {
        try (StaticCredentialsProvider credentials = new StaticCredentialsProvider.StaticCredentialsProviderBuilder()
                .withAccessKeyId(accessKeyId.getBytes(StandardCharsets.UTF_8))
                .withSecretAccessKey(secret.getBytes(StandardCharsets.UTF_8))
                .build()) {
            AwsIotMqtt5ClientBuilder.WebsocketSigv4Config config = new AwsIotMqtt5ClientBuilder.WebsocketSigv4Config();
            config.credentialsProvider = credentials;
            config.region = "eu-central-1";
            return welcomed(new AwsSdk5(
                    AwsIotMqtt5ClientBuilder.newWebsocketMqttBuilderWithSigv4Auth("localhost", config),
                    port,
                    folder,
                    clientId));
        }
    }

    /** What all clients share is given back: after the last one. */
    public static void closeShared() {
        ClientBootstrap.closeStaticDefault();
        EventLoopGroup.closeStaticDefault();
        HostResolver.closeStaticDefault();
        CrtResource.waitForNoResources();
    }

    private static AwsSdk5 welcomed(AwsSdk5 sdk) throws Exception {
        try {
            ConnAckPacket answer = sdk.connack();
            if (answer.getReasonCode() != ConnAckPacket.ConnectReasonCode.SUCCESS) {
                throw new AssertionError("CONNACK: " + answer.getReasonCode() + " " + answer.getReasonString());
            }
            return sdk;
        } catch (Throwable refused) {
            sdk.close();
            throw refused;
        }
    }

    /** For the clients of AWS's services that are made of it. */
    public Mqtt5Client client() {
        return client;
    }

    ConnAckPacket connack() throws Exception {
        return within(connack);
    }

    SubAckPacket suback(String filter, int qos) throws Exception {
        return within(client.subscribe(new SubscribePacketBuilder(filter, QOS.getEnumValueFromInteger(qos)).build()));
    }

    /** Of QoS 1. */
    PubAckPacket puback(String topic) throws Exception {
        return within(client.publish(new PublishPacketBuilder(topic, QOS.AT_LEAST_ONCE, new byte[0]).build()))
                .getResultPubAck();
    }

    @Override
    public void subscribe(String filter, int qos) throws Exception {
        suback(filter, qos);
    }

    @Override
    public void publish(String topic, int qos, String payload) throws Exception {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        within(client.publish(new PublishPacketBuilder(topic, QOS.getEnumValueFromInteger(qos), bytes).build()));
    }

    @Override
    public String next() throws InterruptedException {
        return Objects.requireNonNull(inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        try (client) {
            client.stop();
            stopped.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    private static <T> T within(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
