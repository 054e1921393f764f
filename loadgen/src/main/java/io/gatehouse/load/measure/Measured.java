package io.gatehouse.load.measure;

/**
 * What a quantity was in a run.
 *
 * @param value in the unit of its limits; not a number where nothing was measured, so that no limit holds
 */
record Measured(double value, String words) {
    static Measured nothing(String why) {
        return new Measured(Double.NaN, "not measured: " + why);
    }
}
