package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.history.ClientEvent;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhyCommandTest extends AdminGround {
    private static final Client LAMP = Client.at("mqtts", "10.0.0.7:4711").named("lamp", "ab12".repeat(16), null);

    private void refuse(Reason reason, Client client, int times) {
        try (var metrics = new Metrics(1);
                var refusals = new Refusals(metrics, List.of(admin.refusals()), Clock.SYSTEM)) {
            var certificate = new ClientCertificate(
                    RunningBroker.stranger("lamp").issued().leaf(), "REVOKED");
            for (int i = 0; i < times; i++) {
                refusals.refused(reason, client, () -> Facts.of("a detail").with(certificate));
            }
        }
    }

    @Test
    void a_refused_device_is_told_with_its_cause_and_what_to_do() {
        refuse(Reason.CERTIFICATE_REVOKED, LAMP, 3);

        for (String who : List.of("lamp", "ab12ab12", "10.0.0.7")) {
            CommandRun run = CommandRun.in(folder, "why", who);

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(run.out())
                    .containsPattern("REASON +CERTIFICATE_REVOKED\n")
                    .containsPattern("why +the certificate is REVOKED\n")
                    .containsPattern("check +certificate\n")
                    .containsPattern("times +3 since ")
                    .containsPattern("peer +10.0.0.7:4711 \\(listener mqtts\\)\n")
                    .containsPattern("status +REVOKED\n")
                    .containsPattern("subject +CN=lamp,.+\n")
                    .containsPattern("detail +a detail\n")
                    .containsPattern("do +Issue a new certificate for the device");
        }
    }

    @Test
    void json_has_the_members_of_the_log_line() throws Exception {
        refuse(Reason.CERTIFICATE_REVOKED, LAMP, 3);

        JsonNode findings = new ObjectMapper()
                .readTree(CommandRun.in(folder, "why", "lamp", "-o", "json").out());

        JsonNode told = findings.get("refusals").get(0);
        assertThat(told.get("reason").asText()).isEqualTo("CERTIFICATE_REVOKED");
        assertThat(told.get("count").asInt()).isEqualTo(3);
        assertThat(told.get("certificateStatus").asText()).isEqualTo("REVOKED");
        assertThat(told.get("cure").asText()).startsWith("Issue a new certificate");
        assertThat(findings.get("advice")).isEmpty();
    }

    @Test
    void of_a_session_that_nobody_is_connected_to_no_certificate_is_called_unregistered() {
        try (var metrics = new Metrics(1);
                var refusals = new Refusals(metrics, List.of(admin.refusals()), Clock.SYSTEM)) {
            Client away = Client.at("none", null).named("lamp", "ab12".repeat(16), "lamp");
            var _ = refusals.notDelivered(Reason.QUEUE_FULL, away, () -> Facts.of("queued: 8 messages"));
        }

        assertThat(CommandRun.in(folder, "why", "lamp").out())
                .containsPattern("REASON +QUEUE_FULL\n")
                .containsPattern("certificate +ab12")
                .doesNotContainPattern("status +not registered");
    }

    @Test
    void one_reason_can_be_asked_for_and_a_wrong_one_is_an_error() {
        refuse(Reason.CERTIFICATE_REVOKED, LAMP, 1);
        refuse(Reason.CONNECT_TIMEOUT, LAMP, 1);

        assertThat(CommandRun.in(folder, "why", "lamp", "--reason", "connect_timeout")
                        .out())
                .contains("CONNECT_TIMEOUT")
                .doesNotContain("CERTIFICATE_REVOKED");
        assertThat(CommandRun.in(folder, "why", "lamp", "--max", "1").out()).contains("CONNECT_TIMEOUT");
        CommandRun wrong = CommandRun.in(folder, "why", "lamp", "--reason", "BAD_LUCK");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(wrong.err()).contains("[INVALID]", "reason: BAD_LUCK (expected: ");
    }

    @Test
    void whoever_was_refused_for_a_reason_is_told_without_a_name() {
        refuse(Reason.CERTIFICATE_REVOKED, LAMP, 1);
        refuse(Reason.CERTIFICATE_REVOKED, Client.at("mqtts", "10.0.0.8:1").named("door", "cd34".repeat(16), null), 1);
        refuse(Reason.CONNECT_TIMEOUT, Client.at("mqtts", "10.0.0.9:1"), 1);

        CommandRun run = CommandRun.in(folder, "why", "--reason", "CERTIFICATE_REVOKED");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .containsPattern("client +lamp\n")
                .containsPattern("client +door\n")
                .doesNotContain("CONNECT_TIMEOUT", "now:");
        assertThat(CommandRun.in(folder, "why", "--reason", "QUEUE_FULL").out())
                .isEqualTo("No refusal for QUEUE_FULL is remembered.\n"
                        + "do:  A refusal may be older than what is remembered: look into the log for it.\n");
    }

    @Test
    void somebody_or_a_reason_has_to_be_asked_for() {
        CommandRun run = CommandRun.in(folder, "why");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("who: missing (expected: a client id, certificate id, address or thing, or a reason)");
    }

    @Test
    void a_name_that_nobody_knows_gets_advice() {
        CommandRun run = CommandRun.in(folder, "why", "ghost");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .startsWith("No refusal of ghost is remembered.\n")
                .contains("now: No thing, certificate or connection is called ghost.\n")
                .contains("do:  It may never have reached this broker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7:4711", "10.0.0.7:9", "AB12AB12", "AB:12:AB:12:AB:12"})
    void an_address_with_a_port_and_a_fingerprint_as_openssl_prints_it_are_understood(String who) {
        refuse(Reason.CERTIFICATE_REVOKED, LAMP, 1);

        assertThat(CommandRun.in(folder, "why", who).out()).containsPattern("REASON +CERTIFICATE_REVOKED\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "[::1]:4711", "0:0:0:0:0:0:0:1"})
    void an_address_of_ipv6_is_found_however_it_is_written(String who) {
        refuse(Reason.TLS_PLAINTEXT, Client.at("mqtts", "[0:0:0:0:0:0:0:1]:4711"), 1);

        assertThat(CommandRun.in(folder, "why", who).out()).containsPattern("REASON +TLS_PLAINTEXT\n");
    }

    @Test
    void a_client_id_that_looks_like_something_else_is_taken_as_it_is_first() {
        refuse(Reason.CERTIFICATE_REVOKED, LAMP.named("AB:12:AB:12", "cd34".repeat(16), null), 1);
        refuse(Reason.CONNECT_TIMEOUT, LAMP, 1);

        assertThat(CommandRun.in(folder, "why", "AB:12:AB:12").out())
                .contains("CERTIFICATE_REVOKED")
                .doesNotContain("CONNECT_TIMEOUT");
    }

    @Test
    void a_client_that_was_here_and_not_refused_leads_to_its_history() {
        long noon = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
        admin.history()
                .add(
                        "boiler",
                        new ClientEvent(
                                ClientEvent.Kind.DISCONNECTED,
                                noon,
                                noon,
                                Reason.KEEP_ALIVE_TIMEOUT,
                                null,
                                null,
                                null,
                                null));

        assertThat(CommandRun.in(folder, "why", "boiler").out())
                .contains("now: The client boiler was last heard of at 2026-11-20T12:00:00Z: DISCONNECTED, "
                        + "KEEP_ALIVE_TIMEOUT.\n")
                .contains("gatehouse conn history boiler")
                .doesNotContain("It may never have reached this broker")
                .doesNotContain("No thing, certificate or connection");
    }

    @Test
    void a_client_that_is_here_and_was_pushed_out_by_its_double_is_told_of_it() {
        long noon = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
        admin.connections().add("lamp");
        for (int second = 0; second < 3; second++) {
            for (var kind : List.of(ClientEvent.Kind.TAKEN_OVER, ClientEvent.Kind.CONNECTED)) {
                boolean over = kind == ClientEvent.Kind.TAKEN_OVER;
                long at = noon + second * 1000L;
                admin.history()
                        .add(
                                "lamp",
                                new ClientEvent(
                                        kind,
                                        at,
                                        at,
                                        over ? Reason.TAKEN_OVER : null,
                                        null,
                                        "10.0.0.7:1",
                                        null,
                                        over ? "newcomer: 10.0.0.8:1" : null));
            }
        }

        assertThat(CommandRun.in(folder, "why", "lamp").out())
                .contains("now: lamp is connected since ")
                .contains("now: Before that, at 2026-11-20T12:00:02Z: TAKEN_OVER, newcomer: 10.0.0.8:1.\n")
                .contains("now: Of its last 6 events 3 are TAKEN_OVER: two clients may share its client id.\n")
                .contains("do:  See what happened to it: gatehouse conn history lamp.\n");
    }

    @Test
    void a_client_that_is_here_and_has_always_been_has_no_past() {
        admin.connections().add("lamp");

        assertThat(CommandRun.in(folder, "why", "lamp").out())
                .contains("now: lamp is connected since ")
                .doesNotContain("Before that", "conn history");
    }

    @Test
    void policies_of_the_groups_of_a_thing_count_for_its_certificate() {
        CommandRun.in(folder, "thing", "create", "lamp", "--out", "lamp");
        String id = admin.registry().certificates("", null, 1).getFirst().id();
        RunningBroker.done(admin.registry().thingGroups().create("lamps", null, "", Map.of()));
        RunningBroker.done(admin.registry().thingGroups().attachPolicy("thing-own-topics", "lamps"));
        RunningBroker.done(admin.registry().detachPolicy("thing-own-topics", id));
        assertThat(CommandRun.in(folder, "why", id).out()).contains("with 0 policies.", "Without a policy nothing");

        RunningBroker.done(admin.registry().thingGroups().add("lamps", List.of("lamp")));

        assertThat(CommandRun.in(folder, "why", id).out())
                .contains("with 0 policies and thing-own-topics of its thing's groups.")
                .doesNotContain("Without a policy nothing");
    }

    @Test
    void a_thing_that_was_not_refused_is_described() {
        CommandRun.in(folder, "thing", "create", "lamp", "--out", "lamp");

        assertThat(CommandRun.in(folder, "why", "lamp").out())
                .containsPattern("now: The thing lamp has certificate [0-9a-f]{64} \\(ACTIVE\\)\\.\n");
    }

    @Test
    void words_of_a_device_cannot_steer_the_terminal() {
        refuse(Reason.CLIENT_ID_INVALID, Client.at("mqtts", "10.0.0.7:1").named("lamp\u001b[2J", null, null), 1);

        assertThat(CommandRun.in(folder, "why", "10.0.0.7").out())
                .contains("lamp\\u001b[2J")
                .doesNotContain("\u001b");
    }

    @Test
    void too_many_at_once_are_not_given() {
        CommandRun run = CommandRun.in(folder, "why", "lamp", "--max", "201");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("max: 201 (expected: 1 to 200)");
    }
}
