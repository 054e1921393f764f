package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512", "1KiB, 1024", "1MiB, 1048576", "3GiB, 3221225472", "1TiB, 1099511627776"})
    void sizes_are_read_and_written(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
        assertThat(Quantity.format(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0s, 0", "500ms, 500", "30s, 30000", "10m, 600000", "1h, 3600000", "7d, 604800000", "90s, 90000"})
    void durations_are_read_and_written(String text, long millis) {
        assertThat(Quantity.duration(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Quantity.format(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1KB", "1 KiB", "1kib", "1.5MiB", "9999999999TiB", "99999999999999999999"})
    void what_is_no_size_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantity.bytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "30", "-1s", "1 s", "1w", "1.5h", "PT1S", "9999999999999999d"})
    void what_is_no_duration_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Quantity.duration(text));
    }

    @Test
    void zero_needs_no_unit() {
        assertThat(Quantity.duration("0")).isZero();
    }
}
