package io.gatehouse.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.device.Failure;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private static final Failure REFUSED = new Failure(Failure.Kind.REFUSED, "connection");

    private final Timeline timeline = new Timeline();

    private static Interval interval(double seconds, long received, long lost, long nanos) {
        Histogram histogram = new PackedHistogram(3_600_000_000_000L, 3);
        histogram.recordValue(nanos);
        return new Interval(
                seconds,
                1,
                10,
                Map.of(Count.RECEIVED, received, Count.LOST, lost),
                Map.of(Latency.DELIVERY, histogram),
                Map.of(REFUSED, 1L),
                new Generator(0.1, 0.5));
    }

    @Test
    void a_warm_up_counts_for_what_went_wrong_and_not_for_what_went_on() {
        timeline.add(interval(1, 100, 2, 5_000_000), new Part(Phase.WARMING_UP, ""));
        timeline.add(interval(2, 200, 0, 1_000_000), new Part(Phase.MEASURING, ""));

        assertThat(timeline.count(Count.RECEIVED)).isEqualTo(200);
        assertThat(timeline.count(Count.LOST)).isEqualTo(2);
        assertThat(timeline.failures()).containsEntry(REFUSED, 2L);
        Histogram delivery = Objects.requireNonNull(timeline.latencies().get(Latency.DELIVERY));
        assertThat(delivery.getTotalCount()).isEqualTo(1);
        assertThat(delivery.getMaxValue()).isLessThan(2_000_000);
        assertThat(timeline.measured()).isEqualTo(1);
        assertThat(timeline.intervals()).hasSize(2);
    }

    @Test
    void a_long_run_keeps_its_sums_and_not_each_second() {
        int seconds = 3 * Timeline.MOST;
        for (int i = 1; i <= seconds; i++) {
            timeline.add(interval(i, 1, 0, 1_000_000), new Part(Phase.MEASURING, ""));
        }

        assertThat(timeline.intervals()).hasSizeLessThanOrEqualTo(Timeline.MOST);
        assertThat(timeline.count(Count.RECEIVED)).isEqualTo(seconds);
        assertThat(timeline.intervals().stream()
                        .mapToLong(each -> each.count(Count.RECEIVED))
                        .sum())
                .isEqualTo(seconds);
        assertThat(timeline.intervals().stream().mapToDouble(Interval::length).sum())
                .isEqualTo(seconds);
        assertThat(timeline.intervals().getLast().seconds()).isEqualTo(seconds);
    }
}
