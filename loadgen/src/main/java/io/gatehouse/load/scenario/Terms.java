package io.gatehouse.load.scenario;

import java.time.Duration;

/**
 * What holds for all that a fleet does. Immutable.
 *
 * @param connectRate connects a second; 0 for as fast as they are answered
 * @param keepAliveSeconds 0 for none
 * @param resumed part of the handshakes that are with a ticket, from 0 to 1
 * @param drain how long what is under way may take at the end
 * @param seed of everything random
 */
public record Terms(double connectRate, int keepAliveSeconds, double resumed, Duration drain, long seed) {
    /** The same with another rate of connects. */
    public Terms atConnectRate(double connects) {
        return new Terms(connects, keepAliveSeconds, resumed, drain, seed);
    }
}
