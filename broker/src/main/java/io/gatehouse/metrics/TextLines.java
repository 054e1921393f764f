package io.gatehouse.metrics;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * A line for people: time (RFC 3339, UTC), level, logger, message, then the keys. Made by Logback; any thread.
 *
 * <p>What a peer said can neither begin a line nor steer the terminal: everything is escaped, and the lines of a stack
 * trace are indented, because an exception's message may hold a peer's words too.
 */
public final class TextLines extends EncoderBase<ILoggingEvent> {
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
        var line = new StringBuilder(USUAL_LENGTH);
        LogFormat.TIME.formatTo(event.getInstant(), line);
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
        line.append(Printable.escape(event.getFormattedMessage()));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                line.append(' ').append(pair.key).append('=').append(value(String.valueOf(pair.value)));
            }
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            traces.convert(event)
                    .lines()
                    .forEach(trace -> line.append("    ")
                            .append(Printable.escape(trace.replace("\t", "    ")))
                            .append('\n'));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    /** Quoted where it would otherwise run into the next key. */
    private static String value(String text) {
        String escaped = Printable.escape(text);
        boolean quoted = escaped.isEmpty() || escaped.indexOf(' ') >= 0 || escaped.indexOf('"') >= 0;
        return quoted ? '"' + escaped.replace("\"", "\\\"") + '"' : escaped;
    }
}
