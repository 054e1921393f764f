package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Subscribe.RetainHandling;
import io.gatehouse.mqtt.Subscribe.Subscription;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.UserProperty;
import io.gatehouse.mqtt.Will;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expected packets, said in few words: what is not said is as if absent on the wire. */
final class Sketch {
    private Sketch() {}

    /** A CONNECT of client {@code lamp} with clean start and keep alive 60. */
    static ConnectSketch connect(ProtocolVersion version) {
        return new ConnectSketch(version);
    }

    static PublishSketch publish(String topic, String payload) {
        return new PublishSketch(topic, payload);
    }

    static Subscription filter(String filter, int qos) {
        return new Subscription(filter, Qos.of(qos), false, false, RetainHandling.SEND);
    }

    static Subscribe subscribe(int packetId, Subscription... subscriptions) {
        return new Subscribe(packetId, 0, List.of(subscriptions));
    }

    static final class ConnectSketch {
        private final ProtocolVersion version;
        private String clientId = "lamp";
        private boolean clean = true;
        private int keepAlive = 60;
        private long expiry;
        private int receiveMaximum = 65_535;
        private int maximumPacketSize = Integer.MAX_VALUE;
        private int aliasMaximum;
        private boolean responseInformation;
        private boolean problemInformation = true;
        private List<UserProperty> users = List.of();
        private @Nullable String authenticationMethod;
        private @Nullable Will will;
        private @Nullable String username;

        private ConnectSketch(ProtocolVersion version) {
            this.version = version;
        }

        ConnectSketch id(String value) {
            clientId = value;
            return this;
        }

        ConnectSketch kept(long expirySeconds) {
            clean = false;
            expiry = expirySeconds;
            return this;
        }

        ConnectSketch expiry(long seconds) {
            expiry = seconds;
            return this;
        }

        ConnectSketch keepAlive(int seconds) {
            keepAlive = seconds;
            return this;
        }

        ConnectSketch receiveMaximum(int value) {
            receiveMaximum = value;
            return this;
        }

        ConnectSketch maximumPacketSize(int value) {
            maximumPacketSize = value;
            return this;
        }

        ConnectSketch aliasMaximum(int value) {
            aliasMaximum = value;
            return this;
        }

        ConnectSketch responseInformation() {
            responseInformation = true;
            return this;
        }

        ConnectSketch noProblemInformation() {
            problemInformation = false;
            return this;
        }

        ConnectSketch users(UserProperty... properties) {
            users = List.of(properties);
            return this;
        }

        ConnectSketch method(String value) {
            authenticationMethod = value;
            return this;
        }

        ConnectSketch username(String value) {
            username = value;
            return this;
        }

        ConnectSketch will(String topic, String payload, int qos, boolean retain) {
            return will(topic, payload, qos, retain, PublishProperties.NONE, 0);
        }

        ConnectSketch will(
                String topic, String payload, int qos, boolean retain, PublishProperties properties, long delay) {
            will = new Will(
                    Topic.of(topic),
                    Payload.copyOf(WireBytes.of("'" + payload + "'")),
                    Qos.of(qos),
                    retain,
                    properties,
                    delay);
            return this;
        }

        Connect done() {
            return new Connect(
                    version,
                    clientId,
                    clean,
                    keepAlive,
                    expiry,
                    receiveMaximum,
                    maximumPacketSize,
                    aliasMaximum,
                    responseInformation,
                    problemInformation,
                    users,
                    authenticationMethod,
                    will,
                    username);
        }
    }

    static final class PublishSketch {
        private final String topic;
        private final String payload;
        private int qos;
        private int packetId;
        private boolean retain;
        private boolean duplicate;
        private int alias;
        private PublishProperties properties = PublishProperties.NONE;

        private PublishSketch(String topic, String payload) {
            this.topic = topic;
            this.payload = payload;
        }

        PublishSketch qos(int level, int id) {
            qos = level;
            packetId = id;
            return this;
        }

        PublishSketch retain() {
            retain = true;
            return this;
        }

        PublishSketch duplicate() {
            duplicate = true;
            return this;
        }

        PublishSketch alias(int value) {
            alias = value;
            return this;
        }

        PublishSketch properties(long expiry, String forwarded) {
            properties = new PublishProperties(expiry, WireBytes.of(forwarded));
            return this;
        }

        Publish done() {
            Message message = new Message(
                    topic.isEmpty() ? Topic.NONE : Topic.of(topic),
                    Payload.copyOf(WireBytes.of("'" + payload + "'")),
                    Qos.of(qos),
                    retain,
                    properties,
                    "lamp",
                    0);
            return new Publish(message, packetId, duplicate, alias, SubscriptionIds.NONE);
        }
    }
}
