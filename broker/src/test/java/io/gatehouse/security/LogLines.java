package io.gatehouse.security;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Listens to the log from {@link #listen} to {@link #close}. Any thread. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getKeyValuePairs() + " " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : " " + event.getThrowableProxy().getMessage()));
        }
    };

    public static LogLines listen() {
        var listening = new LogLines();
        listening.appender.setContext(listening.root.getLoggerContext());
        listening.appender.start();
        listening.root.addAppender(listening.appender);
        return listening;
    }

    public List<String> all() {
        return lines;
    }

    /** The lines that say {@code reason}. */
    public List<String> of(String reason) {
        return lines.stream()
                .filter(line -> line.contains("reason=\"" + reason + "\""))
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
