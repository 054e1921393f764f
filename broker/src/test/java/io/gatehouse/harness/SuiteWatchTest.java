package io.gatehouse.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who watches the watch: each fault is made on purpose and taken back before it would fail this very test. */
class SuiteWatchTest {
    private static final Logger log = LoggerFactory.getLogger(SuiteWatchTest.class);
    private static final int BUFFERS = 16;

    @Test
    void an_error_in_the_log_is_found() {
        log.atError().setCause(new IllegalStateException("provoked")).log("broken");

        assertThat(ErrorLog.take())
                .singleElement()
                .asString()
                .contains("SuiteWatchTest: broken", "IllegalStateException: provoked");
    }

    @Test
    void a_warning_is_no_error() {
        log.warn("only a warning");

        assertThat(ErrorLog.take()).isEmpty();
    }

    @Test
    void an_expected_error_is_accepted_inside_its_scope_only() {
        try (var _ = ExpectedErrors.expect("broken")) {
            log.error("broken as expected");
            assertThat(ErrorLog.take()).isEmpty();
        }
        log.error("broken once more");

        assertThat(ErrorLog.take()).hasSize(1);
    }

    @Test
    void an_expected_error_that_does_not_come_fails() {
        assertThatThrownBy(() -> {
                    try (var _ = ExpectedErrors.expect("broken")) {
                        log.info("all is well");
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken");
    }

    @Test
    void a_leaked_buffer_is_found_and_cannot_be_expected() throws InterruptedException {
        ExpectedErrors expected = ExpectedErrors.expect("LEAK");
        for (int i = 0; i < BUFFERS; i++) {
            leak();
        }
        SuiteWatch.provokeLeakReports();

        assertThat(ErrorLog.take()).isNotEmpty().first().asString().contains("LEAK: ByteBuf.release()");
        assertThatThrownBy(expected::close).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_thread_left_behind_is_found() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        var end = new CountDownLatch(1);
        Thread ours = start("loop-probe", true, end);
        Thread keepsTheJvmAlive = start("somebody", false, end);
        Thread somebodyElses = start("ForkJoinPool-probe", true, end);

        List<String> left = SuiteWatch.threadsLeft(before, Duration.ofMillis(20));
        end.countDown();

        assertThat(left)
                .hasSize(2)
                .anyMatch(text -> text.contains("loop-probe"))
                .anyMatch(text -> text.contains("somebody"));
        for (Thread thread : List.of(ours, keepsTheJvmAlive, somebodyElses)) {
            thread.join();
        }
        assertThat(SuiteWatch.threadsLeft(before, Duration.ofSeconds(5))).isEmpty();
    }

    @Test
    void clauses_are_listed_by_number() {
        assertThat(List.of("MQTT-3.10.1-1", "MQTT-3.3.1-12", "MQTT-3.3.1-5", "MQTT-3.3.1", "MQTT-2.1.3-1").stream()
                        .sorted(SpecCoverage::byNumber))
                .containsExactly("MQTT-2.1.3-1", "MQTT-3.3.1", "MQTT-3.3.1-5", "MQTT-3.3.1-12", "MQTT-3.10.1-1");
    }

    private static void leak() {
        assertThat(PooledByteBufAllocator.DEFAULT.directBuffer(8).refCnt()).isOne();
    }

    private static Thread start(String name, boolean daemon, CountDownLatch end) {
        var thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(daemon);
        thread.start();
        return thread;
    }
}
