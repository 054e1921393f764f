package io.gatehouse.provisioning.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.pki.Issuance;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateParse;
import io.gatehouse.provisioning.ThingProvisioning;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Thing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of one line. */
final class LineRegistrationTest extends BulkGround {
    private static final TemplateBody BODY = ((TemplateParse.Parsed) TemplateBody.parse(TEMPLATE)).template();

    private LineRegistration devices;

    @BeforeEach
    void prepare() {
        devices = new LineRegistration(registry, registrar::register, InstantSource.system());
    }

    private LineOutcome register(String line) {
        return register(devices, line);
    }

    private static LineOutcome register(LineRegistration devices, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return devices.register(BODY, new InputLine(1, 0, bytes.length, bytes));
    }

    private static String certificate(LineOutcome outcome) {
        assertThat(outcome).isInstanceOf(LineOutcome.Registered.class);
        return String.valueOf(((LineOutcome.Registered) outcome).response().textOf("certificatePem"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                    | line: an array (expected: a JSON object with the parameters)",
                "\"text\"                              | line: a string (expected: a JSON object with the parameters)",
                "{\"Serial\": 7}                       | parameter \"Serial\": a number (expected: a string)",
                "{\"Serial\": null}                    | parameter \"Serial\": null (expected: a string)",
                "{\"Serial\": [\"7\"]}                 | parameter \"Serial\": an array (expected: a string)",
                "{\"AWS::IoT::Certificate::Id\": \"0\"} | parameter \"AWS::IoT::Certificate::Id\"",
                "{\"Serial\": \"7\", \"Serial\": \"8\"} | column 17: ",
                "{\"Serial\": \"7\"} {}                | column 17: ",
                "{\"a\": {\"b\": {\"c\": \"\"}}}       | column 1: document: too large",
                "{                                     | column "
            })
    void a_line_is_one_object_of_texts(String line, String problem) {
        assertThat(register(line))
                .isInstanceOfSatisfying(
                        LineOutcome.Refused.class,
                        refused -> assertThat(refused.problem()).startsWith(problem));
        assertThat(things()).isEmpty();
    }

    @Test
    void values_are_literals() {
        String line = device("7").replace("\"7\"", "\"${AWS::IoT::Certificate::Id}\"");

        assertThat(register(line))
                .isInstanceOfSatisfying(
                        LineOutcome.Refused.class,
                        refused -> assertThat(refused.problem()).contains("pump-${AWS::IoT::Certificate::Id}"));
        assertThat(things()).isEmpty();
    }

    @Test
    void the_same_line_again_is_answered_with_the_same_certificate() {
        String first = certificate(register(device("7")));
        int commits = store.commits();

        assertThat(certificate(register(device("7")))).isEqualTo(first);

        assertThat(store.commits()).isEqualTo(commits);
        assertThat(registry.certificatesOfThing("pump-7", null, 10)).hasSize(1);
    }

    @Test
    void a_thing_that_has_another_certificate_does_not_get_one_more() {
        String first = certificate(register(device("7")));

        LineOutcome other = register(anotherDevice("7"));

        assertThat(other)
                .isInstanceOfSatisfying(
                        LineOutcome.Refused.class,
                        refused -> assertThat(refused.problem()).contains("pump-7"));
        assertThat(certificate(register(device("7")))).isEqualTo(first);
    }

    @Test
    void a_revoked_certificate_is_not_given_out_again_nor_another_for_its_key() {
        register(device("7"));
        String id = registry.certificatesOfThing("pump-7", null, 10).getFirst();
        registry.setCertificateStatus(id, CertificateStatus.REVOKED);

        assertThat(register(device("7"))).isInstanceOf(LineOutcome.Refused.class);

        assertThat(registry.certificatesOfThing("pump-7", null, 10)).containsExactly(id);
    }

    @Test
    void a_certificate_that_has_ended_is_not_given_out_again() {
        register(device("7"));
        InstantSource later = InstantSource.fixed(Instant.parse("2100-01-01T00:00:00Z"));

        LineOutcome outcome = register(new LineRegistration(registry, registrar::register, later), device("7"));

        assertThat(outcome).isInstanceOf(LineOutcome.Refused.class); // the thing has another, as any thing would
    }

    @Test
    void a_thing_that_is_there_keeps_what_it_has() {
        Thing before = RunningBroker.done(registry.createThing("pump-7", null, Map.of("serial", "old")));

        register(device("7"));

        assertThat(registry.thing("pump-7")).isEqualTo(before);
    }

    @Test
    void an_authority_that_is_busy_is_asked_again_and_one_that_has_ended_is_not() {
        IssuingRules usual = IssuingRules.asAws(2);
        registrar = registrar(new IssuingRules(usual.notAfter(), usual.subject(), 1, 1, 1));
        assertThat(register(new LineRegistration(registry, registrar::register, InstantSource.system()), device("1")))
                .isInstanceOf(LineOutcome.Registered.class);
        assertThat(register(new LineRegistration(registry, registrar::register, InstantSource.system()), device("2")))
                .isInstanceOf(LineOutcome.Throttled.class);

        LineRegistration ended = new LineRegistration(
                registry,
                _ -> new ThingProvisioning.NotIssued(new Issuance.Unavailable("authority: has ended")),
                InstantSource.system());
        assertThat(register(ended, device("3"))).isEqualTo(new LineOutcome.Impossible("authority: has ended"));
        assertThat(things()).containsExactly("pump-1");
    }
}
