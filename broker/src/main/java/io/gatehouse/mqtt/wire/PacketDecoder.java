package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;
import static io.gatehouse.mqtt.wire.DataTypes.protocolError;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.wire.hivemq.HivemqControlDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one client → {@link Packet}s. Runs on the channel's event loop and keeps nothing bound to it: the channel
 * may be registered with another loop between two reads.
 *
 * <h2>The model</h2>
 *
 * A packet is judged three times, each time before more is spent on it. At its first byte: may this type come now, with
 * these flags? At the end of its length: is it within the limit, which is small until {@link #admitted()}? Only then is
 * the body waited for, and once it is complete, decoded. Nothing is parsed twice except a fixed header of at most five
 * bytes, so that bytes trickling in one by one cost linear time.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>The first packet is CONNECT and no other is. [MQTT-3.1.0-1] [MQTT-3.1.0-2]
 *   <li>The first violation is fired once, as a bare {@link ProtocolException}, behind the packets before it.
 *       Everything after it, and after a DISCONNECT, is discarded unread.
 *   <li>An idle connection holds no receive buffer: the cumulation is released when it is empty. Payloads that were
 *       handed out keep their own references.
 * </ul>
 *
 * <h2>Rejected</h2>
 *
 * A replaying decoder: it parses a partial packet again with every read, which is how a peer that sends one byte at a
 * time buys quadratic work. HiveMQ's decoder for all packets: it copies payload and topic of every PUBLISH, which is
 * two to four times the work on the path that matters.
 */
public final class PacketDecoder extends ByteToMessageDecoder {
    private static final int FLAGS = 0x0F;
    private static final int MOST_LENGTH_BYTES = 4;

    private final WireLimits limits;
    private final PublishDecoder publishes;
    private @Nullable ProtocolVersion version;
    private long sessionExpirySeconds;
    private boolean admitted;
    private boolean finished;
    private int bytesRead;
    private long packetsRead;

    public PacketDecoder(WireLimits limits) {
        this(limits, System::currentTimeMillis);
    }

    /** @param wallClockMillis stamps {@link io.gatehouse.mqtt.Message#receivedAtMillis()} */
    public PacketDecoder(WireLimits limits, LongSupplier wallClockMillis) {
        this.limits = limits;
        this.publishes = new PublishDecoder(limits, wallClockMillis);
    }

    /** The CONNECT was accepted: from now on packets may have their full size. */
    public void admitted() {
        admitted = true;
    }

    /** The client id was assigned by the server: later messages carry this publisher instead of {@code ""}. */
    public void publisherId(String clientId) {
        publishes.publisherId(clientId);
    }

    /**
     * The version to speak to this client, {@code null} until its CONNECT could be told apart. After a CONNECT that was
     * refused it is the version in which the client understands the answer: for a level nobody knows, 5.0 if it is
     * above 5 and 3.1.1 if not, so that {@code PacketEncoder} makes CONNACK 0x84 or 0x01 of
     * {@link ReasonCode#UNSUPPORTED_PROTOCOL_VERSION}. [MQTT-3.1.2-2]
     */
    public @Nullable ProtocolVersion version() {
        return version;
    }

    /** Bytes that came since the last call: asked at the end of each read, they need no handler to count them. */
    public int takeBytesRead() {
        int taken = bytesRead;
        bytesRead = 0;
        return taken;
    }

    /**
     * The number, from 1, of the packet whose first byte has come and whose last has not; 0 if there is none. Asked at
     * the end of a read.
     */
    public long packetUnderWay() {
        return actualReadableBytes() == 0 ? 0 : packetsRead + 1;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            bytesRead += bytes.readableBytes();
        }
        super.channelRead(context, message);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (finished) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            Packet packet = nextPacket(context.channel(), in);
            if (packet != null) {
                out.add(packet);
                packetsRead++;
                finished = packet instanceof Disconnect; // [MQTT-3.14.4-1]
            }
        } catch (ProtocolException violation) {
            finish(in);
            // The packets before this one have left: the base class fires what it has before it asks for more.
            context.fireExceptionCaught(violation);
        } catch (RuntimeException defect) {
            finish(in); // ours, not the peer's: never read the same bytes again
            throw defect;
        }
    }

    private void finish(ByteBuf in) {
        finished = true;
        in.skipBytes(in.readableBytes());
    }

    /** The next complete packet, or {@code null}; the reader index moves by whole packets only. */
    private @Nullable Packet nextPacket(Channel channel, ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (available == 0) {
            return null;
        }
        int first = in.getUnsignedByte(start);
        PacketType type = PacketType.of(first);
        checkState(type);
        type.checkFlags(first & FLAGS, version);
        int length = 0;
        for (int i = 1; i <= MOST_LENGTH_BYTES; i++) {
            if (i >= available) {
                return null;
            }
            int next = in.getUnsignedByte(start + i);
            length |= (next & 0x7F) << (7 * (i - 1));
            checkSize(1 + i + length); // already now: more digits only make it larger
            if (next < 0x80) {
                if (next == 0 && i > 1) {
                    throw malformed("MQTT-1.5.5-1", "remaining length: padded (expected: the fewest bytes)");
                }
                return available < 1 + i + length ? null : packet(channel, type, first, in, start + 1 + i, length);
            }
        }
        throw malformed("2.1.4", "remaining length: more than 4 bytes (expected: 1 to 4)");
    }

    private void checkState(PacketType type) {
        boolean isConnect = type == PacketType.CONNECT;
        if (version == null && !isConnect) {
            throw protocolError("MQTT-3.1.0-1", "first packet: " + type + " (expected: CONNECT)");
        }
        if (version != null && isConnect) {
            throw protocolError("MQTT-3.1.0-2", "packet: a second CONNECT (expected: one)");
        }
    }

    private void checkSize(int packetBytes) {
        int limit = admitted ? limits.maxPacketBytes() : limits.maxPacketBytesBeforeConnect();
        if (packetBytes > limit) {
            throw new ProtocolException(
                    ReasonCode.PACKET_TOO_LARGE,
                    "MQTT-3.2.2-15",
                    "packet: " + packetBytes + " bytes or more (expected: at most " + limit + ")");
        }
    }

    private Packet packet(Channel channel, PacketType type, int first, ByteBuf in, int bodyAt, int length) {
        int end = bodyAt + length;
        in.readerIndex(bodyAt);
        ProtocolVersion spoken = version;
        Packet packet =
                spoken == null ? connect(channel, in, end) : packet(channel, spoken, type, first & FLAGS, in, end);
        in.readerIndex(end);
        return packet;
    }

    private Packet packet(Channel channel, ProtocolVersion spoken, PacketType type, int flags, ByteBuf in, int end) {
        return switch (type) {
            case PUBLISH -> publishes.decode(flags, spoken.isMqtt5(), in, end);
            case PUBACK -> new Puback(PublishDecoder.readPacketId(in, end), reasonCode(type, spoken, in, end));
            case PUBREC -> new Pubrec(PublishDecoder.readPacketId(in, end), reasonCode(type, spoken, in, end));
            case PUBREL -> new Pubrel(PublishDecoder.readPacketId(in, end), reasonCode(type, spoken, in, end));
            case PUBCOMP -> new Pubcomp(PublishDecoder.readPacketId(in, end), reasonCode(type, spoken, in, end));
            case PINGREQ -> {
                ControlBounds.expectEnd(in, end, "PINGREQ");
                yield Pingreq.INSTANCE;
            }
            case SUBSCRIBE -> {
                ByteBuf body = body(in, end);
                ControlBounds.checkFilters(type, spoken, in, end, limits);
                yield HivemqControlDecoder.SHARED.subscribe(channel, spoken, body);
            }
            case UNSUBSCRIBE -> {
                ByteBuf body = body(in, end);
                ControlBounds.checkFilters(type, spoken, in, end, limits);
                yield HivemqControlDecoder.SHARED.unsubscribe(channel, spoken, body);
            }
            case DISCONNECT -> disconnect(channel, spoken, in, end);
            case AUTH -> {
                ByteBuf body = body(in, end);
                ControlBounds.checkReasonAndProperties(type, in, end, limits);
                yield HivemqControlDecoder.SHARED.auth(channel, body);
            }
            case RESERVED, CONNECT, CONNACK, SUBACK, UNSUBACK, PINGRESP ->
                throw new IllegalStateException("packet: " + type + " (expected: refused at its first byte)");
        };
    }

    private ReasonCode reasonCode(PacketType type, ProtocolVersion spoken, ByteBuf in, int end) {
        return AckDecoder.reasonCode(type, spoken, in, end, limits);
    }

    private Connect connect(Channel channel, ByteBuf in, int end) {
        ByteBuf body = body(in, end);
        ProtocolName name = ProtocolName.read(in, end);
        ProtocolVersion spoken = name.answer();
        version = spoken;
        name.check();
        ControlBounds.checkConnect(spoken, in, end, limits);
        Connect connect = HivemqControlDecoder.SHARED.connect(channel, spoken, body);
        sessionExpirySeconds = connect.sessionExpirySeconds();
        publishes.publisherId(connect.clientId());
        return connect;
    }

    private Disconnect disconnect(Channel channel, ProtocolVersion spoken, ByteBuf in, int end) {
        ByteBuf body = body(in, end);
        if (spoken.isMqtt5()) {
            ControlBounds.checkReasonAndProperties(PacketType.DISCONNECT, in, end, limits);
        } else {
            ControlBounds.expectEnd(in, end, "DISCONNECT");
        }
        return HivemqControlDecoder.SHARED.disconnect(channel, spoken, sessionExpirySeconds, body);
    }

    /** The rest of the packet, for a decoder that reads to the end of its buffer. Borrowed from {@code in}. */
    private static ByteBuf body(ByteBuf in, int end) {
        return in.slice(in.readerIndex(), end - in.readerIndex());
    }
}
