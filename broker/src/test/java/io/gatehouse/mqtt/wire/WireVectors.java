package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.wire.WireVector.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * The one table of wire vectors: every packet, both directions, every version, valid and not. Codec, session and fuzz
 * tests read it; whoever finds a packet that was judged wrongly adds a line.
 */
public final class WireVectors {
    /** The limits the table is written against: small, so that a vector can be over them. */
    public static final WireLimits LIMITS = new WireLimits(1024, 4096, 64, 128, 8, 256, 2048, 4, 10);

    private static final List<WireVector> ALL = collect();

    private WireVectors() {}

    public static List<WireVector> all() {
        return ALL;
    }

    public static List<WireVector> fromClient() {
        return ALL.stream().filter(v -> v.direction() == Direction.FROM_CLIENT).toList();
    }

    public static List<WireVector> fromServer() {
        return ALL.stream().filter(v -> v.direction() == Direction.FROM_SERVER).toList();
    }

    /** The bytes that open a connection before a vector that does not open it itself. */
    public static byte[] opening(ProtocolVersion version) {
        return WireBytes.of(
                switch (version) {
                    case MQTT_3_1 -> "10 ~ \"MQIsdp\" 03 02 003C \"lamp\"";
                    case MQTT_3_1_1 -> "10 ~ \"MQTT\" 04 02 003C \"lamp\"";
                    case MQTT_5 -> "10 ~ \"MQTT\" 05 02 003C {} \"lamp\"";
                });
    }

    private static List<WireVector> collect() {
        Table table = new Table();
        ConnectVectors.addTo(table);
        PublishVectors.addTo(table);
        RequestVectors.addTo(table);
        ServerVectors.addTo(table);
        return List.copyOf(table.vectors);
    }

    /** What the parts of the table are written with. */
    static final class Table {
        private final List<WireVector> vectors = new ArrayList<>();

        void accepts(ProtocolVersion version, String name, String clause, String wire, Packet packet) {
            boolean opens = wire.startsWith("1");
            vectors.add(new WireVector(name, version, Direction.FROM_CLIENT, wire, opens, packet, null, clause));
        }

        void refuses(ProtocolVersion version, String name, String clause, String wire, ReasonCode refusal) {
            boolean opens = wire.startsWith("1");
            vectors.add(new WireVector(name, version, Direction.FROM_CLIENT, wire, opens, null, refusal, clause));
        }

        void refusesFirst(ProtocolVersion version, String name, String clause, String wire, ReasonCode refusal) {
            vectors.add(new WireVector(name, version, Direction.FROM_CLIENT, wire, true, null, refusal, clause));
        }

        void refusesLater(ProtocolVersion version, String name, String clause, String wire, ReasonCode refusal) {
            vectors.add(new WireVector(name, version, Direction.FROM_CLIENT, wire, false, null, refusal, clause));
        }

        void sends(ProtocolVersion version, String name, String clause, Packet packet, String wire) {
            vectors.add(new WireVector(name, version, Direction.FROM_SERVER, wire, false, packet, null, clause));
        }
    }
}
