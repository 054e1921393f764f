package io.gatehouse.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ShelfTest {
    private final Shelf shelf = new Shelf(new HistoryLimits(10, 100, 1 << 20));

    @Test
    void a_name_counts_what_it_takes_in_memory() {
        byte[] events = new byte[10];

        assertThat(Shelf.weight("lamp", events)).isEqualTo(Shelf.CLIENT_BYTES + 4 + 10);
        assertThat(Shelf.weight("\u706F\u706F", events)).isEqualTo(Shelf.CLIENT_BYTES + 4 + 10);
    }

    @Test
    void names_that_begin_alike_are_found_with_the_last_active_first() {
        for (String name : new String[] {"lamp.pub-1", "lampshade", "lamp.pub-2", "lamp.sub-3", "lamp.pub-1"}) {
            shelf.put(name, new byte[10]);
        }

        assertThat(shelf.beginningWith("lamp.", 2)).containsExactly("lamp.pub-1", "lamp.sub-3");
        assertThat(shelf.beginningWith("door.", 2)).isEmpty();
        assertThat(shelf.beginningWith("lamp.", 0)).isEmpty();
    }
}
