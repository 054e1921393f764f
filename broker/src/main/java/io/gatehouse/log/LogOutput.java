package io.gatehouse.log;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The end of the log. */
public final class LogOutput {
    private LogOutput() {}

    /** Writes what still waits in the queue; nothing is logged after it. The last step of a stop, on main. */
    public static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
