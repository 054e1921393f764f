package io.gatehouse.provisioning.bulk;

/**
 * How far a task has come.
 *
 * @param offset bytes of the input that are done with
 * @param lines of the input, empty ones included
 * @param registered devices
 * @param failed lines that could not be registered
 * @param resultBytes of the report of results
 * @param errorBytes of the report of errors
 */
public record Progress(long offset, long lines, long registered, long failed, long resultBytes, long errorBytes) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0);

    long bytesOf(ReportType type) {
        return switch (type) {
            case ERRORS -> errorBytes;
            case RESULTS -> resultBytes;
        };
    }

    long reportBytes() {
        return resultBytes + errorBytes;
    }

    /** A line without a device is done with. */
    Progress passed(InputLine line) {
        return new Progress(line.end(), line.number(), registered, failed, resultBytes, errorBytes);
    }

    /** @param bytes that were added to the report of results */
    Progress registered(InputLine line, long bytes) {
        return new Progress(line.end(), line.number(), registered + 1, failed, resultBytes + bytes, errorBytes);
    }

    /** @param bytes that were added to the report of errors */
    Progress failed(InputLine line, long bytes) {
        return new Progress(line.end(), line.number(), registered, failed + 1, resultBytes, errorBytes + bytes);
    }
}
