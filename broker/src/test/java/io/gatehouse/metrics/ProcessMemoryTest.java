package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ProcessMemoryTest {
    @Test
    void the_kernel_s_figure_is_told_in_bytes() {
        assertThat(ProcessMemory.residentBytes("Name:\tjava\nVmHWM:\t  3 kB\nVmRSS:\t  200 kB\nRssAnon:\t 1 kB\n"))
                .isEqualTo(200 * 1024);
    }

    @Test
    void what_does_not_say_it_is_no_number() {
        assertThat(ProcessMemory.residentBytes("Name:\tjava\n")).isNaN();
    }

    @Test
    void this_process_takes_more_than_its_heap_holds() {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "/proc/self/status: not there (expected: Linux)");
        assertThat(ProcessMemory.residentBytes()).isGreaterThan(10 * 1024 * 1024);
    }
}
