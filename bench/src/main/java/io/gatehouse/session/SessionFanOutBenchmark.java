package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One message to a thousand sessions of one loop: match, batch, and for each session its rights, its window and its
 * packet id; with QoS 1 its acknowledgement too, before the next message. Nothing is encoded, and there is no
 * connection: what copying the packet costs is in {@code routing.FanOutBenchmark}, which has no sessions.
 */
public class SessionFanOutBenchmark extends LoopBenchmark {
    static final int SESSIONS = 1000;

    @Param({"AT_MOST_ONCE", "AT_LEAST_ONCE"})
    public Qos qos = Qos.AT_MOST_ONCE;

    private SampleSessions sessions;
    private Loop loop;
    private Message message;

    // The loop's own: who got the message, and under which packet id.
    private final Session[] receivers = new Session[SESSIONS];
    private final int[] packetIds = new int[SESSIONS];
    private int received;

    @Setup
    public void prepare() throws Exception {
        sessions = new SampleSessions(1);
        loop = sessions.loop();
        message = SampleSessions.message("plant/7/alarm", qos);
        sessions.open("plant/7/alarm", SESSIONS, qos, 0, (session, _, packetId) -> {
            receivers[received] = session;
            packetIds[received++] = packetId;
        });
        check();
        check(); // behind the acknowledgements of the first
    }

    private void check() throws Exception {
        int count = fanOut();
        Set<Session> different = new HashSet<>(Arrays.asList(receivers));
        boolean numbered = Arrays.stream(packetIds).allMatch(id -> id > 0 == (qos == Qos.AT_LEAST_ONCE));
        if (count != SESSIONS || different.size() != SESSIONS || !numbered) {
            throw new IllegalStateException("received: " + count + " times, by " + different.size()
                    + " sessions (expected: " + SESSIONS + ", with a packet id where it is QoS 1)");
        }
    }

    /** The way over the event loop and back is part of it, for each message and not for each session. */
    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public int fanOut() throws Exception {
        loop.eventLoop().submit(() -> sessions.router().route(message, loop)).get();
        int count = loop.eventLoop().submit(this::acknowledged).get(); // behind the delivery, a task of the loop
        if (count != SESSIONS) {
            throw new IllegalStateException("received: " + count + " times (expected: " + SESSIONS + ")");
        }
        return count;
    }

    /** How many had it: each of them acknowledges it now. */
    private int acknowledged() {
        int count = received;
        received = 0;
        if (qos == Qos.AT_LEAST_ONCE) {
            for (int i = 0; i < count; i++) {
                receivers[i].on(new Puback(packetIds[i], ReasonCode.SUCCESS));
            }
        }
        return count;
    }

    @TearDown
    public void stop() throws Exception {
        sessions.close();
        message.close();
    }
}
