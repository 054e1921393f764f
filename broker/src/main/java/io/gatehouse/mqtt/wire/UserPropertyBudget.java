package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;

/**
 * How many bytes of user properties one packet may still bring. Every property costs its size on the wire, names and
 * values and the five bytes around them, so that a packet full of empty ones is bounded in number too.
 */
final class UserPropertyBudget {
    private static final int FRAME_BYTES = 5;

    private final int limit;
    private int usedBytes;

    UserPropertyBudget(int limit) {
        this.limit = limit;
    }

    void skip(ByteBuf in, int end) {
        int name = DataTypes.skipString(in, end, "user property name");
        int value = DataTypes.skipString(in, end, "user property value");
        usedBytes += FRAME_BYTES + name + value;
        if (usedBytes > limit) {
            throw new ProtocolException(
                    ReasonCode.QUOTA_EXCEEDED,
                    Reason.USER_PROPERTY_LIMIT,
                    "2.2.2.2",
                    "user properties: over " + limit + " bytes (expected: at most that in one packet)");
        }
    }
}
