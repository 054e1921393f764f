package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.bootstrap.UndefinedClientConnection;
import com.hivemq.codec.decoder.MqttConnectDecoder;
import com.hivemq.codec.decoder.MqttDecoder;
import com.hivemq.codec.decoder.mqtt3.Mqtt3DisconnectDecoder;
import com.hivemq.codec.decoder.mqtt3.Mqtt3SubscribeDecoder;
import com.hivemq.codec.decoder.mqtt3.Mqtt3UnsubscribeDecoder;
import com.hivemq.codec.decoder.mqtt5.Mqtt5AuthDecoder;
import com.hivemq.codec.decoder.mqtt5.Mqtt5DisconnectDecoder;
import com.hivemq.codec.decoder.mqtt5.Mqtt5SubscribeDecoder;
import com.hivemq.codec.decoder.mqtt5.Mqtt5UnsubscribeDecoder;
import com.hivemq.configuration.HivemqId;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.configuration.service.impl.ConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.MqttConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.RestrictionsConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.SecurityConfigurationServiceImpl;
import com.hivemq.mqtt.message.Message;
import com.hivemq.mqtt.message.auth.AUTH;
import com.hivemq.mqtt.message.connect.CONNECT;
import com.hivemq.mqtt.message.disconnect.DISCONNECT;
import com.hivemq.mqtt.message.subscribe.SUBSCRIBE;
import com.hivemq.mqtt.message.unsubscribe.UNSUBSCRIBE;
import com.hivemq.util.ClientIds;
import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Unsubscribe;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT and AUTH by HiveMQ's decoders, wired with plain constructors. They are
 * stateless, so that one instance serves all loops.
 *
 * <h2>What loading their classes does</h2>
 *
 * {@code InternalConfigurations} fills some sixty static numbers, counting processors and naming
 * {@code org.rocksdb.CompressionType} (the enum, no native library); {@code HivemqId} draws five random characters.
 * No thread, no file, no log line: a test holds that. They log at debug and trace only, under {@code com.hivemq}.
 *
 * <h2>How they are held</h2>
 *
 * Their strict-string switch is off: it refuses control characters in user properties, where a line break is data;
 * what must not be in a string is refused by the caller before they see it. Session and message expiry keep their
 * largest possible maximum, so that nothing is cut here: the session does that. Each call gets a connection record of
 * its own, which they write notes into and which is dropped with the call.
 */
public final class HivemqControlDecoder {
    public static final HivemqControlDecoder SHARED = new HivemqControlDecoder();

    private static final byte CONNECT_HEADER = 0x10;
    private static final byte SUBSCRIBE_HEADER = (byte) 0x82;
    private static final byte UNSUBSCRIBE_HEADER = (byte) 0xA2;
    private static final byte DISCONNECT_HEADER = (byte) 0xE0;
    private static final byte AUTH_HEADER = (byte) 0xF0;

    private final Refusals connectRefusals = new Refusals("3.1");
    private final Refusals subscribeRefusals = new Refusals("3.8");
    private final Refusals unsubscribeRefusals = new Refusals("3.10");
    private final Refusals disconnectRefusals = new Refusals("3.14");
    private final Refusals authRefusals = new Refusals("3.15");

    private final MqttConnectDecoder connectDecoder;
    private final MqttDecoder<SUBSCRIBE> subscribeDecoder3;
    private final MqttDecoder<SUBSCRIBE> subscribeDecoder5;
    private final MqttDecoder<UNSUBSCRIBE> unsubscribeDecoder3;
    private final MqttDecoder<UNSUBSCRIBE> unsubscribeDecoder5;
    private final MqttDecoder<DISCONNECT> disconnectDecoder3;
    private final MqttDecoder<DISCONNECT> disconnectDecoder5;
    private final MqttDecoder<AUTH> authDecoder;

    private HivemqControlDecoder() {
        FullConfigurationService configuration = configuration();
        HivemqId id = new HivemqId();
        connectDecoder = new MqttConnectDecoder(connectRefusals, configuration, id, new ClientIds(id));
        subscribeDecoder3 = new Mqtt3SubscribeDecoder(subscribeRefusals, configuration);
        subscribeDecoder5 = new Mqtt5SubscribeDecoder(subscribeRefusals, configuration);
        unsubscribeDecoder3 = new Mqtt3UnsubscribeDecoder(unsubscribeRefusals, configuration);
        unsubscribeDecoder5 = new Mqtt5UnsubscribeDecoder(unsubscribeRefusals, configuration);
        disconnectDecoder3 = new Mqtt3DisconnectDecoder(disconnectRefusals, configuration);
        disconnectDecoder5 = new Mqtt5DisconnectDecoder(disconnectRefusals, configuration);
        authDecoder = new Mqtt5AuthDecoder(authRefusals, configuration);
    }

