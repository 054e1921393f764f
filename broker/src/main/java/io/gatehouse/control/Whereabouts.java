package io.gatehouse.control;

import io.gatehouse.history.ClientEvent;
import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the registry and the live connections know of a name, whatever kind of name it is, in sentences. Any thread that
 * may wait for the loops.
 */
public final class Whereabouts {
    static final String LOOK_INTO_THE_LOG = "A refusal may be older than what is remembered: look into the log for it.";

    private static final int MOST = 5;

    private final Registry registry;
    private final LiveConnections live;
    private final ClientHistory history;
    private final InstantSource clock;

    public Whereabouts(Registry registry, LiveConnections live, ClientHistory history, InstantSource clock) {
        this.registry = registry;
        this.live = live;
        this.history = history;
        this.clock = clock;
    }

    /** Adds to {@code now} what is so, and to {@code advice} what to look at if that is not enough. */
    void of(String who, List<String> now, List<String> advice) {
        boolean connected = connection(who, now);
        boolean thing = thing(who, now, advice);
        boolean certificate = certificate(who, now, advice);
        boolean heardOf = connected ? before(who, now, advice) : past(who, now, advice);
        if (connected) {
            advice.add(
                    who + " is connected: what it may not do is refused message by message, and would be told here.");
            return;
        }
        if (!thing && !certificate && !heardOf) {
            now.add("No thing, certificate or connection is called " + who + ".");
            advice.add("Try the client id, the certificate id or the address that the device really uses; compare with:"
                    + " gatehouse thing ls, gatehouse cert ls.");
        }
        if (!heardOf) {
            advice.add("It may never have reached this broker: check the host name and port it connects to, DNS, and"
                    + " firewalls between. What arrives without TLS or fails in the handshake is found by its"
                    + " address.");
        }
        advice.add(LOOK_INTO_THE_LOG);
    }

    private boolean connection(String who, List<String> now) {
        ConnectionView view = live.describe(who);
        if (view == null) {
            return false;
        }
        now.add(view.clientId() + " is connected since " + seconds(view.connectedAt()) + " from " + view.peer()
                + (view.operator() == null
                        ? " with certificate " + view.certificateId()
                        : " as operator " + view.operator())
                + ".");
        return true;
    }

    /**
     * What befell a client that is here before it came: whoever shares his client id is connected most of the time, and
     * pushed out again and again.
     */
    private boolean before(String who, List<String> now, List<String> advice) {
        List<ClientEvent> events = history.of(who);
        ClientEvent last = null;
        int takenOver = 0;
        for (ClientEvent event : events) {
            switch (event.kind()) {
                case CONNECTED, SUBSCRIBED, UNSUBSCRIBED -> {}
                case REFUSED, DISCONNECTED, SESSION_EXPIRED -> last = event;
                case TAKEN_OVER -> {
                    last = event;
                    takenOver++;
                }
            }
        }
        if (last == null) {
            return false;
        }
        now.add("Before that, at " + told(last));
        if (takenOver > 1) {
            now.add("Of its last " + events.size() + " events " + takenOver
                    + " are TAKEN_OVER: two clients may share its client id.");
        }
        advice.add("See what happened to it: gatehouse conn history " + who + ".");
        return true;
    }

    /** {@code 2026-11-20T12:00:00Z: DISCONNECTED, KEEP_ALIVE_TIMEOUT.} */
    private static String told(ClientEvent event) {
        Reason reason = event.reason();
        return seconds(Instant.ofEpochMilli(event.lastMillis())) + ": " + event.kind()
                + (event.kind() == Kind.TAKEN_OVER || reason == null ? "" : ", " + reason)
                + (event.kind() != Kind.TAKEN_OVER || event.detail() == null ? "" : ", " + event.detail())
                + ".";
    }

    /** A client that was here; or its companions, which are the tools that call themselves after a thing. */
    private boolean past(String who, List<String> now, List<String> advice) {
        List<ClientEvent> events = history.of(who);
        if (events.isEmpty()) {
            List<String> companions = history.clientsBeginningWith(who + ".", MOST);
            if (!companions.isEmpty()) {
                now.add("There was no client " + who + ", but there were " + String.join(", ", companions) + ".");
                advice.add("See what happened to one of them: gatehouse conn history " + companions.getFirst() + ".");
            }
            return false;
        }
        now.add("The client " + who + " was last heard of at " + told(events.getLast()));
        advice.add("See what happened to it: gatehouse conn history " + who + ".");
        return true;
    }

    private boolean thing(String who, List<String> now, List<String> advice) {
        if (registry.thing(who) == null) {
            return false;
        }
        List<String> certificates = registry.certificatesOfThing(who, null, MOST);
        if (certificates.isEmpty()) {
            now.add("The thing " + who + " has no certificate.");
            advice.add("Give it one: gatehouse cert register FILE --thing " + who + ".");
            return true;
        }
        now.add("The thing " + who + " has "
                + certificates.stream().map(this::inShort).collect(Collectors.joining(", ")) + ".");
        return true;
    }

    private String inShort(String id) {
        Certificate certificate = registry.certificate(id);
        return "certificate " + id + (certificate == null ? "" : " (" + standing(certificate) + ")");
    }

    private boolean certificate(String who, List<String> now, List<String> advice) {
        List<Certificate> found = RegistryOutcome.certificates(registry, who, MOST);
        for (Certificate certificate : found) {
            List<String> things = registry.thingsOf(certificate.id()).stream()
                    .map(Thing::name)
                    .toList();
            int policies = registry.policiesOf(certificate.id()).size();
            List<String> ofGroups = GroupPolicies.of(registry, certificate.id());
            now.add("Certificate " + certificate.id() + " is registered, " + standing(certificate) + ", "
                    + (things.isEmpty() ? "without a thing" : "attached to " + String.join(", ", things)) + ", with "
                    + policies + (policies == 1 ? " policy" : " policies")
                    + (ofGroups.isEmpty() ? "." : " and " + String.join(", ", ofGroups) + " of its thing's groups."));
            if (policies == 0 && ofGroups.isEmpty()) {
                advice.add(
                        "Without a policy nothing is allowed: gatehouse policy attach NAME " + certificate.id() + ".");
            }
        }
        return !found.isEmpty();
    }

    private String standing(Certificate certificate) {
        Instant now = clock.instant();
        String status = certificate.status().name();
        if (certificate.status() != CertificateStatus.ACTIVE) {
            return status;
        }
        if (now.isAfter(certificate.notAfter())) {
            return status + ", expired " + seconds(certificate.notAfter());
        }
        return now.isBefore(certificate.notBefore())
                ? status + ", not valid before " + seconds(certificate.notBefore())
                : status;
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
