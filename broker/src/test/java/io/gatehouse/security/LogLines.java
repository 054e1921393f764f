package io.gatehouse.security;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Listens to the log from {@link #listen} to {@link #close}; the words of all causes with it. Any thread. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            StringBuilder line = new StringBuilder()
                    .append(event.getLevel() + " " + event.getKeyValuePairs() + " " + event.getFormattedMessage());
            for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                line.append(' ').append(cause.getMessage());
            }
            lines.add(line.toString());
        }
    };
    private final Map<Logger, @Nullable Level> before = new LinkedHashMap<>();

    public static LogLines listen() {
        var listening = new LogLines();
        listening.appender.setContext(listening.root.getLoggerContext());
        listening.appender.start();
        listening.root.addAppender(listening.appender);
        return listening;
    }

    /** To everything that {@code GATEHOUSE_LOG_LEVEL=TRACE} brings to the broker's log. */
    public static LogLines listenToEverything() {
        LogLines listening = listen();
        listening.level(listening.root, Level.TRACE);
        listening.level((Logger) LoggerFactory.getLogger("io.gatehouse"), Level.TRACE);
        listening.level((Logger) LoggerFactory.getLogger("io.netty"), Level.INFO); // as logback.xml has it
        return listening;
    }

    private void level(Logger logger, Level level) {
        before.put(logger, logger.getLevel());
        logger.setLevel(level);
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
        before.forEach(Logger::setLevel);
        root.detachAppender(appender);
        appender.stop();
    }
}
