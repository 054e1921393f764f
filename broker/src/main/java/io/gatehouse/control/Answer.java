package io.gatehouse.control;

/** What a caller outside the broker learns: the operation's own outcome, or that nobody who could do it was reached. */
public sealed interface Answer<R> {

    record Done<R>(R value) implements Answer<R> {}

    record Refused<R>(Refusal refusal) implements Answer<R> {}

    /** No broker answered. */
    record NotReachable<R>(String why, String remedy) implements Answer<R> {}

    /** A broker answered and does not take our token. */
    record NotAuthorised<R>(String why, String remedy) implements Answer<R> {}
}
