package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MemorySettingsTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final MemorySettings GIBIBYTE = new MemorySettings(1024 * MEBIBYTE);

    @Test
    void a_quarter_is_left_for_what_nothing_bounds_by_itself() {
        long parts = GIBIBYTE.heapBytes() + GIBIBYTE.bufferBytes() + GIBIBYTE.storeBytes();

        assertThat(GIBIBYTE.flags()).isEqualTo("-Xmx460m -XX:MaxDirectMemorySize=204m");
        assertThat(GIBIBYTE.storeBytes()).isEqualTo(102 * MEBIBYTE);
        assertThat(parts).isBetween(740 * MEBIBYTE, 768 * MEBIBYTE);
    }

    @Test
    void a_jvm_that_may_take_more_is_a_problem_that_names_the_flags() {
        assertThat(GIBIBYTE.problemWith(460 * MEBIBYTE, 204 * MEBIBYTE)).isNull();
        assertThat(GIBIBYTE.problemWith(461 * MEBIBYTE, 204 * MEBIBYTE))
                .isEqualTo("memory.limit: 1GiB (expected: a JVM with a heap of at most 460MiB and buffers of at most"
                        + " 204MiB; this one may take 461MiB and 204MiB)");
        assertThat(GIBIBYTE.problemWith(460 * MEBIBYTE, 205 * MEBIBYTE)).isNotNull();
        assertThat(MemorySettings.DEFAULTS.problemWith(Long.MAX_VALUE, Long.MAX_VALUE))
                .isNull();
    }

    @Test
    void a_limit_in_which_no_broker_runs_is_refused() {
        assertThatThrownBy(() -> new MemorySettings(383 * MEBIBYTE)).hasMessageContaining("at least 384MiB");
        assertThat(new MemorySettings(384 * MEBIBYTE).isSet()).isTrue();
        assertThat(new MemorySettings(0).isSet()).isFalse();
    }

    @Test
    void the_store_is_cut_to_its_part_in_its_own_proportion() {
        StoreSettings store = StoreSettings.DEFAULTS.within(100 * MEBIBYTE);

        assertThat(store.blockCacheBytes()).isEqualTo(50 * MEBIBYTE);
        assertThat(store.writeBufferBytes()).isEqualTo(50 * MEBIBYTE);
        assertThat(StoreSettings.DEFAULTS.within(128 * MEBIBYTE)).isEqualTo(StoreSettings.DEFAULTS);
    }

    @Test
    void newcomers_are_as_many_as_their_bytes_are_enough_for() {
        NewcomerSettings few = NewcomerSettings.DEFAULTS.within(16 * MEBIBYTE);

        assertThat(few.maxBytes()).isEqualTo(16 * MEBIBYTE);
        assertThat(few.maxAtOnce()).isEqualTo(2048);
        assertThat(NewcomerSettings.DEFAULTS.within(128 * MEBIBYTE)).isEqualTo(NewcomerSettings.DEFAULTS);
    }
}
