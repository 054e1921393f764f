package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that does not read what it subscribed to. */
final class SlowReaderIT {
    private static final int BATCH = 10; // 80 KiB: less than what may wait for a client that reads
    private static final int ENOUGH = 20_000; // 160 MB: more than any socket buffers take
    private static final String PAYLOAD = "x".repeat(8 * 1024);
    private static final String DROPPED = "gatehouse_messages_dropped_total{reason=\"SLOW_CONSUMER\"}";

    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    @Test
    @Spec({"4.3.1", "4.9"})
    void what_it_does_not_read_is_dropped_and_counted_and_nobody_else_loses_anything() {
        WireClient slow = clients.dialNarrow();
        slow.connect5("slow", true, "");
        slow.subscribe("flood", "00");
        slow.subscribe("end", "01");
        WireClient quick = clients.v5("quick");
        quick.subscribe("flood", "00");
        WireClient sender = clients.v5("flooder");

        int sent = 0;
        while (clients.broker().metric(DROPPED) < 2 * BATCH) {
            assertThat(sent).as("messages nobody reads and nobody drops").isLessThan(ENOUGH);
            for (int i = 0; i < BATCH; i++, sent++) {
                sender.publish("flood", PAYLOAD);
            }
            for (int i = 0; i < BATCH; i++) {
                assertThat(quick.receive().payload()).hasSameSizeAs(PAYLOAD);
            }
        }
        sender.publish1("end", "QoS 1 waits for whoever does not read");

        int received = 0;
        WirePacket.Publish next = slow.receive();
        while (next.topic().equals("flood")) {
            received++;
            next = slow.receive();
        }
        assertThat(next.payload()).isEqualTo("QoS 1 waits for whoever does not read");
        assertThat(received + (int) clients.broker().metric(DROPPED)).isEqualTo(sent);
        slow.puback(next.id()).ping();
        sender.publish("flood", "it takes part again").ping();
        assertThat(slow.receive().payload()).isEqualTo("it takes part again");
    }
}
