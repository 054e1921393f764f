package io.gatehouse.metrics;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code ts} (RFC 3339, UTC), {@code level}, {@code logger}, {@code msg}, then the event's own
 * keys beside them, and {@code trace} where there is one. Made by Logback; any thread.
 *
 * <p>Logback's own {@code JsonEncoder} was rejected: it writes the time as a number and the keys as a list of objects,
 * which no log search can filter by without being taught.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final int USUAL_LENGTH = 256;

    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    @Override
    public void start() {
        traces.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(USUAL_LENGTH).append('{');
        string(line, "ts", LogFormat.TIME.format(event.getInstant()));
        string(line.append(','), "level", event.getLevel().toString());
        string(line.append(','), "logger", event.getLoggerName());
        string(line.append(','), "msg", event.getFormattedMessage());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                value(line.append(','), pair.key, pair.value);
            }
        }
        if (event.getThrowableProxy() != null) {
            string(line.append(','), "trace", traces.convert(event));
        }
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private static void value(StringBuilder line, String key, Object value) {
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

    private static StringBuilder quoted(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (Printable.isUnsafe(c)) {
                Printable.escape(line, c);
            } else {
                line.append(c);
            }
        }
        return line.append('"');
    }
}
