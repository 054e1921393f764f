package io.gatehouse.metrics;

import ch.qos.logback.core.PropertyDefinerBase;
import java.io.Console;
import org.jspecify.annotations.Nullable;

/**
 * Decides how log lines look: {@code text} where a person reads along, {@code json} where a program does. Made by
 * Logback, which is told about it in {@code logback.xml}; {@code GATEHOUSE_LOG_FORMAT} decides otherwise.
 */
@SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25, unless both ends are a terminal
public final class LogFormat extends PropertyDefinerBase {
    @Override
    public String getPropertyValue() {
        Console console = System.console();
        return choose(System.getenv("GATEHOUSE_LOG_FORMAT"), console != null && console.isTerminal());
    }

    static String choose(@Nullable String wanted, boolean terminal) {
        if (wanted != null && (wanted.equals("text") || wanted.equals("json"))) {
            return wanted;
        }
        return terminal ? "text" : "json";
    }
}
