package io.gatehouse.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Misconfiguration.Outcome;
import io.gatehouse.security.LogLines;
import io.gatehouse.security.Scrape;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every place where one case must show, under its own reason and under no other. */
final class Places {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final String REFUSALS = "gatehouse_refusals_total";
    private static final String ENDS = "gatehouse_disconnects_total{initiator=\"server\",reason=";
    private static final String CONNECTS = "gatehouse_connects_total{reason=";
    private static final String HANDSHAKES = "gatehouse_tls_handshakes_total{group=\"none\",listener=\"mqtts\",reason=";

    private final Misconfiguration what;
    private final RunningBroker broker;

    private Places(Misconfiguration what, RunningBroker broker) {
        this.what = what;
        this.broker = broker;
    }

    /** Plays the case and looks everywhere. */
    static void check(Misconfiguration what, Scene scene) throws Exception {
        var places = new Places(what, scene.broker());
        try (LogLines log = LogLines.listen()) {
            Scrape before = Scrape.of(scene.broker());
            Trace trace = what.script().play(scene);
            assertThat(trace.code()).as("what the client was told").isEqualTo(what.answer());
            places.checkCounters(before);
            places.checkLog(log, trace);
        }
    }

    /** Counters are written after the peer was told; the last of them may come a moment later. */
    private void checkCounters(Scrape before) {
        boolean refused = what.outcome() == Outcome.REFUSED;
        String family = refused ? REFUSALS : ENDS;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !Scrape.of(broker).risesSince(before, family).isEmpty());
        broker.sessions().onEveryLoop(loop -> {}).join(); // what was under way is counted now
        Scrape after = Scrape.of(broker);
        assertThat(after.risesSince(before, REFUSALS))
                .isEqualTo(refused ? Map.of(series(what.reason()), 1.0) : Map.of());
        Reason.Stage stage = what.reason().stage();
        if (!refused) {
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

    private void checkLog(LogLines log, Trace trace) {
        String level = what.outcome() == Outcome.ENDED_QUIETLY ? "DEBUG" : "INFO";
        List<String> identity = Stream.of(
                        field("clientId", trace.clientId()),
                        field("certificateId", trace.certificateId()),
                        trace.address() == null ? "peer=" : "peer=\"" + trace.address() + ":")
                .filter(words -> !words.isEmpty())
                .toList();
        String event = what.outcome() == Outcome.REFUSED ? "refused: " : "connection ended: ";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log.of(what.reason().name()))
                        .anySatisfy(line -> assertThat(line)
                                .startsWith(level)
                                .contains(identity)
                                .contains(event + what.reason().meaning())));
    }

    private static String field(String key, @Nullable String value) {
        return value == null ? "" : key + "=\"" + value + "\"";
    }
}
