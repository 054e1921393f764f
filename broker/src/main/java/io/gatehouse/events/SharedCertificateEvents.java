package io.gatehouse.events;

import io.gatehouse.json.JsonValue;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.session.SharedCertificate;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Tells of certificates that two clients have at once: a line of the log, and an event on
 * {@code $aws/events/certificates/shared/<certificateId>}. The topic is ours, beside AWS's
 * {@code certificates/registered}; what AWS has is a finding of a daily audit, whose check and reason are named here by
 * AWS's words. {@link EventPace} bounds both, so that a fleet with one certificate fills neither; the counter knows of
 * all. Any loop.
 */
final class SharedCertificateEvents {
    private static final Log log = Log.of(SharedCertificateEvents.class);
    private static final String SHARED = "$aws/events/certificates/shared/";

    private final Clock clock;
    private final EventPace pace;

    SharedCertificateEvents(Clock clock) {
        this.clock = clock;
        this.pace = new EventPace(clock.monotonicNanos());
    }

    void tell(SharedCertificate found, Predicate<Topic> hasAudience, BiConsumer<Topic, JsonValue> publish) {
        if (!pace.permits(found.certificateId(), clock.monotonicNanos())) {
            return;
        }
        log.at(Event.CERTIFICATE_SHARED)
                .addKeyValue("certificateId", found.certificateId())
                .addKeyValue("clientId", found.clientId())
                .addKeyValue("address", found.address())
                .addKeyValue("others", String.join(",", found.others()))
                .addKeyValue("clients", found.clients())
                .addKeyValue("cure", "give each device a certificate of its own; revoke one that was copied")
                .log(
                        found.refused()
                                ? "a certificate is used by two clients at once; the second was refused"
                                : "a certificate is used by two clients at once");
        Topic topic = Topic.of(SHARED + found.certificateId());
        if (hasAudience.test(topic)) {
            publish.accept(topic, body(found));
        }
    }

    private JsonValue body(SharedCertificate found) {
        return JsonValue.object()
                .put("eventType", "certificate_shared")
                .put("timestamp", clock.wallMillis())
                .put("certificateId", found.certificateId())
                .put("clientId", found.clientId())
                .putIfPresent("thingName", found.thing())
                .put("ipAddress", found.address())
                .put("otherClientIds", JsonValue.ofStrings(found.others()))
                .put("clientCount", found.clients())
                .put("operation", found.refused() ? "REFUSED" : "ACCEPTED")
                .put("checkName", "DEVICE_CERTIFICATE_SHARED_CHECK")
                .put("reasonForNonComplianceCode", "CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES")
                .build();
    }
}
