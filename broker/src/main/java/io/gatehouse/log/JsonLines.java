package io.gatehouse.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code ts} (RFC 3339, UTC), {@code level}, {@code logger}, {@code msg}, then the event's own
 * keys beside them, and {@code trace} where there is one. Made by Logback; any thread.
 *
 * <p>Logback's own {@code JsonEncoder} was rejected: it writes the time as a number and the keys as a list of objects,
 * which no log search can filter by without being taught.
 */
public final class JsonLines extends LineEncoder {
    @Override
    void write(StringBuilder line, ILoggingEvent event) {
        string(line.append('{'), "ts", LogFormat.TIME.format(event.getInstant()));
        string(line.append(','), "level", event.getLevel().toString());
        string(line.append(','), "logger", event.getLoggerName());
        string(line.append(','), "msg", event.getFormattedMessage());
        for (KeyValuePair pair : pairs(event)) {
            value(line.append(','), pair.key, pair.value);
        }
        String trace = trace(event);
        if (trace != null) {
            string(line.append(','), "trace", trace);
        }
        line.append("}\n");
    }

    private static void value(StringBuilder line, String key, @Nullable Object value) {
        switch (value) {
            case Integer number -> quoted(line, key).append(':').append(number);
            case Long number -> quoted(line, key).append(':').append(number);
            case Boolean truth -> quoted(line, key).append(':').append(truth);
            case null, default -> string(line, key, String.valueOf(value));
        }
    }

    private static void string(StringBuilder line, String key, String value) {
        quoted(quoted(line, key).append(':'), value);
    }
}
