package io.gatehouse.policy;

import io.gatehouse.loop.LoopBenchmark;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A pattern made to explode: {@code *a*a…*b*} against {@code aaa…}. The bound is a millisecond. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostileGlobBenchmark extends LoopBenchmark {
    @Param({"10", "1000"})
    public int stars = 1000;

    @Param({"10000"})
    public int textBytes = 10_000;

    private Permissions permissions = Permissions.NONE;
    private String text = "";

    @Setup
    public void prepare() {
        permissions = DecisionBenchmark.bind("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                + "\"Action\":\"iot:Publish\",\"Resource\":\"arn:aws:iot:local:000000000000:topic/" + "*a".repeat(stars)
                + "*b*\"}]}");
        text = "a".repeat(textBytes);
        if (permissions.decide(Action.PUBLISH, text).isAllowed()
                || !permissions.decide(Action.PUBLISH, text + "b").isAllowed()) {
            throw new IllegalStateException("pattern: does not match as written");
        }
    }

    @Benchmark
    public Decision decide() {
        return permissions.decide(Action.PUBLISH, text);
    }
}