    private static FullConfigurationService configuration() {
        SecurityConfigurationServiceImpl security = new SecurityConfigurationServiceImpl();
        security.setValidateUTF8(false);
        security.setAllowServerAssignedClientId(true);
        MqttConfigurationServiceImpl mqtt = new MqttConfigurationServiceImpl();
        mqtt.setMaxSessionExpiryInterval(Connect.NEVER_EXPIRES);
        mqtt.setSubscriptionIdentifierEnabled(true);
        return new ConfigurationServiceImpl(
                null, mqtt, new RestrictionsConfigurationServiceImpl(), security, null, null);
    }

    /**
     * CONNECT of any version.
     *
     * @param version as the caller read it from {@code body}, whose protocol name and level are known to be right
     * @param body the packet without its fixed header; borrowed
     */
    public Connect connect(Channel channel, ProtocolVersion version, ByteBuf body) {
        UndefinedClientConnection connection = connection(channel, version);
        CONNECT connect = connectDecoder.decode(connection, body, CONNECT_HEADER);
        if (connect == null) {
            throw connectRefusals.silent();
        }
        return ConnectTranslation.of(connect, version, connection.isClientIdAssigned());
    }

    public Subscribe subscribe(Channel channel, ProtocolVersion version, ByteBuf body) {
        MqttDecoder<SUBSCRIBE> decoder = version.isMqtt5() ? subscribeDecoder5 : subscribeDecoder3;
        return FilterTranslation.of(
                decoded(decoder, connection(channel, version), body, SUBSCRIBE_HEADER, subscribeRefusals));
    }

    public Unsubscribe unsubscribe(Channel channel, ProtocolVersion version, ByteBuf body) {
        MqttDecoder<UNSUBSCRIBE> decoder = version.isMqtt5() ? unsubscribeDecoder5 : unsubscribeDecoder3;
        return FilterTranslation.of(
                decoded(decoder, connection(channel, version), body, UNSUBSCRIBE_HEADER, unsubscribeRefusals));
    }

    /**
     * DISCONNECT of any version.
     *
     * @param sessionExpirySeconds of the CONNECT: one that was zero cannot be raised any more (section
     *     3.14.2.2.2)
     */
    public Disconnect disconnect(Channel channel, ProtocolVersion version, long sessionExpirySeconds, ByteBuf body) {
        UndefinedClientConnection connection = connection(channel, version);
        connection.setClientSessionExpiryInterval(sessionExpirySeconds);
        MqttDecoder<DISCONNECT> decoder = version.isMqtt5() ? disconnectDecoder5 : disconnectDecoder3;
        return DisconnectTranslation.of(decoded(decoder, connection, body, DISCONNECT_HEADER, disconnectRefusals));
    }

    public Auth auth(Channel channel, ByteBuf body) {
        UndefinedClientConnection connection = connection(channel, ProtocolVersion.MQTT_5);
        return DisconnectTranslation.of(decoded(authDecoder, connection, body, AUTH_HEADER, authRefusals));
    }

    private static <T extends Message> T decoded(
            MqttDecoder<T> decoder,
            UndefinedClientConnection connection,
            ByteBuf body,
            byte header,
            Refusals refusals) {
        @Nullable T message = decoder.decode(connection, body, header);
        if (message == null) {
            throw refusals.silent();
        }
        return message;
    }

    @SuppressWarnings("NullAway") // Listener and flush handler belong to HiveMQ's broker; no decoder asks for them.
    private static UndefinedClientConnection connection(Channel channel, ProtocolVersion version) {
        UndefinedClientConnection connection = new UndefinedClientConnection(channel, null, null);
        connection.setProtocolVersion(
                switch (version) {
                    case MQTT_3_1 -> com.hivemq.mqtt.message.ProtocolVersion.MQTTv3_1;
                    case MQTT_3_1_1 -> com.hivemq.mqtt.message.ProtocolVersion.MQTTv3_1_1;
                    case MQTT_5 -> com.hivemq.mqtt.message.ProtocolVersion.MQTTv5;
                });
        return connection;
    }
}
