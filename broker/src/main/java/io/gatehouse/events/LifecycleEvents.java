package io.gatehouse.events;

import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Router;
import io.gatehouse.session.ConnectFailures;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.Session;
import io.gatehouse.session.SharedCertificate;
import java.util.List;

/**
 * Publishes {@code $aws/events/presence/connected|disconnected|connect_failed/<clientId>} and
 * {@code $aws/events/subscriptions/subscribed|unsubscribed/<clientId>} with the fields AWS gives them ("Lifecycle
 * events" of the AWS IoT developer guide). Nothing is built for a topic that nobody has subscribed to, so that a fleet
 * without an audience pays one look into the trie for each event.
 *
 * <p>{@code $aws/events/certificates/shared/<certificateId>} is ours, see {@link SharedCertificateEvents}.
 *
 * <p>{@code connect_failed} tells of a CONNECT, or its will, that was not authorised, as at AWS. Its client id is what
 * the peer claims to be, so that {@code principalIdentifier} is what tells who it was; a peer whose certificate is not
 * let in causes no event, or strangers could write under every device's name. {@link EventPace} bounds how many
 * there are; counters and the log know of all. In the extended mode {@code reason} says which {@link
 * io.gatehouse.reason.Reason} it was, there and in {@code disconnected}.
 */
public final class LifecycleEvents implements Lifecycle, ConnectFailures {
    private static final String PRESENCE = "$aws/events/presence/";
    private static final String SUBSCRIPTIONS = "$aws/events/subscriptions/";

    private final Router router;
    private final Clock clock;
    private final boolean extended;
    private final EventPace pace;
    private final SharedCertificateEvents shared;

    /** @param extended adds our own reason to what AWS tells */
    public LifecycleEvents(Router router, Clock clock, boolean extended) {
        this.router = router;
        this.clock = clock;
        this.extended = extended;
        this.pace = new EventPace(clock.monotonicNanos());
        this.shared = new SharedCertificateEvents(clock);
    }

    @Override
    public void connected(Session session, ConnectionInfo connection) {
        Topic topic = Topic.of(PRESENCE + "connected/" + session.clientId());
        if (router.hasAudience(topic, session.home())) {
            publish(
                    topic,
                    EventBody.of("connected", session, connection, clock.wallMillis())
                            .address(connection)
                            .versionNumber(session)
                            .json());
        }
    }

    @Override
    public void disconnected(Session session, ConnectionInfo connection, Ending ending) {
        Topic topic = Topic.of(PRESENCE + "disconnected/" + session.clientId());
        if (router.hasAudience(topic, session.home())) {
            EventBody body = EventBody.of("disconnected", session, connection, clock.wallMillis())
                    .ending(ending)
                    .versionNumber(session);
            publish(topic, withReason(body, ending.reason()).json());
        }
    }

    @Override
    public void connectFailed(Attempt attempt, Loop loop) {
        Topic topic = Topic.of(PRESENCE + "connect_failed/" + attempt.clientId());
        if (router.hasAudience(topic, loop) && pace.permits(attempt.principalId(), clock.monotonicNanos())) {
            EventBody body = EventBody.of(attempt, clock.wallMillis());
            publish(topic, withReason(body, attempt.reason()).json());
        }
    }

    private EventBody withReason(EventBody body, Reason reason) {
        return extended ? body.reason(reason) : body;
    }

    @Override
    public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {
        filters("subscribed", session, connection, filters);
    }

    @Override
    public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {
        filters("unsubscribed", session, connection, filters);
    }

    @Override
    public void certificateShared(SharedCertificate found, Loop loop) {
        shared.tell(found, topic -> router.hasAudience(topic, loop), this::publish);
    }

    private void filters(String eventType, Session session, ConnectionInfo connection, List<String> filters) {
        Topic topic = Topic.of(SUBSCRIPTIONS + eventType + "/" + session.clientId());
        if (router.hasAudience(topic, session.home())) {
            publish(
                    topic,
                    EventBody.of(eventType, session, connection, clock.wallMillis())
                            .topics(filters)
                            .json());
        }
    }

    private void publish(Topic topic, JsonValue body) {
        ServiceEvents.publish(router, clock, topic, body);
    }
}
