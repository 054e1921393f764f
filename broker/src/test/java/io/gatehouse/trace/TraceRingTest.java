package io.gatehouse.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceRingTest {
    private static final int ROOMY = 1_000_000;

    private static TraceEntry entry(String detail) {
        return new TraceEntry(0, "in", "PUBLISH", "lamp", "10.0.0.7:4711", "a/b", 1, 2, detail, null);
    }

    private static TraceRing filled(int maxEntries, int maxBytes, int entries) {
        TraceRing ring = new TraceRing(maxEntries, maxBytes);
        for (int i = 0; i < entries; i++) {
            ring.add(entry("number " + i));
        }
        return ring;
    }

    @Test
    void what_was_added_is_read_in_order_page_by_page() {
        TraceRing ring = filled(10, ROOMY, 5);

        TraceRing.Page first = ring.read(0, 3);
        TraceRing.Page second = ring.read(first.next(), 3);

        assertThat(first.entries()).extracting(TraceEntry::detail).containsExactly("number 0", "number 1", "number 2");
        assertThat(second.entries()).extracting(TraceEntry::detail).containsExactly("number 3", "number 4");
        assertThat(second.next()).isEqualTo(second.written()).isEqualTo(5);
        assertThat(second.overwritten()).isZero();
    }

    @Test
    void the_oldest_give_way_and_the_reader_is_told_how_many() {
        TraceRing ring = filled(4, ROOMY, 10);

        TraceRing.Page page = ring.read(2, 100);

        assertThat(page.entries())
                .extracting(TraceEntry::detail)
                .startsWith("number 6")
                .hasSize(4);
        assertThat(page.overwritten()).isEqualTo(4); // 2, 3, 4 and 5
        assertThat(page.next()).isEqualTo(10);
    }

    @Test
    void bytes_are_bounded_whatever_the_number_of_entries() {
        int weight = entry("number 0").weight();
        TraceRing ring = filled(1000, 3 * weight, 9);

        assertThat(ring.read(0, 1000).entries()).hasSize(3);
        ring.add(entry("x".repeat(3 * weight)));
        assertThat(ring.read(0, 1000).entries()).isEmpty();
        assertThat(ring.read(0, 1000).overwritten()).isEqualTo(10);
    }

    @Test
    void who_asks_for_what_is_not_there_yet_gets_nothing_and_misses_nothing() {
        TraceRing ring = filled(4, ROOMY, 2);

        assertThat(ring.read(2, 10).entries()).isEmpty();
        assertThat(ring.read(99, 10).next()).isEqualTo(2);
    }
}
