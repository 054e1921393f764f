package io.gatehouse.routing;

/**
 * A message of a shared subscription that the first chosen member could not take, because it had left meanwhile.
 *
 * @param tries how many members had left already; bounded, so that no message travels for ever
 */
record Handover(Subscription member, int tries) implements Target {
    static final int MAX_TRIES = 4;
}
