package io.gatehouse.engine;

import java.util.Arrays;

/**
 * One stored value.
 *
 * @param value the caller's to keep; changing it changes nothing in the store
 * @param revision of the change that wrote it, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content: equals below
public record Entry(Key key, byte[] value, long revision) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that
                && revision == that.revision
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Long.hashCode(revision);
    }

    @Override
    public String toString() {
        return "Entry[" + key.parts() + ", " + value.length + " bytes, revision " + revision + "]";
    }
}
