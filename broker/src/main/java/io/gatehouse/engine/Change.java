package io.gatehouse.engine;

/** One step of a commit. Values are taken as they are: the caller does not write to the array afterwards. */
public sealed interface Change {
    Key key();

    /** Writes, whatever was there. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Put(Key key, byte[] value) implements Change {}

    /** Writes only where nothing is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Create(Key key, byte[] value) implements Change {}

    /** Writes only over the value of that revision. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Update(Key key, byte[] value, long expectedRevision) implements Change {}

    /** Removes, whatever was there, nothing included. */
    record Delete(Key key) implements Change {}

    /** Removes only the value of that revision. */
    record DeleteExpected(Key key, long expectedRevision) implements Change {}
}
