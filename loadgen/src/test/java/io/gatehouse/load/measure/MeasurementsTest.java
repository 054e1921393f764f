package io.gatehouse.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.device.Failure;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MeasurementsTest {
    private final Measurements measurements = new Measurements();

    @Test
    void a_look_takes_what_came_since_the_last_one() {
        measurements.add(Count.SENT, 3);
        measurements.took(Latency.DELIVERY, 1_000_000);
        measurements.opened();

        Interval first = measurements.look();
        measurements.add(Count.SENT);
        Interval second = measurements.look();

        assertThat(first.count(Count.SENT)).isEqualTo(3);
        assertThat(Objects.requireNonNull(first.latency(Latency.DELIVERY)).getTotalCount())
                .isEqualTo(1);
        assertThat(second.count(Count.SENT)).isEqualTo(1);
        assertThat(second.latency(Latency.DELIVERY)).isNull();
        assertThat(second.open()).isEqualTo(1);
        assertThat(second.seconds()).isGreaterThanOrEqualTo(first.seconds());
    }

    @Test
    void kinds_of_failures_are_bounded_whatever_a_broker_says() {
        for (int i = 0; i < 10_000; i++) {
            measurements.failed(new Failure(Failure.Kind.TLS, "word " + i));
        }

        Interval interval = measurements.look();

        assertThat(interval.failures()).hasSizeLessThanOrEqualTo(300);
        assertThat(interval.failures().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(10_000);
    }

    @Test
    void what_takes_longer_than_an_hour_is_counted_as_an_hour() {
        measurements.took(Latency.CONNECT, Long.MAX_VALUE);
        measurements.took(Latency.CONNECT, -5);

        Interval interval = measurements.look();

        assertThat(Objects.requireNonNull(interval.latency(Latency.CONNECT)).getTotalCount())
                .isEqualTo(2);
    }
}
