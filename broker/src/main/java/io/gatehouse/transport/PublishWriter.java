package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.wire.EncodedPublish;
import org.jspecify.annotations.Nullable;

/**
 * Writes the PUBLISH packets of one connection into its {@link Outbox}, within what its CONNECT allows. Confined to the
 * connection's home loop.
 */
final class PublishWriter {
    private final ProtocolVersion version;
    private final int maximumPacketSizeBytes;
    private final Outbox outbox;
    private final LoopOutput output;
    private final Loop loop;
    private final @Nullable OutboundAliases aliases;

    /**
     * @param maximumPacketSizeBytes largest packet the client takes
     * @param aliasMaximum highest alias to use: the lower of what the client takes and what we keep
     */
    PublishWriter(
            ProtocolVersion version,
            int maximumPacketSizeBytes,
            Outbox outbox,
            LoopOutput output,
            Loop loop,
            int aliasMaximum) {
        this.version = version;
        this.maximumPacketSizeBytes = maximumPacketSizeBytes;
        this.outbox = outbox;
        this.output = output;
        this.loop = loop;
        this.aliases = aliasMaximum == 0 ? null : new OutboundAliases(aliasMaximum);
    }

    /** Appends the packet; false when it is larger than the client takes, and nothing was written. [MQTT-3.1.2-24] */
    boolean write(Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
        EncodedPublish encoded = output.encodings()
                .of(message, version, qos, retain, ids, loop.clock().wallMillis());
        if (aliases != null && writeWithAlias(encoded, message, packetId, duplicate, aliases)) {
            return true;
        }
        if (encoded.size() > maximumPacketSizeBytes) {
            return false;
        }
        encoded.writeHeadTo(outbox.buffer(), packetId, duplicate);
        outbox.append(encoded.payload());
        return true;
    }

    /** False where there is no alias to be had, or no room for one: it is longer than the shortest names. */
    private boolean writeWithAlias(
            EncodedPublish encoded, Message message, int packetId, boolean duplicate, OutboundAliases table) {
        int known = table.known(message.topic());
        boolean named = known == 0;
        if (encoded.sizeWithAlias(named) > maximumPacketSizeBytes) {
            return false;
        }
        int alias = named ? table.assign(message.topic()) : known;
        if (alias == 0) {
            return false;
        }
        encoded.writeHeadWithAliasTo(outbox.buffer(), packetId, duplicate, alias, named);
        outbox.append(encoded.payload());
        return true;
    }
}
