package io.gatehouse.audit;

/** What became of an entry. */
public sealed interface Recording {
    /**
     * On the disk.
     *
     * @param hash of its line: the head of the log then
     */
    record Recorded(long number, String hash) implements Recording {}

    /** It may be on the disk or not; the log takes no more until the broker is started again. */
    record NotRecorded(String problem) implements Recording {}
}
