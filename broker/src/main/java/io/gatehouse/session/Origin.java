package io.gatehouse.session;

/**
 * Where a session's connection came from and what it asked for, as far as policies ask: kept with a session, so that
 * its rights can be judged again when nobody is connected, after a restart too.
 *
 * @param address IP address literal
 * @param persistent it asked for state that outlives it
 * @param lastWill it brought a will
 */
public record Origin(String listener, String address, int port, boolean persistent, boolean lastWill) {}
