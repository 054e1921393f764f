package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;
import java.util.List;

/**
 * A filter that a session is subscribed to.
 *
 * @param filter as sent, {@code $share/…} included
 * @param qos granted
 */
public record SubscribedFilter(String filter, Qos qos) {

    /** All of a session, in no order. On its loop. */
    public static List<SubscribedFilter> of(Session session) {
        session.home().check();
        return session.subscriptions().granted();
    }
}
