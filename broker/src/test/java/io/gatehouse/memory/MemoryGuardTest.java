package io.gatehouse.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MemoryGuardTest {
    private final AtomicLong buffers = new AtomicLong();
    private final MemoryGuard guard = MemoryGuard.of(1000, 1000, buffers::get);

    @Test
    void the_heap_is_tight_above_85_percent_and_until_it_is_below_75() {
        AtomicInteger relieved = new AtomicInteger();
        guard.whenHeapIsRelieved(relieved::incrementAndGet);

        guard.collected(850);
        assertThat(guard.heapIsTight()).isFalse();
        guard.collected(860);
        assertThat(guard.heapIsTight()).isTrue();
        guard.collected(800);
        assertThat(guard.heapIsTight()).isTrue();
        assertThat(relieved).hasValue(0);
        guard.collected(740);
        assertThat(guard.heapIsTight()).isFalse();
        assertThat(relieved).hasValue(1);
        guard.collected(800);
        assertThat(guard.heapIsTight()).isFalse();
        assertThat(guard.liveHeap()).isEqualTo(800);
    }

    @Test
    void buffers_are_tight_above_three_quarters() {
        buffers.set(750);
        assertThat(guard.buffersAreTight()).isFalse();
        buffers.set(760);
        assertThat(guard.buffersAreTight()).isTrue();
        buffers.set(100);
        assertThat(guard.buffersAreTight()).isFalse();
    }

    @Test
    void a_collection_of_this_jvm_is_told_to_the_guard() {
        MemoryGuard own = MemoryGuard.ofThisJvm();
        try (HeapWatch _ = new HeapWatch(own)) {
            System.gc();

            await().until(() -> own.liveHeap() > 0);
        }
        assertThat(own.liveHeap()).isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
    }
}
