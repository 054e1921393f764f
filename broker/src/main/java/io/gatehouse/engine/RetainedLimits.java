package io.gatehouse.engine;

/**
 * How much a {@link RetainedStore} takes. Lower limits than what is stored remove nothing; they refuse what would add.
 *
 * @param maxRecords topics that have a record
 * @param maxBytes of their topics and bodies
 */
public record RetainedLimits(int maxRecords, long maxBytes) {
    public static final RetainedLimits NONE = new RetainedLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
}
