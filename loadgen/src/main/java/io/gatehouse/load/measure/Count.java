package io.gatehouse.load.measure;

/** What is counted in a run. The name of each is in every output: see {@link #title}. */
public enum Count {
    /** Begun, whatever became of it. */
    CONNECTS("connects"),
    /** CONNACK came and said yes. */
    CONNECTED("connected"),
    /** Of those, with a ticket. */
    RESUMED("resumed"),
    /** Connections that ended and were not asked to. */
    ENDED("ended"),
    /** Messages whose time had come. */
    DUE("due"),
    /** Of those, handed to a connection. */
    SENT("sent"),
    /** Of those not: so many were under way that the generator did not add to them, or there was no connection. */
    HELD_BACK("held back"),
    /** QoS 1 and 2: by the broker. */
    ACKNOWLEDGED("acknowledged"),
    /** Copies of messages, to subscribers. */
    RECEIVED("received"),
    /** With something in it that is not of this run. */
    FOREIGN("foreign"),
    /** Sent (QoS 0) or acknowledged (QoS 1 and 2) and not received by somebody who should have; known at the end. */
    LOST("lost"),
    /** Received again. */
    DUPLICATED("duplicated"),
    /** Received behind a later one of the same publisher. */
    REORDERED("reordered");

    private final String title;

    Count(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Whether it says how much went on, and not what went wrong. */
    public boolean isThroughput() {
        return switch (this) {
            case CONNECTS, CONNECTED, RESUMED, DUE, SENT, ACKNOWLEDGED, RECEIVED -> true;
            case ENDED, HELD_BACK, FOREIGN, LOST, DUPLICATED, REORDERED -> false;
        };
    }
}
