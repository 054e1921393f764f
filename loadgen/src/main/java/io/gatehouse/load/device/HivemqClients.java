package io.gatehouse.load.device;

import com.hivemq.client.internal.mqtt.MqttClientConfig;
import com.hivemq.client.internal.mqtt.MqttRxClient;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedListener;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.netty.handler.ssl.SslContext;
import io.reactivex.schedulers.Schedulers;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * HiveMQ's client, as a fleet needs it: with a TLS context that is given to it, and one interface for both versions of
 * MQTT. Both are inside of the client (1.4.1) and not in its published interface, so that they are used here and
 * nowhere else; {@code HivemqClientsTest} fails where another version of it has neither.
 *
 * <p>Its published interface makes a context for each client, and knows no groups, no ALPN and no tickets.
 */
final class HivemqClients {
    private static final Executor A_MOMENT_LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

    private final FleetOptions options;
    private final MqttClientExecutorConfig executors;

    HivemqClients(FleetOptions options) {
        this.options = options;
        this.executors = MqttClientExecutorConfig.builder()
                .nettyThreads(options.threads())
                .applicationScheduler(Schedulers.trampoline()) // callbacks on the event loop, without a hop
                .build();
    }

    /**
     * One that is not connected yet.
     *
     * @param device its number
     * @param ended is told of every end of a connection
     */
    Mqtt5AsyncClient client(String clientId, int device, MqttClientDisconnectedListener ended) {
        InetSocketAddress source = options.source(device);
        var transport = MqttClientTransportConfig.builder()
                .serverAddress(options.broker())
                .socketConnectTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .sslConfig(MqttClientSslConfig.builder()
                        .handshakeTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        .hostnameVerifier((host, session) -> true) // the context does, if it is asked to
                        .build());
        if (source != null) {
            transport = transport.localAddress(source);
        }
        MqttClientConfig config = (MqttClientConfig) MqttClient.builder()
                .identifier(clientId)
                .transportConfig(transport.build())
                .executorConfig(executors)
                .addDisconnectedListener(ended)
                .useMqttVersion5()
                .build()
                .getConfig();
        return new MqttRxClient(options.mqtt5() ? config : speaking3(config)).toAsync();
    }

    /** The same, but MQTT 3.1.1: the client inside is one of both. */
    private static MqttClientConfig speaking3(MqttClientConfig config) {
        return new MqttClientConfig(
                MqttVersion.MQTT_3_1_1,
                config.getRawClientIdentifier(),
                config.getTransportConfig(),
                config.getExecutorConfig(),
                config.getAdvancedConfig(),
                config.getConnectDefaults(),
                config.getConnectedListeners(),
                config.getDisconnectedListeners());
    }

    /**
     * Its listeners hear of the end of a connection a moment before it takes a new one.
     *
     * @return completes when it does; at once, where it already would
     */
    static CompletableFuture<?> whenDisconnected(Mqtt5AsyncClient client) {
        return client.getState() == MqttClientState.DISCONNECTED
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(() -> {}, A_MOMENT_LATER).thenCompose(later -> whenDisconnected(client));
    }

    /** For the next connection of this client. */
    static void use(SslContext context, Mqtt5AsyncClient client) {
        ((MqttClientConfig) client.getConfig()).setCurrentSslContext(context);
    }
}
