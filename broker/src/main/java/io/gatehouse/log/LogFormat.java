package io.gatehouse.log;

import ch.qos.logback.core.PropertyDefinerBase;
import java.io.Console;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Decides how log lines look: {@link TextLines} where a person reads along, {@link JsonLines} where a program does, or
 * as {@code GATEHOUSE_LOG_FORMAT} says. Made by Logback, which is told about it in {@code logback.xml}.
 */
@SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25, unless both ends are a terminal
public final class LogFormat extends PropertyDefinerBase {
    /** RFC 3339 in UTC, with milliseconds: always of the same length. */
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String getPropertyValue() {
        Console console = System.console();
        return choose(System.getenv("GATEHOUSE_LOG_FORMAT"), console != null && console.isTerminal());
    }

    /** The name of the encoder's class, for {@code logback.xml}. */
    static String choose(@Nullable String wanted, boolean terminal) {
        boolean text = "text".equals(wanted) || (terminal && !"json".equals(wanted));
        return (text ? TextLines.class : JsonLines.class).getName();
    }
}
