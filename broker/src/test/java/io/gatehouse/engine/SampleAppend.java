package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Topic;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An {@link Append} of tests: says what it wants with its factory methods, and remembers its answer. */
public final class SampleAppend implements Append {
    private final LogRecord sample;
    private final boolean kept;
    private final Retention retention;
    private final @Nullable Key once;
    private final CompletableFuture<AppendResult> answer = new CompletableFuture<>();
    private final Consumer<AppendResult> heard;

    private SampleAppend(
            LogRecord sample, boolean kept, Retention retention, @Nullable Key once, Consumer<AppendResult> heard) {
        this.sample = sample;
        this.kept = kept;
        this.retention = retention;
        this.once = once;
        this.heard = heard;
    }

    /** A record of tests. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample(Topic topic, byte[] body) implements LogRecord {
        @Override
        public int weightBytes() {
            return body.length;
        }
    }

    public static LogRecord sample(String topic, String body) {
        return new Sample(Topic.of(topic), body.getBytes(StandardCharsets.UTF_8));
    }

    public static SampleAppend of(LogRecord sample) {
        return new SampleAppend(sample, true, Retention.NONE, null, _ -> {});
    }

    public static SampleAppend of(String topic, String body) {
        return of(sample(topic, body));
    }

    public SampleAppend relayed() {
        return new SampleAppend(sample, false, retention, once, heard);
    }

    public SampleAppend retained() {
        return new SampleAppend(sample, kept, Retention.REPLACE, once, heard);
    }

    public SampleAppend removing() {
        return new SampleAppend(sample, kept, Retention.REMOVE, once, heard);
    }

    public SampleAppend once(Key key) {
        return new SampleAppend(sample, kept, retention, key, heard);
    }

    /** {@code listener} hears the answer, on the engine's thread. */
    public SampleAppend hearing(Consumer<AppendResult> listener) {
        return new SampleAppend(sample, kept, retention, once, listener);
    }

    /** Appends it to the shard; answers itself. */
    public SampleAppend to(DurableLog log, int shard) {
        log.append(shard, this);
        return this;
    }

    /** What became of it; waits. */
    public AppendResult result() {
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Its position; waits, and fails where it was not stored. */
    public long position() {
        AppendResult result = result();
        assertThat(result).isInstanceOf(AppendResult.Stored.class);
        return ((AppendResult.Stored) result).position();
    }

    public boolean isSettled() {
        return answer.isDone();
    }

    @Override
    public LogRecord record() {
        return sample;
    }

    @Override
    public boolean isKept() {
        return kept;
    }

    @Override
    public Retention retention() {
        return retention;
    }

    @Override
    public @Nullable Key onlyOnce() {
        return once;
    }

    @Override
    public void settled(AppendResult result) {
        if (answer.isDone()) {
            throw new AssertionError("settled twice: " + result);
        }
        heard.accept(result);
        answer.complete(result);
    }
}
