package io.gatehouse.tls;

import com.sun.management.ThreadMXBean;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.transport.TurnWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the broker pays for each message once the handshake is over: sealing and opening records, with its own handlers
 * and no socket.
 *
 * <p><b>One operation is one flush of {@code messages} messages</b> of {@code payloadBytes} octets each: divide by
 * their number for the cost of one. They are written as in one turn of an event loop, see {@link TurnWriter}: messages
 * of up to 4 KiB are copied one behind the other, and Netty's handler cuts what it is given into records of up to
 * 16 KiB. So a hundred small messages are one record. {@link #seal} ends where the socket would be written to.
 *
 * <p>{@link #open} takes the records of one such flush of the device, in pieces of up to 64 KiB, as Netty reads them
 * from a socket, and ends where the packet decoder would begin. A record is opened once: the next has another sequence
 * number, and one that was seen before ends the connection. So the device seals ahead, at most {@value #AHEAD} flushes
 * or about 1 MiB, or one flush where that is more, and seals again when they are used up. JMH calls that set-up of an
 * invocation and stops its clock meanwhile; the price is that the clock is read for every operation, which is in the
 * result. A supply for a whole iteration in its place would have to be large enough for the fastest engine and the
 * longest iteration: gigabytes.
 *
 * <p>Allocation: {@code -prof gc} counts the whole process, which in {@link #open} includes the device that seals.
 * What opening alone allocates is in the secondary results: {@code allocatedBytes} divided by {@code openedFlushes}.
 *
 * <p>The warm-up is longer than that of the other suites: until the JIT has compiled the JDK's engine, it is ten times
 * as slow.
 */
@Warmup(iterations = 5, time = 2)
public class RecordLayerBenchmark extends LoopBenchmark {
    private static final int AHEAD = 256;
    private static final int AHEAD_BYTES = 1024 * 1024;
    private static final int LARGEST_FLUSH = 16 * 1024 * 1024;
    private static final int READ_BYTES = 64 * 1024;

    @Benchmark
    public int seal(Connection connection) {
        return connection.seal();
    }

    @Benchmark
    public int open(SealedAhead ahead) {
        return ahead.connection.open(ahead.next());
    }

    /** Both ends of it, and what is sent. */
    @State(Scope.Thread)
    public static class Connection {
        /** Also openssl, where the system's library is on the class path in place of BoringSSL. */
        @Param({"boringssl", "jdk"})
        public String engine = "boringssl";

        @Param({"TLSv1.3", "TLSv1.2"})
        public String version = "TLSv1.3";

        @Param({"aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"})
        public String suite = "aes-128-gcm";

        @Param({"16", "64", "256", "1024", "4096", "16384"})
        public int payloadBytes = 64;

        @Param({"1", "16", "100"})
        public int messages = 16;

        private RecordPair pair;
        private TurnWriter server;
        private TurnWriter client;
        private Payload message;
        private int sealedBytes;

        @Setup
        public void prepare() throws Exception {
            if (messages < 1 || payloadBytes < 1 || (long) messages * payloadBytes > LARGEST_FLUSH) {
                throw new IllegalArgumentException("messages of payloadBytes: " + messages + " of " + payloadBytes
                        + " (expected: 1 or more, " + LARGEST_FLUSH + " octets together at most)");
            }
            byte[] random = new byte[payloadBytes];
            new Random(1).nextBytes(random);
            message = Payload.of(
                    ByteBufAllocator.DEFAULT.directBuffer(payloadBytes).writeBytes(random));
            pair = RecordPair.open(engine, version, Aead.of(suite));
            server = new TurnWriter(pair.server());
            client = new TurnWriter(pair.client());
            checkThatWhatIsOpenedIsWhatWasSealed(server, pair.client());
            checkThatWhatIsOpenedIsWhatWasSealed(client, pair.server());
            server.write(message, messages);
            sealedBytes = take(pair.server().outboundMessages());
        }

        private void checkThatWhatIsOpenedIsWhatWasSealed(TurnWriter sender, EmbeddedChannel receiver) {
            sender.write(message, messages);
            pair.talk();
            ByteBuf opened = ByteBufAllocator.DEFAULT.buffer();
            for (ByteBuf part = receiver.readInbound(); part != null; part = receiver.readInbound()) {
                opened.writeBytes(part);
                part.release();
            }
            boolean same = opened.readableBytes() == messages * payloadBytes;
            for (int at = 0; same && at < opened.readableBytes(); at += payloadBytes) {
                same = ByteBufUtil.equals(opened, at, message.bytes(), 0, payloadBytes);
            }
            opened.release();
            if (!same) {
                throw new IllegalStateException("opened: something else (expected: what was sealed)");
            }
        }

        int seal() {
            server.write(message, messages);
            int sealed = take(pair.server().outboundMessages());
            if (sealed < sealedBytes) {
                throw failed("sealed", sealed, sealedBytes);
            }
            return sealed;
        }

        int open(List<ByteBuf> reads) {
            EmbeddedChannel channel = pair.server();
            for (int i = 0; i < reads.size(); i++) {
                channel.pipeline().fireChannelRead(reads.get(i));
            }
            channel.pipeline().fireChannelReadComplete();
            int opened = take(channel.inboundMessages());
            if (opened != messages * payloadBytes) {
                throw failed("opened", opened, messages * payloadBytes);
            }
            return opened;
        }

        private IllegalStateException failed(String what, int octets, int expected) {
            pair.server().checkException(); // throws what the pipeline reported
            return new IllegalStateException(what + ": " + octets + " octets (expected: " + expected + ")");
        }

        /** One flush, cut as a socket is read. */
        private List<ByteBuf> sealedByDevice() {
            take(pair.server().outboundMessages()); // its answers, if it had any
            client.write(message, messages);
            ByteBuf all = Unpooled.wrappedBuffer(pair.client().outboundMessages().stream()
                    .map(ByteBuf.class::cast)
                    .toArray(ByteBuf[]::new));
            pair.client().outboundMessages().clear(); // they are in the other
            List<ByteBuf> reads = new ArrayList<>();
            while (all.isReadable()) {
                int size = Math.min(all.readableBytes(), READ_BYTES);
                reads.add(ByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(all, size));
            }
            all.release();
            return reads;
        }

        /** Empties a queue of a channel, as a socket or a decoder would, and tells how much was in it. */
        private static int take(Queue<Object> queue) {
            int octets = 0;
            for (Object next = queue.poll(); next != null; next = queue.poll()) {
                ByteBuf bytes = (ByteBuf) next;
                octets += bytes.readableBytes();
                bytes.release();
            }
            return octets;
        }

        @TearDown
        public void stop() {
            message.close();
            server.close();
            client.close();
            pair.close();
        }
    }

    /** What opening allocated, without what sealing ahead did. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Opening {
        public long openedFlushes;
        public long allocatedBytes;
    }

    /**
     * Flushes of the device that the broker has not opened yet, in the order in which they were sealed. JMH gives a
     * benchmark and the set-up of its state two connections, so that the one to open with is taken from here.
     */
    @State(Scope.Thread)
    public static class SealedAhead {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final ArrayDeque<List<ByteBuf>> flushes = new ArrayDeque<>();
        private Connection connection;
        private long allocatedBefore;
        private long allocated;
        private int opened;

        @Setup
        public void of(Connection given) {
            connection = given;
        }

        /** JMH itself allocates between two iterations. */
        @Setup(Level.Iteration)
        public void begin() {
            allocated = 0;
            opened = 0;
            allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        }

        @Setup(Level.Invocation)
        public void refill() {
            if (!flushes.isEmpty()) {
                return;
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
            int bytes = 0;
            do {
                List<ByteBuf> reads = connection.sealedByDevice();
                flushes.add(reads);
                bytes += reads.stream().mapToInt(ByteBuf::readableBytes).sum();
            } while (flushes.size() < AHEAD && bytes < AHEAD_BYTES);
            allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        }

        @TearDown(Level.Iteration)
        public void tell(Opening opening) {
            opening.allocatedBytes = allocated + threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
            opening.openedFlushes = opened;
        }

        @TearDown
        public void release() {
            flushes.forEach(reads -> reads.forEach(ByteBuf::release));
            flushes.clear();
        }

        List<ByteBuf> next() {
            opened++;
            return flushes.remove();
        }
    }
}
