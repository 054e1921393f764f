package io.gatehouse.provisioning.bulk;

import org.jspecify.annotations.Nullable;

/**
 * A line of an input file.
 *
 * @param number from 1
 * @param offset of its first byte
 * @param end offset of the first byte behind it and its line feed
 * @param bytes without the line feed; null where there are more than {@link InputLines#MOST_LINE_BYTES}
 */
@SuppressWarnings("ArrayRecordComponent") // read once, and compared by nobody
record InputLine(long number, long offset, long end, byte @Nullable [] bytes) {
    /** Whether it is empty, or nothing but white space: the last line of most files. */
    boolean isBlank() {
        if (bytes == null) {
            return false;
        }
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
