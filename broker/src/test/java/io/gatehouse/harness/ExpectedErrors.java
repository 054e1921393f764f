package io.gatehouse.harness;

/**
 * Says that a test provokes an ERROR in the log:
 *
 * <pre>{@code
 * try (var _ = ExpectedErrors.expect("a task of an event loop failed")) {
 *     loop.post(() -> { throw new IllegalStateException("provoked"); });
 *     …
 * }
 * }</pre>
 *
 * <p>The scope must hold until the line is written; a scope in which nothing such was logged fails the test.
 */
public final class ExpectedErrors implements AutoCloseable {
    private final String text;
    private boolean seen;

    private ExpectedErrors(String text) {
        this.text = text;
    }

    /** Accepts errors whose logger, message or exception contains {@code text}, until closed. A leak never is. */
    public static ExpectedErrors expect(String text) {
        var expected = new ExpectedErrors(text);
        ErrorLog.open(expected);
        return expected;
    }

    /** Called under the lock of {@link ErrorLog}. */
    boolean accepts(String logged) {
        boolean accepted = logged.contains(text) && !logged.contains("LEAK:");
        seen |= accepted;
        return accepted;
    }

    @Override
    public void close() {
        ErrorLog.close(this);
        if (!seen) {
            throw new AssertionError("log: no error (expected: one that contains " + text + ")");
        }
    }
}
