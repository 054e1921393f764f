package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.metrics.DeviceCertificateCount.Left;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeviceCertificateCountTest {
    @ParameterizedTest
    @CsvSource({
        "-P40D, expired",
        "PT0S, expired",
        "PT1S, 1d",
        "P1D, 1d",
        "P1DT1S, 7d",
        "P7D, 7d",
        "P7DT1S, 30d",
        "P30D, 30d",
        "P30DT1S, more",
        "P9000D, more"
    })
    void a_certificate_is_counted_in_the_shortest_bucket(Duration left, String label) {
        assertThat(Left.of(left).label()).isEqualTo(label);
    }
}
