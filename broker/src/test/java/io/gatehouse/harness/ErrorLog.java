package io.gatehouse.harness;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what was logged at ERROR and was not expected. An appender of {@code logback-test.xml}; any thread. Netty
 * reports a leaked buffer at ERROR too.
 */
public final class ErrorLog extends AppenderBase<ILoggingEvent> {
    private static final List<String> unexpected = new ArrayList<>();
    private static final List<ExpectedErrors> expectations = new ArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            return;
        }
        String text = event.getLoggerName() + ": " + event.getFormattedMessage();
        if (event.getThrowableProxy() != null) {
            text += " " + event.getThrowableProxy().getClassName() + ": "
                    + event.getThrowableProxy().getMessage();
        }
        add(text);
    }

    /** What was logged since the last call. */
    static List<String> take() {
        synchronized (unexpected) {
            List<String> taken = List.copyOf(unexpected);
            unexpected.clear();
            return taken;
        }
    }

    static void open(ExpectedErrors expectation) {
        synchronized (unexpected) {
            expectations.add(expectation);
        }
    }

    static void close(ExpectedErrors expectation) {
        synchronized (unexpected) {
            expectations.remove(expectation);
        }
    }

    private static void add(String text) {
        synchronized (unexpected) {
            boolean expected = false;
            for (ExpectedErrors expectation : expectations) {
                expected |= expectation.accepts(text);
            }
            if (!expected) {
                unexpected.add(text);
            }
        }
    }
}
