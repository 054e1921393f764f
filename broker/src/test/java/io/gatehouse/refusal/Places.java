package io.gatehouse.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.HistoryApi;
import io.gatehouse.control.RefusalApi;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Misconfiguration.Outcome;
import io.gatehouse.security.LogLines;
import io.gatehouse.security.Scrape;
import io.gatehouse.session.ConnectFailures;
import io.gatehouse.session.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** Every place where one case must show, under its own reason and under no other. */
final class Places {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** From the client's answer until an operator finds it. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final int MOST_IN_A_LINE = 200;

    static final String REFUSALS = "gatehouse_refusals_total";
    private static final String ENDS = "gatehouse_disconnects_total{initiator=\"server\",reason=";
    private static final String DROPPED = "gatehouse_messages_dropped_total{reason=";
    private static final String CONNECTS = "gatehouse_connects_total{reason=";
    private static final String HANDSHAKES = "gatehouse_tls_handshakes_total{group=\"none\",listener=\"mqtts\",reason=";

    private final Misconfiguration what;
    private final RunningBroker broker;
    private final PresenceEvents events;
    private final Scrape before;
    private final Trace trace;
    /** When the client had its answer, or as much of one as it gets. */
    private final long answeredNanos = System.nanoTime();

    private Places(Misconfiguration what, RunningBroker broker, PresenceEvents events, Scrape before, Trace trace) {
        this.what = what;
        this.broker = broker;
        this.events = events;
        this.before = before;
        this.trace = trace;
    }

    /** Plays the case and looks everywhere. */
    static void check(Misconfiguration what, Scene scene, PresenceEvents events) throws Exception {
        try (LogLines log = LogLines.listen()) {
            Scrape before = Scrape.of(scene.broker());
            Trace trace = what.script().play(scene);
            new Places(what, scene.broker(), events, before, trace).check(log);
        }
    }

    private void check(LogLines log) {
        checkStore();
        checkEvents();
        checkLog(log);
        checkCounters();
        checkWhy();
        checkHistory();
        checkAnswer();
        checkNoFailure(); // as late as can be: an event that must not be is not waited for
    }

    private void checkAnswer() {
        assertThat(trace.code()).as("what the client was told").isEqualTo(what.answer());
        if (trace.wordsDue()) {
            assertThat(trace.words())
                    .as("the reason string")
                    .contains(what.reason().meaning());
        }
    }

