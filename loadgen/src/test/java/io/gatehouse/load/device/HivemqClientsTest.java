package io.gatehouse.load.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.internal.mqtt.MqttClientConfig;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is used of the inside of HiveMQ's client: another version of it has to have the same, or this fails. */
final class HivemqClientsTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_versions_of_mqtt_take_the_context_that_they_are_given(boolean mqtt5) throws SSLException {
        HivemqClients clients = new HivemqClients(new FleetOptions(
                InetSocketAddress.createUnresolved("broker.example", 8883),
                new TlsOptions(
                        List.of(), true, List.of(), List.of(), List.of(), List.of(), null, TlsOptions.Engine.JDK),
                List.of(InetAddress.getLoopbackAddress()),
                mqtt5,
                Duration.ofSeconds(1),
                1));
        SslContext context = SslContextBuilder.forClient().build();

        Mqtt5AsyncClient client = clients.client("press-4", 7, ended -> {});
        HivemqClients.use(context, client);

        MqttClientConfig config = (MqttClientConfig) client.getConfig();
        assertThat(config.getCurrentSslContext()).isSameAs(context);
        assertThat(config.getMqttVersion()).isEqualTo(mqtt5 ? MqttVersion.MQTT_5_0 : MqttVersion.MQTT_3_1_1);
        assertThat(config.getClientIdentifier().orElseThrow()).hasToString("press-4");
        assertThat(config.getTransportConfig().getLocalAddress().orElseThrow().getAddress())
                .isEqualTo(InetAddress.getLoopbackAddress());
    }
}
