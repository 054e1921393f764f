package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultyLogTest {
    private final MemoryLog memory = new MemoryLog(1, new MemoryKeyValue(), RetainedLimits.NONE);
    private final FaultyLog log = new FaultyLog(memory, 7);

    @AfterEach
    void close() {
        log.release();
        memory.close();
    }

    @Test
    void what_fails_is_settled_in_order_stored_nowhere_and_told_to_nobody() {
        List<Long> told = new CopyOnWriteArrayList<>();
        List<Integer> settled = new CopyOnWriteArrayList<>();
        log.tail((_, records) -> records.forEach(each -> told.add(each.position())));
        log.failSome(30);
        List<SampleAppend> appends = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            appends.add(
                    SampleAppend.of("a", "").hearing(_ -> settled.add(number)).to(log, 0));
        }
        List<Long> stored = appends.stream()
                .map(SampleAppend::result)
                .filter(AppendResult.Stored.class::isInstance)
                .map(result -> ((AppendResult.Stored) result).position())
                .toList();
        log.failSome(0);

        assertThat(stored).hasSizeBetween(100, 180).isEqualTo(told);
        assertThat(settled).isSorted().hasSize(200);
        assertThat(DurableLogContract.drain(log.reader(0, 0, DurableLogContract.selecting("#")), 50, 1000))
                .extracting(StoredRecord::position)
                .containsExactlyElementsOf(stored);
    }

    @Test
    void reading_and_trimming_fail_when_told_to_and_work_again() {
        log.failWith("the disk is gone");
        assertThat(SampleAppend.of("a", "").to(log, 0).result()).isEqualTo(new AppendResult.Failed("the disk is gone"));
        assertThatThrownBy(() -> log.get(0, 1)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> log.trim(0, 1)).isInstanceOf(UncheckedIOException.class);
        LogReader reader = log.reader(0, 0, DurableLogContract.selecting("a"));
        assertThatThrownBy(() -> reader.read(1, 1)).isInstanceOf(UncheckedIOException.class);

        log.failWith(null);
        assertThat(SampleAppend.of("a", "").to(log, 0).position()).isPositive();
        assertThat(reader.read(1, 1).records()).hasSize(1);
    }

    @Test
    void while_it_is_held_nothing_is_settled() {
        log.hold();
        SampleAppend first = SampleAppend.of("a", "").to(log, 0);
        SampleAppend second = SampleAppend.of("a", "").to(log, 0);
        assertThat(List.of(first.isSettled(), second.isSettled())).containsExactly(false, false);

        log.release();
        assertThat(second.position()).isPositive();
        assertThat(first.isSettled()).isTrue();
    }
}
