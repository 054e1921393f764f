package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.mqtt.handler.connack.MqttConnacker;
import com.hivemq.mqtt.handler.disconnect.MqttServerDisconnector;
import com.hivemq.mqtt.message.connack.CONNACK;
import com.hivemq.mqtt.message.connect.CONNECT;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.reason.Mqtt5ConnAckReasonCode;
import com.hivemq.mqtt.message.reason.Mqtt5DisconnectReasonCode;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Where HiveMQ's decoders would close the connection, ours ends with a value: the refusal leaves them as a
 * {@link ProtocolException}, thrown through their frames, which hold nothing that needs closing.
 */
final class Refusals implements MqttConnacker, MqttServerDisconnector {
    private final String section;

    /** @param section of the packet whose decoder speaks to this one; HiveMQ names no clauses */
    Refusals(String section) {
        this.section = section;
    }

    @Override
    public ChannelFuture connackSuccess(ChannelHandlerContext context, CONNACK connack, CONNECT connect) {
        throw new IllegalStateException("connack: sent by a decoder (expected: only refusals)");
    }

    @Override
    public void connackError(
            Channel channel,
            @Nullable String logMessage,
            @Nullable String eventLogMessage,
            @Nullable Mqtt5ConnAckReasonCode reasonCode,
            @Nullable String reasonString) {
        throw refusal(reasonCode == null ? -1 : reasonCode.getCode(), reasonString, eventLogMessage);
    }

    @Override
    public void connackError(
            Channel channel,
            @Nullable String logMessage,
            @Nullable String eventLogMessage,
            @Nullable Mqtt5ConnAckReasonCode reasonCode,
            @Nullable String reasonString,
            Mqtt5UserProperties userProperties,
            boolean isAuthInProgress) {
        connackError(channel, logMessage, eventLogMessage, reasonCode, reasonString);
    }

    @Override
    public void disconnect(
            Channel channel,
            @Nullable String logMessage,
            @Nullable String eventLogMessage,
            @Nullable Mqtt5DisconnectReasonCode reasonCode,
            @Nullable String reasonString,
            Mqtt5UserProperties userProperties,
            boolean isAuthInProgress,
            boolean forceClose) {
        throw refusal(reasonCode == null ? -1 : reasonCode.getCode(), reasonString, eventLogMessage);
    }

    /** For a decoder that gave up without saying why. */
    ProtocolException silent() {
        return refusal(-1, null, null);
    }

    private ProtocolException refusal(int code, @Nullable String reasonString, @Nullable String eventLogMessage) {
        ReasonCode known = ReasonCode.of(code);
        String text = reasonString != null ? reasonString : eventLogMessage;
        return new ProtocolException(
                known == null ? ReasonCode.MALFORMED_PACKET : known,
                section,
                text == null ? "packet: malformed" : text);
    }
}
