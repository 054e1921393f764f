package io.gatehouse.audit;

/** What became of an entry. */
public sealed interface Recording {
    /** On the disk. */
    record Recorded(long number) implements Recording {}

    /** It may be on the disk or not; the log takes no more until the broker is started again. */
    record NotRecorded(String problem) implements Recording {}
}
