package io.gatehouse.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** What both kinds of log lines have in common: no header, no footer, UTF-8. Made by Logback; any thread. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final int USUAL_LENGTH = 256;

    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    @Override
    public final void start() {
        traces.start();
        super.start();
    }

    @Override
    public final byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public final byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public final byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(USUAL_LENGTH);
        write(line, event);
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends the whole event, line feed included. */
    abstract void write(StringBuilder line, ILoggingEvent event);

    static List<KeyValuePair> pairs(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null ? List.of() : pairs;
    }

    /** Stack trace and causes, {@code null} where nothing was thrown. */
    final @Nullable String trace(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? null : traces.convert(event);
    }

    /** In double quotes, as JSON has them. */
    static StringBuilder quoted(StringBuilder line, String text) {
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
