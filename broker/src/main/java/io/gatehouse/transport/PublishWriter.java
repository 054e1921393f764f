package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.wire.EncodedPublish;
import org.jspecify.annotations.Nullable;

/**
 * Writes the PUBLISH packets of one connection into its {@link Outbox}, within what its CONNECT allows. Confined to the
 * connection's home loop.
 */
final class PublishWriter {
    private final Connect terms;
    private final Outbox outbox;
    private final LoopOutput output;
    private final Loop loop;
    private final @Nullable OutboundAliases aliases;

    /** @param aliasMaximum highest alias to use: the lower of what the client takes and what we keep */
    PublishWriter(Connect terms, Outbox outbox, LoopOutput output, Loop loop, int aliasMaximum) {
        this.terms = terms;
        this.outbox = outbox;
        this.output = output;
        this.loop = loop;
        this.aliases = aliasMaximum == 0 ? null : new OutboundAliases(aliasMaximum);
    }

    /** Appends the packet; false when it is larger than the client takes, and nothing was written. [MQTT-3.1.2-24] */
    boolean write(Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
        EncodedPublish encoded = output.encodings()
                .of(message, terms.version(), qos, retain, ids, loop.clock().wallMillis());
        if (aliases != null) {
            return writeWithAlias(encoded, message, packetId, duplicate, aliases);
        }
        if (encoded.size() > terms.maximumPacketSizeBytes()) {
            return false;
        }
        encoded.writeHeadTo(outbox.buffer(), packetId, duplicate);
        outbox.append(encoded.payload());
        return true;
    }

    private boolean writeWithAlias(
            EncodedPublish encoded, Message message, int packetId, boolean duplicate, OutboundAliases table) {
        int known = table.known(message.topic());
        boolean named = known == 0;
        if (encoded.sizeWithAlias(named) > terms.maximumPacketSizeBytes()) {
            return false;
        }
        int alias = named ? table.assign(message.topic()) : known;
        if (alias == 0) {
            encoded.writeHeadTo(outbox.buffer(), packetId, duplicate);
        } else {
            encoded.writeHeadWithAliasTo(outbox.buffer(), packetId, duplicate, alias, named);
        }
        outbox.append(encoded.payload());
        return true;
    }
}
