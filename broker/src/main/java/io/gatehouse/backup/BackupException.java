package io.gatehouse.backup;

/** A backup was not taken, or not restored, and nothing was left behind: why, and what to do. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    BackupException(String why, String remedy) {
        super(why);
        this.remedy = remedy;
    }

    BackupException(String why, String remedy, Throwable cause) {
        super(why, cause);
        this.remedy = remedy;
    }

    /** Reads {@code name: value (expected: …)} where a value is to blame; may have several lines. */
    public String why() {
        return String.valueOf(getMessage());
    }

    /** An imperative. */
    public String remedy() {
        return remedy;
    }
}
