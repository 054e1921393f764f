package io.gatehouse.load.measure;

/**
 * How the generator did, so that its own limit is not taken for the broker's.
 *
 * @param processors of this machine that it kept busy, of those there are: 1 is all of them
 * @param busiest part of one processor that its busiest thread took: 1 is all of it
 */
public record Generator(double processors, double busiest) {
    public static final Generator IDLE = new Generator(0, 0);
    private static final double LIMIT = 0.8;

    /** Whether what is measured is rather the generator. */
    public boolean isTheLimit() {
        return processors > LIMIT || busiest > LIMIT;
    }

    Generator worst(Generator other) {
        return new Generator(Math.max(processors, other.processors), Math.max(busiest, other.busiest));
    }
}
