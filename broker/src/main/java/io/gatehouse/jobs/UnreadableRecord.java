package io.gatehouse.jobs;

import io.gatehouse.engine.Key;

/** A record of a job that this version cannot read: a defect of the disk, or of a later version. */
final class UnreadableRecord extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnreadableRecord(Key key, String problem) {
        super(String.join(" ", key.parts()) + ": cannot be read: " + problem
                + "; start the version of the broker that wrote it, or restore a backup");
    }
}
