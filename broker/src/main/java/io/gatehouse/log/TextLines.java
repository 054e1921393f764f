package io.gatehouse.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.event.KeyValuePair;

/**
 * A line for people: time (RFC 3339, UTC), level, logger, message, then the keys. Made by Logback; any thread.
 *
 * <p>What a peer said can neither begin a line nor steer the terminal: everything is escaped, and the lines of a stack
 * trace are indented, because an exception's message may hold a peer's words too.
 */
public final class TextLines extends LineEncoder {
    @Override
    void write(StringBuilder line, ILoggingEvent event) {
        LogFormat.TIME.formatTo(event.getInstant(), line);
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        line.append(Printable.escape(event.getFormattedMessage()));
        for (KeyValuePair pair : pairs(event)) {
            value(line.append(' ').append(pair.key).append('='), String.valueOf(pair.value));
        }
        line.append('\n');
        String trace = trace(event);
        if (trace != null) {
            trace.lines()
                    .forEach(of -> line.append("    ")
                            .append(Printable.escape(of.replace("\t", "    ")))
                            .append('\n'));
        }
    }

    /** Quoted where it would otherwise run, or seem to run, into the next key. */
    private static void value(StringBuilder line, String text) {
        if (text.isEmpty() || text.chars().anyMatch(TextLines::runsOn)) {
            quoted(line, text);
        } else {
            line.append(Printable.escape(text));
        }
    }

    private static boolean runsOn(int c) {
        return c == '"' || c == '\\' || Character.isSpaceChar(c);
    }
}
