package io.gatehouse.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final class ManualClock implements Clock {
        private long seconds;

        @Override
        public long wallMillis() {
            return TimeUnit.SECONDS.toMillis(seconds);
        }

        @Override
        public long monotonicNanos() {
            return TimeUnit.SECONDS.toNanos(seconds);
        }
    }

    private final ManualClock clock = new ManualClock();
    private final Traces traces = new Traces(clock);

    private Trace begin(String kind, String value, boolean payloads) {
        Trace trace = traces.begin(Subject.of(kind, value), MINUTE, payloads);
        assertThat(trace).isNotNull();
        return java.util.Objects.requireNonNull(trace);
    }

    private void refuse(Client client) {
        traces.saw(Reason.CERTIFICATE_UNKNOWN, client, () -> Facts.of("a detail"));
    }

    private void publish(String topic, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        try (var message = new Message(
                Topic.of(topic), Payload.copyOf(bytes), Qos.AT_LEAST_ONCE, false, PublishProperties.NONE, "lamp", 0)) {
            traces.published(message);
        }
    }

    private static List<TraceEntry> all(Trace trace) {
        return trace.read(0, 1000).entries();
    }

    @Test
    void a_trace_ends_by_itself_and_what_it_has_stays() {
        Trace trace = begin("ip", "10.0.0.7", false);
        refuse(Client.at("mqtts", "10.0.0.7:1"));
        assertThat(traces.running()).containsExactly(trace);
        assertThat(trace.read(0, 10).last()).isFalse();

        clock.seconds = MINUTE.toSeconds();
        refuse(Client.at("mqtts", "10.0.0.7:2"));

        assertThat(trace.isOver()).isTrue();
        assertThat(traces.running()).isEmpty();
        assertThat(all(trace)).extracting(TraceEntry::peer).containsExactly("10.0.0.7:1");
        assertThat(trace.read(0, 10).last()).isTrue();
    }

    @Test
    void at_most_eight_run_at_once_and_the_oldest_that_is_over_gives_way() {
        Trace first = begin("client", "0", false);
        for (int i = 1; i < Traces.MOST; i++) {
            begin("client", Integer.toString(i), false);
        }
        assertThat(traces.begin(Subject.of("client", "one more"), MINUTE, false))
                .isNull();

        traces.stop(first);
        Trace next = begin("client", "one more", false);

        assertThat(traces.all()).hasSize(Traces.MOST).contains(next).doesNotContain(first);
        assertThat(traces.find(first.id())).isNull();
    }

    @Test
    void none_runs_for_longer_than_an_hour() {
        assertThatThrownBy(() -> traces.begin(Subject.of("client", "a"), Duration.ofMinutes(61), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_refusal_is_seen_by_the_traces_it_concerns_and_no_other() {
        Trace client = begin("client", "lamp", false);
        Trace certificate = begin("cert", "AB12ab12", false);
        Trace address = begin("ip", "10.0.0.7", false);
        Trace other = begin("ip", "10.0.0.8", false);

        refuse(Client.at("mqtts", "10.0.0.7:4711").named("lamp", "ab12".repeat(16), null));

        for (Trace trace : List.of(client, certificate, address)) {
            assertThat(all(trace)).singleElement().satisfies(entry -> {
                assertThat(entry.event()).isEqualTo("CERTIFICATE_UNKNOWN");
                assertThat(entry.detail()).isEqualTo("the certificate is not registered; a detail");
            });
        }
        assertThat(all(other)).isEmpty();
    }

    @Test
    void of_a_payload_only_size_and_digest_are_told_unless_it_was_asked_for() {
        Trace redacted = begin("topic", "a/#", false);
        Trace open = begin("topic", "a/b", true);
        Trace other = begin("topic", "b/#", false);

        publish("a/b", "a canary");

        assertThat(all(redacted)).singleElement().satisfies(entry -> {
            assertThat(entry.payload()).isNull();
            assertThat(entry.detail())
                    .isEqualTo("QoS 1, payload 8 bytes, sha256 e6f9fb28…")
                    .doesNotContain("canary");
        });
        assertThat(all(open)).singleElement().extracting(TraceEntry::payload).isEqualTo("a canary");
        assertThat(all(other)).isEmpty();
    }

    @Test
    void a_large_payload_is_cut_and_a_binary_one_is_hexadecimal() {
        Trace trace = begin("topic", "#", true);

        publish("a", "x".repeat(2000));
        publish("a", "\u0000\u001b");
        try (var binary = new Message(
                Topic.of("a"),
                Payload.copyOf(new byte[] {(byte) 0xFF, 1}),
                Qos.AT_MOST_ONCE,
                false,
                PublishProperties.NONE,
                "",
                0)) {
            traces.published(binary);
        }

        assertThat(all(trace))
                .extracting(TraceEntry::payload)
                .containsExactly("x".repeat(1024) + "…", "\u0000\u001b", "hex:ff01");
    }

    @Test
    void refusals_on_a_topic_are_seen_by_its_trace() {
        Trace trace = begin("topic", "a/+", false);
        Client client = Client.at("mqtts", "10.0.0.7:4711").named("lamp", null, null);

        for (String resource : List.of("topic/a/b", "topic/b/b", "topicfilter/a/+", "topicfilter/a/b", "client/a/b")) {
            traces.saw(Reason.PUBLISH_NOT_AUTHORIZED, client, () -> new Facts(null, resource, null, null, null));
        }

        assertThat(all(trace)).extracting(TraceEntry::topic).containsExactly("topic/a/b", "topicfilter/a/+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cert; xyz; cert: xyz (expected: 8 to 64 hexadecimal digits of a certificate id)",
                "ip; localhost; ip: localhost (expected: an address, as 10.0.0.7)",
                "topic; $share/g/a; filter: $share/g/a (expected: one without $share)",
                "thing; a; kind: thing (expected: client, cert, ip or topic)"
            })
    void what_cannot_be_traced_is_said_in_one_line(String kind, String value, String problem) {
        assertThatThrownBy(() -> Subject.of(kind, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }
}
