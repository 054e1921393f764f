package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.json.Cbor;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.session.ServiceAnswer;
import io.gatehouse.session.ServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices ask on the provisioning topics and what they are told. */
final class FleetProvisioningTest extends FleetGround {
    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void new_keys_come_with_a_certificate_that_waits_and_a_token(String payload) {
        JsonObject created = accepted(CREATE, payload);

        assertThat(created.members())
                .extracting(JsonObject.Member::name)
                .containsExactly("certificateId", "certificatePem", "privateKey", "certificateOwnershipToken");
        assertThat(text(created, "privateKey")).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(status(created)).isEqualTo(CertificateStatus.PENDING_ACTIVATION);
        assertThat(metrics.scrape())
                .contains("gatehouse_provisioning_requests_total{operation=\"CreateKeysAndCertificate\","
                        + "outcome=\"accepted\"} 1.0")
                .contains("gatehouse_provisioning_waiting 1.0");
    }

    @Test
    void a_signing_request_is_certified_and_the_key_stays_with_the_device() {
        JsonObject created = accepted(FROM_CSR, csr());

        assertThat(created.members())
                .extracting(JsonObject.Member::name)
                .containsExactly("certificateId", "certificatePem", "certificateOwnershipToken");
        assertThat(text(created, "certificatePem")).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {}                                      | 400 InvalidCertificateSigningRequest
                {"certificateSigningRequest":7}         | 400 InvalidCertificateSigningRequest
                {"certificateSigningRequest":"nothing"} | 400 InvalidCertificateSigningRequest
                []                                      | 400 InvalidParameters
                not JSON                                | 400 InvalidParameters
                {"a":1,"a":2}                           | 400 InvalidParameters
                """)
    void what_is_no_signing_request_is_rejected(String payload, String error) {
        assertThat(rejected(FROM_CSR, payload)).isEqualTo(error);
        assertThat(tokens.size()).isZero();
    }

    @Test
    void who_asks_too_often_is_told_so_and_others_are_served() {
        for (int i = 0; i < 5; i++) {
            accepted(CREATE, CLAIM, "");
        }

        assertThat(rejected(CREATE, CLAIM, "")).isEqualTo("429 TooManyRequests");
        accepted(CREATE, OTHER_CLAIM, "");
        clock.pass(Duration.ofSeconds(1));
        accepted(CREATE, CLAIM, "");
    }

    @Test
    void a_broker_without_an_authority_says_so() throws IOException {
        fleet.close();
        fleet = fleet(null);

        assertThat(rejected(CREATE, "")).isEqualTo("503 ServiceUnavailable");
        assertThat(rejected(FROM_CSR, csr())).isEqualTo("503 ServiceUnavailable");
    }

    @Test
    void all_of_it_works_in_cbor() {
        JsonObject request = JsonValue.object()
                .put("certificateSigningRequest", SigningRequest.create().pem())
                .build();
        ServiceAnswer created = ask("$aws/certificates/create-from-csr/cbor", CLAIM, Cbor.print(request));
        assertThat(created.topic().name()).isEqualTo("$aws/certificates/create-from-csr/cbor/accepted");
        JsonObject certificate = cbor(created.payload());

        ServiceAnswer provisioned = ask(
                "$aws/provisioning-templates/pumps/provision/cbor",
                CLAIM,
                Cbor.print(JsonValue.object()
                        .put("certificateOwnershipToken", text(certificate, "certificateOwnershipToken"))
                        .put("parameters", JsonValue.object().put("Serial", "7").build())
                        .build()));

        assertThat(text(cbor(provisioned.payload()), "thingName")).isEqualTo("pump-7");
        assertThat(ask("$aws/certificates/create/cbor", CLAIM, new byte[0])
                        .topic()
                        .name())
                .endsWith("/accepted");
    }

    private static JsonObject cbor(byte[] payload) {
        return (JsonObject) ((JsonParse.Parsed) Cbor.parse(payload, JsonLimits.DEFAULT)).value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1", "8181818181818181", "a2616101616102", "bf", "43010203", "7b7fffffffffffffff61", "01"})
    void bad_cbor_is_rejected_in_cbor(String hex) {
        ServiceAnswer answer =
                ask("$aws/certificates/create/cbor", CLAIM, HexFormat.of().parseHex(hex));

        assertThat(answer.topic().name()).isEqualTo("$aws/certificates/create/cbor/rejected");
        assertThat(text(cbor(answer.payload()), "errorCode")).isEqualTo("InvalidParameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$aws/certificates/create/json/accepted",
                "$aws/certificates/create",
                "$aws/certificates/create/xml",
                "$aws/certificates/delete/json",
                "$aws/provisioning-templates/pumps/provision",
                "$aws/provisioning-templates/pumps/provision/json/rejected",
                "$aws/provisioning-templates/pumps/other/json",
                "$aws/things/pump/shadow/update",
                "aws/certificates/create/json",
                "$other/certificates/create/json",
                "$aws"
            })
    void no_other_topic_is_answered(String topic) {
        assertThat(fleet.answers(Topic.of(topic))).isFalse();
    }

    @Test
    void a_request_that_is_not_looked_at_and_one_that_failed_are_answered_too() {
        ServiceRequest request = new ServiceRequest(Topic.of(CREATE), new byte[0], "device", CLAIM);

        assertThat(json(fleet.overloaded(request).payload()).wholeNumberOf("statusCode"))
                .isEqualTo(429);
        assertThat(json(fleet.failed(request).payload()).wholeNumberOf("statusCode"))
                .isEqualTo(500);
    }
}
