package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Will;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A packet with all its bytes as text, so that two of them can be compared and a difference can be read. */
public final class PacketText {
    private PacketText() {}

    /** Everything the wire said; publisher and arrival time, which it does not say, are left out. */
    public static String of(Packet packet) {
        return switch (packet) {
            case Publish publish -> publish(publish);
            case Connect connect -> connect(connect);
            default -> packet.toString();
        };
    }

    private static String publish(Publish publish) {
        return "Publish[topic=" + publish.message().topic()
                + " payload=" + payload(publish.message().payload())
                + " qos=" + publish.message().qos().value()
                + " retain=" + publish.message().retain()
                + " duplicate=" + publish.duplicate()
                + " packetId=" + publish.packetId()
                + " alias=" + publish.topicAlias()
                + " ids=" + publish.subscriptionIds()
                + " " + properties(publish.message().properties()) + "]";
    }

    private static String connect(Connect connect) {
        Connect withoutWill = new Connect(
                connect.version(),
                connect.clientId(),
                connect.cleanStart(),
                connect.keepAliveSeconds(),
                connect.sessionExpirySeconds(),
                connect.receiveMaximum(),
                connect.maximumPacketSizeBytes(),
                connect.topicAliasMaximum(),
                connect.requestResponseInformation(),
                connect.requestProblemInformation(),
                connect.userProperties(),
                connect.authenticationMethod(),
                null,
                connect.username());
        return withoutWill + will(connect.will());
    }

    private static String will(@Nullable Will will) {
        return will == null
                ? ""
                : " will[topic=" + will.topic()
                        + " payload=" + payload(will.payload())
                        + " qos=" + will.qos().value()
                        + " retain=" + will.retain()
                        + " delay=" + will.delaySeconds()
                        + " " + properties(will.properties()) + "]";
    }

    private static String properties(PublishProperties properties) {
        return "expiry=" + properties.messageExpirySeconds() + " forwarded="
                + HexFormat.of().formatHex(properties.forwarded());
    }

    private static String payload(Payload payload) {
        return HexFormat.of().formatHex(payload.toByteArray());
    }
}
