package io.gatehouse.crash;

import org.jspecify.annotations.Nullable;

/**
 * What one client did or saw, as it is remembered by the test. Sending is remembered before the first byte leaves,
 * receiving after the last byte came: what lies between two events has happened between them.
 */
sealed interface Event {
    /** A message by its publisher and its place among that publisher's messages. */
    record MessageId(String publisher, int number) {
        static MessageId of(String payload) {
            int dash = payload.lastIndexOf('-');
            return new MessageId(payload.substring(0, dash), Integer.parseInt(payload.substring(dash + 1)));
        }

        @Override
        public String toString() {
            return publisher + "-" + number;
        }
    }

    /**
     * What is published.
     *
     * @param removes a retained message: its payload is empty, so that nobody can tell what was received
     */
    record Message(MessageId id, String topic, int qos, boolean retain, boolean removes) {
        @Override
        public String toString() {
            return id + " to " + topic + " QoS " + qos + (retain ? removes ? " removes" : " retain" : "");
        }
    }

    /** PUBLISH leaves, for the first time or again. */
    record Sent(Message message) implements Event {}

    /** PUBACK or PUBREC came. */
    record Acknowledged(MessageId id) implements Event {}

    /** SUBSCRIBE leaves, or UNSUBSCRIBE with QoS {@link #NONE}. */
    record Asked(String client, String filter, int qos) implements Event {
        static final int NONE = -1;
    }

    /** SUBACK or UNSUBACK came. */
    record Granted(String client, String filter, int qos) implements Event {}

    /**
     * PUBLISH came, and the client, which knows the packet ids it has of QoS 2, gives it to its user.
     *
     * @param retained with RETAIN set: sent because of a subscription
     * @param connection the client's, counted
     */
    record Received(
            String client, int connection, MessageId id, String topic, int qos, boolean retained, boolean duplicate)
            implements Event {}

    /** PUBLISH came with the packet id of a QoS 2 message that is not released, and is another one. */
    record Mistaken(String client, int packetId, MessageId open, MessageId came) implements Event {}

    /** CONNACK came. */
    record Connected(String client, int connection, int version, boolean kept, boolean present) implements Event {}

    /** The connection is over. */
    record Disconnected(String client, String why) implements Event {}

    /** Somebody asks for the retained message of a topic. */
    record Looks(int look) implements Event {}

    /**
     * And has all that there are.
     *
     * @param id of the message, or {@code null} for none
     */
    record Saw(int look, String topic, @Nullable MessageId id) implements Event {}

    /** Anything that must not happen and that the client can tell by itself. */
    record Wrong(String client, String what) implements Event {}

    /** For the reader: a process began, or was killed. */
    record Broker(String what) implements Event {}
}
