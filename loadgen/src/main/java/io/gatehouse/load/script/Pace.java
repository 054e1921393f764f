package io.gatehouse.load.script;

import java.time.Duration;

/** How often something is published during a phase. */
public sealed interface Pace {
    /**
     * An open loop: messages a second of all devices together, which goes evenly from one rate to the other.
     *
     * @param from 0 or more
     * @param to 0 or more
     */
    record Rate(double from, double to) implements Pace {}

    /**
     * Each device waits so long behind the end of its last message, between the least and the most by chance, and
     * publishes the next; with QoS 1 and 2 a message ends with its acknowledgement.
     */
    record Think(Duration least, Duration most) implements Pace {}
}
