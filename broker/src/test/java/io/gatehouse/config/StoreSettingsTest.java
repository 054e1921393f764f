package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.StoreSettings.Fsync;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class StoreSettingsTest {
    @Test
    void an_acknowledgement_means_on_disk_unless_somebody_says_otherwise() {
        assertThat(StoreSettings.DEFAULTS.fsync()).isEqualTo(Fsync.ALWAYS);
    }

    @Test
    void memory_below_a_mebibyte_is_refused_with_its_name() {
        assertThatThrownBy(() -> new StoreSettings(Path.of("data"), Fsync.ALWAYS, 1, 1 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("blockCacheBytes: 1 (expected:");
        assertThatThrownBy(() -> new StoreSettings(Path.of("data"), Fsync.ALWAYS, 1 << 20, 0))
                .hasMessageStartingWith("writeBufferBytes: 0 (expected:");
    }
}
