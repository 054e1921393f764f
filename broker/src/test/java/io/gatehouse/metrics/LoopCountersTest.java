package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gatehouse.reason.Reason;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LoopCountersTest {
    private static final int EVENTS = 200_000;

    private final LoopCounters counters = new LoopCounters();

    @Test
    void counting_allocates_nothing() {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        countEverything();

        long before = memory.getCurrentThreadAllocatedBytes();
        countEverything();
        long allocated = memory.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(EVENTS);
    }

    @Test
    void a_reader_sees_a_count_that_only_rises_and_in_the_end_all_of_it() throws InterruptedException {
        var owner = new Thread(this::countEverything, "owner");
        owner.start();
        long last = 0;
        while (owner.isAlive()) {
            long now = counters.read(LoopCounters.PACKETS_RECEIVED + 3);
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        owner.join();

        assertThat(counters.read(LoopCounters.PACKETS_RECEIVED + 3)).isEqualTo(EVENTS);
        assertThat(counters.read(LoopCounters.BYTES_SENT)).isEqualTo(EVENTS * 10L);
    }

    @Test
    void slots_do_not_overlap() {
        counters.packetReceived(15);
        counters.packetSent(15);
        counters.publishReceived(2);
        counters.publishDelivered(2);
        counters.dropped(LoopCounters.DROP_REASONS.getLast());
        counters.authorization(LoopCounters.ACTION_RETAIN, true, false);
        counters.authorization(LoopCounters.ACTION_RETAIN, false, false);
        counters.authorization(LoopCounters.ACTION_RETAIN, false, true);
        counters.sessionTakenOver();
        counters.flushed();

        long total = 0;
        for (int slot = LoopCounters.PACKETS_RECEIVED; slot <= LoopCounters.FLUSHES; slot++) {
            assertThat(counters.read(slot)).isBetween(0L, 1L);
            total += counters.read(slot);
        }
        assertThat(total).isEqualTo(10);
    }

    private void countEverything() {
        for (int i = 0; i < EVENTS; i++) {
            counters.packetReceived(3);
            counters.bytesSent(10);
            counters.publishDelivered(1);
            counters.authorization(LoopCounters.ACTION_PUBLISH, true, false);
            counters.dropped(Reason.SLOW_CONSUMER);
            counters.flushed();
        }
    }
}
