package io.gatehouse.transport;

import io.gatehouse.reason.Reason;

/**
 * A limit that somebody went beyond who is not admitted yet.
 *
 * @param detail which limit, in the words of the configuration
 */
record Excess(Reason reason, String detail) {}
