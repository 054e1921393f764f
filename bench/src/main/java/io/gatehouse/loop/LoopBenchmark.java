package io.gatehouse.loop;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How every benchmark is run: with the launcher's JVM flags and a small young generation, on threads that are what
 * event loops are, Netty's {@code FastThreadLocalThread}. On JMH's own threads Netty's recycler is off, and each pooled
 * buffer costs an object that no event loop ever pays for.
 *
 * <p>The young generation is small and always in one place, which is what the serial collector does: memory is new to
 * the machine the first time it is written to, and on a virtual one each new page costs some 10 µs. With G1, which
 * takes other regions each time, that was nine tenths of the time of whatever allocates, now and then, for a second. A
 * broker that has been running for a minute is beyond it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC",
            "-Xmn64m",
            "-Djmh.executor=CUSTOM",
            "-Djmh.executor.class=io.gatehouse.loop.LoopBenchmark$LoopThreads"
        })
public abstract class LoopBenchmark {
    /** Named in the flags above; JMH calls its constructor. */
    public static final class LoopThreads extends ThreadPoolExecutor {
        /** @param prefix of thread names */
        public LoopThreads(int count, String prefix) {
            super(
                    count,
                    count,
                    1,
                    TimeUnit.MINUTES,
                    new LinkedBlockingQueue<>(),
                    new DefaultThreadFactory(prefix, true));
        }
    }
}
