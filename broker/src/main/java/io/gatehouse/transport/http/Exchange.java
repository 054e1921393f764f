package io.gatehouse.transport.http;

import io.gatehouse.loop.Loop;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.reason.Reason;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its place in the order of answers. Confined to the connection's loop.
 *
 * <p>An answer may come before those of earlier requests, and waits for them then: HTTP/1.1 has no other way to say
 * which request it is for (RFC 9112 section 9.3.2).
 */
final class Exchange {
    /** Stands in metrics for what never came as far as an operation. */
    static final String NO_OPERATION = "none";

    private final HttpConnection connection;
    private final String requestId = newId();
    private final long startedNanos;
    private final boolean http10;
    private final boolean headOnly;
    private String operation = NO_OPERATION;
    private boolean keepsAlive;
    private boolean expectsContinue;
    private @Nullable Answer answer;

    /** @param headOnly a HEAD, whose answer has no body */
    Exchange(HttpConnection connection, long startedNanos, boolean http10, boolean keepsAlive, boolean headOnly) {
        this.connection = connection;
        this.startedNanos = startedNanos;
        this.http10 = http10;
        this.keepsAlive = keepsAlive;
        this.headOnly = headOnly;
    }

    /** Names a request and stands in its answer; proves nothing, so that it need not be hard to guess. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & ~0xF000L | 0x4000L; // version 4
        long low = random.nextLong() & ~(3L << 62) | 1L << 63; // and its variant (RFC 9562)
        return new UUID(high, low).toString();
    }

    void answer(Answer given) {
        if (answer == null) {
            answer = given;
            connection.answered();
        }
    }

    /** Records the refusal and answers it. */
    void decline(Declined declined) {
        if (answer == null) {
            connection.refused(declined);
            answer(new Answer(declined.fault(), declined.message(connection.words()), null, declined.allow()));
        }
    }

    /** As {@link #decline}, and the connection ends with the answer. */
    void declineAndEnd(Declined declined) {
        keepsAlive = false;
        decline(declined);
    }

    /** Goes on, on this loop, with what comes of a question to another one. */
    <T> void when(CompletableFuture<T> asked, Consumer<T> then) {
        var _ = asked.whenComplete((found, failure) -> {
            try {
                loop().post(() -> connection.guarded(this, () -> {
                    if (failure != null) {
                        throw new IllegalStateException("a question to another loop failed", failure);
                    }
                    then.accept(found);
                }));
            } catch (RejectedExecutionException stopping) {
                // nobody is there to be answered
            }
        });
    }

    /** Goes on, on this loop, with what is read from the disk. One read of a connection at a time, as it is alone. */
    <T> void read(Supplier<T> reading, Consumer<T> then) {
        connection
                .readers()
                .read(
                        reading,
                        loop(),
                        found -> connection.guarded(this, () -> then.accept(found)),
                        failure -> connection.guarded(this, () -> {
                            if (!(failure instanceof UncheckedIOException)) {
                                throw failure;
                            }
                            decline(new Declined(
                                    Reason.STORE_UNAVAILABLE, Fault.UNAVAILABLE, String.valueOf(failure.getMessage())));
                        }));
    }

    /** What is answered, {@code null} before. */
    @Nullable
    Answer answer() {
        return answer;
    }

    void begins(String operationName) {
        operation = operationName;
    }

    String operation() {
        return operation;
    }

    String requestId() {
        return requestId;
    }

    long startedNanos() {
        return startedNanos;
    }

    boolean keepsAlive() {
        return keepsAlive;
    }

    void lastOne() {
        keepsAlive = false;
    }

    boolean isHttp10() {
        return http10;
    }

    boolean isHeadOnly() {
        return headOnly;
    }

    void expectContinue(boolean expects) {
        expectsContinue = expects;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    HttpConnection connection() {
        return connection;
    }

    Loop loop() {
        return connection.loop();
    }

    LoopCounters counters() {
        return connection.counters();
    }
}
