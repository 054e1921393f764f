package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PublishWriterTest {
    private static final int HEAD = 1 + 1 + 2 + 1; // fixed header, length of the topic, length of the properties
    private static final int ALIAS = 3;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Loop loop = Loop.around(0, channel.eventLoop(), Clock.SYSTEM);
    private final LoopOutput output = new LoopOutput(loop);
    private final Metrics metrics = new Metrics(1);
    private final Outbox outbox = new Outbox(channel.pipeline().firstContext(), output, metrics.loop(0));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        metrics.close();
    }

    @Test
    void a_message_that_has_no_room_for_an_alias_is_sent_without_one() {
        int size = HEAD + "a/topic".length() + 10;
        PublishWriter writer = writer(size, 5);

        assertThat(write(writer, "a/topic", 10)).isTrue();
        assertThat(written()).isEqualTo(size);
        assertThat(write(writer, "a/topic", 11)).isFalse();
        assertThat(written()).isZero();
    }

    @Test
    void a_known_alias_is_left_out_where_the_name_is_shorter() {
        int size = HEAD + "a".length() + ALIAS + 10;
        PublishWriter writer = writer(size, 5);

        assertThat(write(writer, "a", 10)).isTrue();
        assertThat(written()).isEqualTo(size);
        assertThat(write(writer, "a", 13)).isTrue();
        assertThat(written()).isEqualTo(size);
    }

    @Test
    void a_topic_beyond_the_last_alias_is_sent_by_its_name() {
        PublishWriter writer = writer(100, 1);

        assertThat(write(writer, "first", 10)).isTrue();
        assertThat(written()).isEqualTo(HEAD + "first".length() + ALIAS + 10);
        assertThat(write(writer, "second", 10)).isTrue();
        assertThat(written()).isEqualTo(HEAD + "second".length() + 10);
        assertThat(write(writer, "first", 10)).isTrue();
        assertThat(written()).isEqualTo(HEAD + ALIAS + 10);
    }

    private PublishWriter writer(int maximumPacketSize, int aliasMaximum) {
        return new PublishWriter(ProtocolVersion.MQTT_5, maximumPacketSize, outbox, output, loop, aliasMaximum);
    }

    private static boolean write(PublishWriter writer, String topic, int payloadBytes) {
        Message message = new Message(
                Topic.of(topic),
                Payload.copyOf(new byte[payloadBytes]),
                Qos.AT_MOST_ONCE,
                false,
                PublishProperties.NONE,
                "sender",
                0);
        return writer.write(message, Qos.AT_MOST_ONCE, false, SubscriptionIds.NONE, 0, false);
    }

    /** Bytes of this turn. */
    private int written() {
        channel.runPendingTasks();
        ByteBuf sent = channel.readOutbound();
        if (sent == null) {
            return 0;
        }
        int size = sent.readableBytes();
        sent.release();
        return size;
    }
}
