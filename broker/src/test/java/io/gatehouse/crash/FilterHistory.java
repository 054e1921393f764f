package io.gatehouse.crash;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * One filter of one session over time. A change is in doubt from the moment it is asked for until it is granted; one
 * whose connection ended before that stays in doubt until the next one is granted.
 */
final class FilterHistory {
    /** The least and the most that a subscription may have asked for over some time. */
    record Range(int least, int most) {
        static final Range NOTHING = new Range(Event.Asked.NONE, Event.Asked.NONE);

        /** Of several filters of a session the highest QoS counts. [MQTT-3.3.4-2] */
        Range with(Range other) {
            return new Range(Math.max(least, other.least), Math.max(most, other.most));
        }
    }

    private record Change(int asked, int qos) {}

    private final TopicFilter filter;
    private final List<Change> changes = new ArrayList<>();
    private final List<Integer> granted = new ArrayList<>(); // when; the end of time while in doubt

    FilterHistory(String filter) {
        this.filter = TopicFilter.of(filter);
    }

    boolean isShared() {
        return filter.isShared();
    }

    boolean matches(String topic) {
        return filter.matches(Topic.of(topic), true);
    }

    void asked(int at, int qos) {
        changes.add(new Change(at, qos));
        granted.add(Integer.MAX_VALUE);
    }

    void granted(int at) {
        for (int i = granted.size() - 1; i >= 0 && granted.get(i) == Integer.MAX_VALUE; i--) {
            granted.set(i, at);
        }
    }

    /** There is a new session, and it begins without. */
    void ended(int at) {
        asked(at, Event.Asked.NONE);
        granted(at);
    }

    /** What it may have been between two moments. */
    Range between(int from, int to) {
        int least = Event.Asked.NONE;
        int most = Event.Asked.NONE;
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (change.asked() > to) {
                break;
            }
            if (granted.get(i) < from) { // done before: what was earlier does not count any more
                least = change.qos();
                most = change.qos();
            } else {
                least = Math.min(least, change.qos());
                most = Math.max(most, change.qos());
            }
        }
        return new Range(least, most);
    }
}
