package io.gatehouse.manifest;

/**
 * Why something cannot be done as it is written.
 *
 * @param place file and line
 * @param why as {@code name: value (expected: …)} where a value is to blame
 */
public record Problem(String place, String why) {
    @Override
    public String toString() {
        return place + ": " + why;
    }
}
