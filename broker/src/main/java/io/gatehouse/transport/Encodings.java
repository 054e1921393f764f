package io.gatehouse.transport;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.wire.EncodedPublish;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encodings of the message that is being delivered on one loop. Confined to the loop.
 *
 * <p>A message reaches its receivers one after the other, and most of them take it in the same shape: same protocol
 * version, QoS, RETAIN flag and subscription identifiers. It is encoded once for each shape and copied from then on,
 * with the packet id patched in. The next message replaces it, and the end of the turn clears it.
 */
final class Encodings {
    /** More are not worth the search: receivers with a subscription identifier of their own each are encoded each. */
    private static final int MOST_SHAPES = 16;

    private static final int FIRST_CAPACITY = 256;

    private final List<Shape> shapes = new ArrayList<>(4);
    private final List<ByteBuf> heads = new ArrayList<>(4); // on the heap, for ever: no message allocates one
    private @Nullable Message current;

    private record Shape(
            ProtocolVersion version, Qos qos, boolean retain, SubscriptionIds ids, EncodedPublish encoded) {
        boolean is(ProtocolVersion otherVersion, Qos otherQos, boolean otherRetain, SubscriptionIds otherIds) {
            // 3.1 and 3.1.1 have one form of PUBLISH.
            return version.isMqtt5() == otherVersion.isMqtt5()
                    && qos == otherQos
                    && retain == otherRetain
                    && ids.equals(otherIds);
        }
    }

    /** Borrowed until the next call. */
    @SuppressWarnings("ReferenceEquality") // this very message; comparing contents would cost more than encoding
    EncodedPublish of(
            Message message, ProtocolVersion version, Qos qos, boolean retain, SubscriptionIds ids, long nowMillis) {
        if (message != current) {
            clear();
            current = message;
        }
        SubscriptionIds shapeIds = version.isMqtt5() ? ids : SubscriptionIds.NONE;
        for (int i = 0; i < shapes.size(); i++) {
            Shape shape = shapes.get(i);
            if (shape.is(version, qos, retain, shapeIds)) {
                return shape.encoded();
            }
        }
        if (shapes.size() == MOST_SHAPES) {
            shapes.removeLast().encoded().close();
        }
        EncodedPublish encoded =
                EncodedPublish.of(message, version, qos, retain, shapeIds, nowMillis, head(shapes.size()));
        shapes.add(new Shape(version, qos, retain, shapeIds, encoded));
        return encoded;
    }

    private ByteBuf head(int index) {
        if (index == heads.size()) {
            heads.add(Unpooled.buffer(FIRST_CAPACITY));
        }
        return heads.get(index);
    }

    void clear() {
        current = null;
        for (int i = 0; i < shapes.size(); i++) {
            shapes.get(i).encoded().close();
        }
        shapes.clear();
    }
}
