package io.gatehouse.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Where one class of ours writes its lines; nothing else of ours uses SLF4J's loggers. A line of INFO and above is
 * about an {@link Event}, which decides its level: there is no way to write one without. Any thread.
 *
 * <pre>{@code log.at(Event.CRL_STALE).addKeyValue("nextUpdate", crl.nextUpdate()).log("stale: {}", crl.words());}</pre>
 */
public final class Log {
    /** The key under which a line says what it is about. */
    static final String EVENT = "event";

    private final Logger logger;

    private Log(Logger logger) {
        this.logger = logger;
    }

    /** @param owner whose name the lines bear, by which their level is configured */
    public static Log of(Class<?> owner) {
        return new Log(LoggerFactory.getLogger(owner));
    }

    /** A line at the event's own level, to which keys and words are added. */
    public LoggingEventBuilder at(Event event) {
        return line(event.level(), event);
    }

    /** A line about an event that is of no interest this time, but for those who ask for everything. */
    public LoggingEventBuilder atDebug(Event event) {
        return line(Level.DEBUG, event);
    }

    /** A line for those who look for a defect of ours. */
    public LoggingEventBuilder atDebug() {
        return logger.atDebug();
    }

    /** Whether lines of the event are written: asked where it costs something to put one together. */
    public boolean isWanted(Event event) {
        return logger.isEnabledForLevel(event.level());
    }

    public boolean isDebugWanted() {
        return logger.isDebugEnabled();
    }

    private LoggingEventBuilder line(Level level, Event event) {
        return logger.atLevel(level).addKeyValue(EVENT, event.code());
    }
}
