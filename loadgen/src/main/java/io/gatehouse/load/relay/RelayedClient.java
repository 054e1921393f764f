package io.gatehouse.load.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.HashSet;
import java.util.Set;

/**
 * One connection of a relay, from its first octet behind TLS. The relay's thread.
 *
 * <p>A message goes to all subscribers at once, whatever they can take. While one of them has more waiting than its
 * channel's high-water mark, nothing is read from those who published to it, so that what waits is bounded by that mark
 * and by what was read from each of them before.
 */
final class RelayedClient extends SimpleChannelInboundHandler<MqttMessage> {
    private static final int MOST_SUBSCRIPTIONS = 1000;

    private final Exchange exchange;
    private final Channel channel;
    private final Set<String> filters = new HashSet<>();
    /** Those who are not read from until this one has room again. */
    private final Set<RelayedClient> held = new HashSet<>();
    /** Subscribers that this one waits for. */
    private int full;

    private boolean connected;
    private boolean mqtt5;
    private boolean flushing;

    RelayedClient(Exchange exchange, Channel channel) {
        this.exchange = exchange;
        this.channel = channel;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            refuse(MqttReasonCodes.Disconnect.MALFORMED_PACKET);
            return;
        }
        MqttMessageType type = message.fixedHeader().messageType();
        if (connected == (type == MqttMessageType.CONNECT)) { // [MQTT-3.1.0-1], [MQTT-3.1.0-2]
            refuse(MqttReasonCodes.Disconnect.PROTOCOL_ERROR);
            return;
        }
        switch (type) {
            case CONNECT -> connect((MqttConnectMessage) message);
            case SUBSCRIBE -> subscribe((MqttSubscribeMessage) message);
            case PUBLISH -> publish((MqttPublishMessage) message);
            case PINGREQ -> write(MqttMessage.PINGRESP);
            case DISCONNECT -> end();
            default -> refuse(MqttReasonCodes.Disconnect.IMPLEMENTATION_SPECIFIC_ERROR);
        }
    }

    private void connect(MqttConnectMessage connect) {
        connected = true;
        mqtt5 = connect.variableHeader().version() == MqttVersion.MQTT_5.protocolLevel();
        if (connect.payload().clientIdentifier().isEmpty()) {
            close(MqttMessageBuilders.connAck()
                    .returnCode(
                            mqtt5
                                    ? MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID
                                    : MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED)
                    .build());
            return;
        }
        exchange.admitted();
        write(MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .properties(RelayedClient::abilities)
                .build());
    }

    private static void abilities(MqttMessageBuilders.ConnAckPropertiesBuilder told) {
        told.maximumQos((byte) 1)
                .retainAvailable(false)
                .sharedSubscriptionAvailable(false)
                .subscriptionIdentifiersAvailable(false)
                .sessionExpiryInterval(0);
    }

    private void subscribe(MqttSubscribeMessage subscribe) {
        MqttMessageBuilders.SubAckBuilder answer =
                MqttMessageBuilders.subAck().packetId(subscribe.variableHeader().messageId());
        for (MqttTopicSubscription asked : subscribe.payload().topicSubscriptions()) {
            answer.addGrantedQos(subscribed(asked.topicFilter()) ? MqttQoS.AT_MOST_ONCE : MqttQoS.FAILURE);
        }
        write(answer.build());
    }

    /** @return whether this client gets what matches from now on */
    private boolean subscribed(String filter) {
        if (filters.contains(filter)) {
            return true;
        }
        if (!TopicFilter.isKnown(filter) || filters.size() >= MOST_SUBSCRIPTIONS) {
            return false;
        }
        filters.add(filter);
        exchange.subscriptions().add(filter, this);
        return true;
    }

    private void publish(MqttPublishMessage publish) {
        MqttPublishVariableHeader header = publish.variableHeader();
        MqttQoS qos = publish.fixedHeader().qosLevel();
        if (qos == MqttQoS.EXACTLY_ONCE) {
            refuse(MqttReasonCodes.Disconnect.QOS_NOT_SUPPORTED);
            return;
        }
        if (header.topicName().isEmpty()) {
            refuse(MqttReasonCodes.Disconnect.TOPIC_ALIAS_INVALID); // none was allowed in CONNACK
            return;
        }
        exchange.received();
        exchange.subscriptions().matching(header.topicName(), subscriber -> {
            subscriber.deliver(header, publish);
            if (!subscriber.channel.isWritable()) {
                awaitRoomOf(subscriber);
            }
        });
        if (qos == MqttQoS.AT_LEAST_ONCE) {
            write(MqttMessageBuilders.pubAck()
                    .packetId(header.packetId())
                    .reasonCode((byte) 0)
                    .build());
        }
    }

    /** With QoS 0, whatever it came with: SUBACK granted no more. */
    private void deliver(MqttPublishVariableHeader header, MqttPublishMessage publish) {
        MqttFixedHeader fixed = new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_MOST_ONCE, false, 0);
        exchange.passedOn();
        write(new MqttPublishMessage(fixed, header, publish.payload().retainedDuplicate()));
    }

    private void awaitRoomOf(RelayedClient subscriber) {
        if (subscriber.held.add(this)) {
            full++;
            channel.config().setAutoRead(false);
        }
    }

    private void releaseHeld() {
        for (RelayedClient publisher : held) {
            publisher.full--;
            if (publisher.full == 0) {
                publisher.channel.config().setAutoRead(true);
            }
        }
        held.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            releaseHeld();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        filters.forEach(filter -> exchange.subscriptions().remove(filter, this));
        releaseHeld();
        context.fireChannelInactive();
    }

    /** What TLS or the socket has to say: the client hears of it from them. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end();
    }

    private void write(MqttMessage message) {
        var _ = channel.write(message, channel.voidPromise());
        if (!flushing) {
            flushing = true;
            exchange.flushLater(this);
        }
    }

    void flush() {
        flushing = false;
        channel.flush();
    }

    private void refuse(MqttReasonCodes.Disconnect reason) {
        if (!mqtt5) {
            end(); // MQTT 3.1.1 has no words for it
            return;
        }
        MqttFixedHeader fixed = new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0);
        close(new MqttMessage(
                fixed,
                new MqttReasonCodeAndPropertiesVariableHeader(reason.byteValue(), MqttProperties.NO_PROPERTIES)));
    }

    private void close(MqttMessage last) {
        channel.config().setAutoRead(false);
        var _ = channel.writeAndFlush(last).addListener(written -> end());
    }

    private void end() {
        var _ = channel.close();
    }
}