    /** Whoever began to look into this place a second after the client's answer, or later, finds it as it must be. */
    private void shows(String place, ThrowingRunnable look) {
        AtomicLong begun = new AtomicLong();
        await(place)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> {
                    begun.set(System.nanoTime());
                    look.run();
                });
        assertThat(Duration.ofNanos(begun.get() - answeredNanos)).as(place).isLessThan(AT_ONCE);
    }

    private static String whoOf(Trace trace) {
        String name = trace.clientId() != null ? trace.clientId() : trace.certificateId();
        return name != null ? name : String.valueOf(trace.address());
    }

    private void checkStore() {
        String who = whoOf(trace);
        if (what.outcome() == Outcome.ENDED_QUIETLY) {
            assertThat(broker.recentRefusals().find(who, what.reason(), 1)).isEmpty();
            return;
        }
        shows(
                "store",
                () -> assertThat(broker.recentRefusals().find(who, what.reason(), 1))
                        .isNotEmpty());
    }

    /**
     * An event is due where AWS has one: {@code connect_failed} for a CONNECT, or a will, that was not authorised, and
     * {@code disconnected} for the end of every connection that had been admitted. No event tells of what happened
     * before a client id was known (TLS, and a CONNECT that could not be read), of a certificate or a CONNECT that was
     * refused for another reason than a right, since strangers could write under every device's name, nor of a message
     * or a filter that was refused while the connection went on.
     */
    private void checkEvents() {
        String clientId = trace.clientId();
        if (clientId == null) {
            return;
        }
        boolean ended = trace.cutOff() || what.outcome() == Outcome.ENDED || what.outcome() == Outcome.ENDED_QUIETLY;
        if (ended) {
            checkEvent("disconnected", "\"disconnectReason\":\"" + awsReason() + "\"");
        }
        if (isConnectFailure()) {
            checkEvent("connect_failed", "\"connectFailureReason\":\"AUTHORIZATION_FAILED\"");
        }
        checkNoFailure();
    }

    private boolean isConnectFailure() {
        return what.outcome() == Outcome.REFUSED && !trace.cutOff() && ConnectFailures.Attempt.isOne(what.reason());
    }

    /** No event but the one that is due. */
    private void checkNoFailure() {
        if (trace.clientId() != null) {
            assertThat(events.of("connect_failed", trace.clientId())).hasSize(isConnectFailure() ? 1 : 0);
        }
    }

    private String awsReason() {
        return new Ending(what.reason(), null, false, false, "").awsReason();
    }

    private void checkEvent(String event, String told) {
        String clientId = String.valueOf(trace.clientId());
        List<String> words = trace.certificateId() == null ? List.of(told) : List.of(told, trace.certificateId());
        shows(
                "event " + event,
                () -> assertThat(events.has(event, clientId, what.reason(), words))
                        .as(event + " with " + words + " among " + events.of(event, clientId))
                        .isTrue());
    }

    /** What an operator is told who asks by what he knows of the device. */
    private void checkWhy() {
        if (what.outcome() == Outcome.ENDED_QUIETLY) {
            return;
        }
        shows("why", () -> checkTold(why(whoOf(trace))));
    }

    private void checkTold(RefusalApi.Told told) {
        assertThat(told.cure()).isEqualTo(cure());
        assertThat(told.count()).isEqualTo(1);
        assertThat(told.peer() == null).isEqualTo(trace.away());
        if (told.certificateId() != null && !trace.away() && what.reason() != Reason.TLS_CERTIFICATE_MALFORMED) {
            assertThat(told.subject()).isNotNull();
        }
        if (what.reason().stage() == Reason.Stage.CERTIFICATE) {
            assertThat(told.certificateStatus() == null).isEqualTo(what.reason() == Reason.CERTIFICATE_UNKNOWN);
        }
        assertThat(told.check()).isEqualTo(CheckTest.wordOf(what.reason()));
        if (isOfPolicies()) {
            assertThat(told.resource()).containsPattern("^(client|topic|topicfilter)/");
            assertThat(told.explanation()).isEqualTo(trace.saying());
            assertThat(told.decision()).isEqualTo(isDenied() ? "EXPLICIT_DENY" : "IMPLICIT_DENY");
        } else if (trace.saying() != null) {
            assertThat(told.detail()).contains(trace.saying());
        }
    }

    private boolean isOfPolicies() {
        return CheckTest.wordOf(what.reason()).endsWith(" policy");
    }

    private boolean isDenied() {
        return trace.saying() != null && trace.saying().startsWith("denied by ");
    }

    /** Another Allow is no cure for a Deny. */
    private String cure() {
        if (!isDenied()) {
            return Cures.of(what.reason());
        }
        String statement = String.valueOf(trace.saying()).substring("denied by ".length());
        return String.valueOf(Cures.whenDenied(what.reason())).replace("{statement}", statement);
    }

    /** What the client's history says of it. */
    private void checkHistory() {
        String clientId = trace.clientId();
        if (clientId == null) {
            return;
        }
        boolean isEnd = what.outcome() == Outcome.ENDED || what.outcome() == Outcome.ENDED_QUIETLY;
        String event = !isEnd ? "REFUSED" : what.reason() == Reason.TAKEN_OVER ? "TAKEN_OVER" : "DISCONNECTED";
        shows(
                "history",
                () -> assertThat(history(clientId)).anySatisfy(told -> {
                    assertThat(told.event()).isEqualTo(event);
                    assertThat(told.reason()).isEqualTo(what.reason().name());
                    assertThat(told.certificateId()).isEqualTo(trace.certificateId());
                    if (!isEnd || !isOfPolicies()) { // why a right was withdrawn is not found out on the loop
                        assertThat(String.valueOf(told.detail())).contains(beginning());
                    }
                }));
    }

    private List<HistoryApi.Event> history(String clientId) {
        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            Answer<HistoryApi.Listing> answer = admin.call(HistoryApi.LAST, new HistoryApi.Query(clientId, 50));
            assertThat(answer).isInstanceOf(Answer.Done.class);
            return ((Answer.Done<HistoryApi.Listing>) answer).value().events();
        }
    }

    private RefusalApi.Told why(String who) {
        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            var question = new RefusalApi.Question(who, what.reason().name(), 5);
            Answer<RefusalApi.Findings> answer = admin.call(RefusalApi.WHY, question);
            assertThat(answer).isInstanceOf(Answer.Done.class);
            List<RefusalApi.Told> refusals =
                    ((Answer.Done<RefusalApi.Findings>) answer).value().refusals();
            assertThat(refusals).as("what why tells of " + who).isNotEmpty();
            return refusals.getFirst();
        }
    }

    /** Counters are written after the peer was told; those of a loop when its turn ends. */
    private void checkCounters() {
        shows("counters", () -> {
            broker.sessions().onEveryLoop(loop -> {}).join(); // what was under way is counted now
            checkRises(Scrape.of(broker));
        });
    }

    private void checkRises(Scrape after) {
        boolean refused = what.outcome() == Outcome.REFUSED;
        assertThat(after.risesSince(before, REFUSALS))
                .isEqualTo(refused ? Map.of(series(what.reason()), 1.0) : Map.of());
        Reason.Stage stage = what.reason().stage();
        if (what.outcome() == Outcome.NOT_DELIVERED) {
            assertThat(after.risesSince(before, DROPPED)).isEqualTo(Map.of("\"" + what.reason() + "\"}", 1.0));
        } else if (!refused) {
            assertThat(after.risesSince(before, ENDS)).isEqualTo(Map.of("\"" + what.reason() + "\"}", 1.0));
        } else if (stage == Reason.Stage.TLS) {
            assertThat(after.risesSince(before, HANDSHAKES))
                    .containsEntry("\"" + what.reason() + "\",result=\"refused\",resumed=\"false\"}", 1.0);
        } else if (stage == Reason.Stage.CERTIFICATE || stage == Reason.Stage.CONNECT) {
            assertThat(after.risesSince(before, CONNECTS))
                    .containsEntry("\"" + what.reason() + "\",result=\"refused\"}", 1.0);
        }
    }

    static String series(Reason reason) {
        return "{reason=\"" + reason + "\",stage=\"" + reason.stage().name().toLowerCase(Locale.ROOT) + "\"}";
    }

    private void checkLog(LogLines log) {
        String level = what.outcome() == Outcome.ENDED_QUIETLY ? "DEBUG" : "INFO";
        List<String> identity = Stream.of(
                        field("clientId", trace.clientId()),
                        field("certificateId", trace.certificateId()),
                        trace.away() ? "" : peerWords(),
                        beginning())
                .filter(words -> !words.isEmpty())
                .toList();
        boolean isEnd = what.outcome() == Outcome.ENDED || what.outcome() == Outcome.ENDED_QUIETLY;
        String event = isEnd ? "connection ended: " : "refused: ";
        shows(
                "log",
                () -> assertThat(log.of(what.reason().name()))
                        .anySatisfy(line -> assertThat(line)
                                .startsWith(level)
                                .contains(identity)
                                .contains(event + what.reason().meaning())
                                .contains("check=\"" + CheckTest.wordOf(what.reason()) + "\"")
                                .contains("cure=\"" + cure() + "\"")));
    }

    private String peerWords() {
        String address = trace.address();
        if (address == null) {
            return "peer=";
        }
        return "peer=\"" + address + (address.contains(":") ? "\"" : ":");
    }

    /** As much of what is said as stands in a line, which cuts long values. */
    private String beginning() {
        String saying = trace.saying() == null ? "" : trace.saying();
        return saying.substring(0, Math.min(saying.length(), MOST_IN_A_LINE));
    }

    private static String field(String key, @Nullable String value) {
        return value == null ? "" : key + "=\"" + value + "\"";
    }
}
