package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A benchmark that is forgotten by the processor, or fails in its set-up, is found here and not in a night's run. */
final class EveryBenchmarkTest {
    private static final Path CLASSES = Path.of("target", "classes");

    @Test
    void every_benchmark_class_is_listed() throws IOException {
        Set<String> listed = listed().stream()
                .map(BenchmarkListEntry::getUsername)
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .collect(Collectors.toSet());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(written());
    }

    @Test
    void every_benchmark_runs() throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        Options once = new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .param("filters", "1", "1000")
                .param("fsync", "always")
                .param("messages", "16")
                .param("payloadBytes", "64")
                .param("statements", "10")
                .param("suite", "aes-128-gcm")
                .param("underWay", "256")
                .param("bytes", "1024")
                .param("chain", "1")
                .param("key", "p256")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();

        Collection<RunResult> results = new Runner(once).run();

        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark())
                .containsAll(
                        listed().stream().map(BenchmarkListEntry::getUsername).toList());
    }

    private static Set<BenchmarkListEntry> listed() {
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
    }

    private static List<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.endsWith("Benchmark.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(name -> !name.equals("io.gatehouse.loop.LoopBenchmark"))
                    .toList();
        }
    }
}
