package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.log.JsonLines;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.Variables;
import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A refusal as a log search gets it: one JSON object, with the same keys whatever the reason. */
final class RefusalLineTest {
    private static final X509Certificate LEAF =
            RunningBroker.stranger("lamp").issued().leaf();
    private static final Client LAMP = Client.at("mqtts", "10.0.0.7:4711")
            .asking("gate.example")
            .named("lamp \"one\"", "ab12".repeat(16), "lamp-thing");

    private final Metrics metrics = new Metrics(1);
    private final Refusals refusals = new Refusals(metrics, List.of(), Clock.SYSTEM);
    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        refusals.close();
        metrics.close();
    }

    private JsonNode line(Reason reason, Facts facts) throws IOException {
        refusals.refused(reason, LAMP, () -> facts.with(new ClientCertificate(LEAF, "ACTIVE")));
        assertThat(lines.list).hasSize(1);
        byte[] json = new JsonLines().encode(lines.list.getFirst());
        assertThat(json).as("one line").endsWith('\n').containsOnlyOnce('\n');
        return new ObjectMapper().readTree(json);
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_is_a_line_of_json_with_all_that_is_known(Reason reason) throws IOException {
        JsonNode line = line(reason, new Facts(null, "topic/a/b", null, "more\nthan that", null));

        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("msg").asText()).isEqualTo("refused: " + reason.meaning());
        assertThat(line.get("reason").asText()).isEqualTo(reason.name());
        assertThat(line.get("check").asText()).isEqualTo(CheckTest.wordOf(reason));
        assertThat(line.get("listener").asText()).isEqualTo("mqtts");
        assertThat(line.get("peer").asText()).isEqualTo("10.0.0.7:4711");
        assertThat(line.get("clientId").asText()).isEqualTo("lamp \"one\"");
        assertThat(line.get("certificateId").asText()).isEqualTo("ab12".repeat(16));
        assertThat(line.get("thing").asText()).isEqualTo("lamp-thing");
        assertThat(line.get("serverName").asText()).isEqualTo("gate.example");
        assertThat(line.get("certificateStatus").asText()).isEqualTo("ACTIVE");
        assertThat(line.get("subject").asText()).startsWith("CN=lamp,");
        assertThat(line.get("issuer").asText()).startsWith("CN=Gatehouse development intermediate,");
        assertThat(line.get("serial").asText()).isEqualTo(LEAF.getSerialNumber().toString(16));
        assertThat(line.get("resource").asText()).isEqualTo("topic/a/b");
        assertThat(line.get("detail").asText()).isEqualTo("more\\u000athan that");
        assertThat(line.get("cure").asText()).isEqualTo(Cures.of(reason));
        assertThat(line.has("decision")).isFalse();
    }

    private static Facts denied(String document) {
        var permissions = Permissions.bind(List.of(Denied.policy("fleet", document)), Variables.NONE);
        return Facts.denied(new Denial(permissions, Action.PUBLISH, "b/on"));
    }

    @Test
    void where_no_statement_matched_the_line_has_the_nearest() throws IOException {
        JsonNode line = line(Reason.PUBLISH_NOT_AUTHORIZED, denied(document(allow("iot:Publish", "topic/a/*"))));

        assertThat(line.get("resource").asText()).isEqualTo("topic/b/on");
        assertThat(line.get("decision").asText()).isEqualTo("IMPLICIT_DENY");
        assertThat(line.get("nearest").asText()).startsWith("policy fleet, Statement[0]: \"topic/a/*\" differs");
        assertThat(line.get("explanation").asText()).startsWith("no statement matched; nearest: policy fleet");
        assertThat(line.get("cure").asText()).isEqualTo(Cures.of(Reason.PUBLISH_NOT_AUTHORIZED));
        assertThat(line.has("policy")).isFalse();
    }

    @Test
    void where_a_statement_denied_the_line_names_it_and_does_not_advise_another_allow() throws IOException {
        String document = document(allow("iot:*", "*"), deny("iot:Publish", "topic/b/*"));

        JsonNode line = line(Reason.PUBLISH_NOT_AUTHORIZED, denied(document));

        assertThat(line.get("decision").asText()).isEqualTo("EXPLICIT_DENY");
        assertThat(line.get("policy").asText()).isEqualTo("fleet");
        assertThat(line.get("statement").asText()).isEqualTo("1");
        assertThat(line.get("explanation").asText()).isEqualTo("denied by policy fleet, Statement[1]");
        assertThat(line.get("cure").asText())
                .isEqualTo("Narrow or remove policy fleet, Statement[1], which denies `iot:Publish`:"
                        + " a Deny wins over every Allow.");
        assertThat(line.has("nearest")).isFalse();
    }
}
