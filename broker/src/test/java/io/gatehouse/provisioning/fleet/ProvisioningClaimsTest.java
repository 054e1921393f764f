package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.admission.Admission;
import io.gatehouse.admission.ConnectAttributes;
import io.gatehouse.admission.GateRules;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.Issuance;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.policy.Variables;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProvisioningClaimsTest {
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");

    @TempDir
    static Path data;

    private final HandClock clock = new HandClock();
    private ProvisioningClaims claims;

    @BeforeEach
    void open() throws Exception {
        IssuingRules unlimited = new IssuingRules(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.FIXED, 0, 4, 0);
        claims = new ProvisioningClaims(
                new DeviceIssuer(DevelopmentCa.openOrCreate(data).issuingAuthority(), unlimited, clock), SCOPE, clock);
    }

    private ClaimCreation.Created created() {
        ClaimCreation created = claims.create("pumps");
        assertThat(created).isInstanceOf(ClaimCreation.Created.class);
        return (ClaimCreation.Created) created;
    }

    private static Admission admitted(Gatekeeper gate, String certificateId) {
        return gate.admitAbsent(
                certificateId, "mqtts", "127.0.0.1", 1, "pump", ConnectAttributes.NONE, policies -> policies);
    }

    @Test
    void a_claim_ends_after_five_minutes_whatever_grace_there_is_for_devices() throws Exception {
        Registry registry = Registry.open(new MemoryKeyValue(), SCOPE, RegistryLimits.EXTENDED, clock.instants());
        Gatekeeper gate = new Gatekeeper(
                registry,
                new GateRules(128, Duration.ofDays(30), Qos.EXACTLY_ONCE, true),
                clock.instants(),
                null,
                claims,
                null,
                _ -> {});
        ClaimCreation.Created claim = created();
        String id = claim.certificate().id();
        Instant end = claim.certificate().notAfter();
        assertThat(Duration.between(Instant.ofEpochMilli(clock.wallMillis()), end))
                .isBetween(Duration.ofSeconds(299), Duration.ofSeconds(300));
        assertThat(gate.statusOf(id)).isEqualTo("ACTIVE");
        assertThat(admitted(gate, id))
                .isInstanceOfSatisfying(
                        Admission.Admitted.class,
                        admitted -> assertThat(admitted.validUntilMillis()).isEqualTo(end.toEpochMilli()));

        clock.pass(Duration.ofMinutes(5).plusMillis(1));

        assertThat(claims.claim(id)).isNull();
        assertThat(gate.statusOf(id)).isNull();
        assertThat(admitted(gate, id))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.CERTIFICATE_UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLISH, $aws/certificates/create/json, true",
        "PUBLISH, $aws/certificates/create-from-csr/cbor, true",
        "PUBLISH, $aws/provisioning-templates/pumps/provision/json, true",
        "RECEIVE, $aws/provisioning-templates/pumps/provision/json/accepted, true",
        "PUBLISH, $aws/provisioning-templates/pumps2/provision/json, false",
        "PUBLISH, $aws/provisioning-templates/others/provision/json, false",
        "PUBLISH, $aws/certificates/delete/json, false",
        "PUBLISH, room/light, false",
        "RECEIVE, room/light, false"
    })
    void a_claim_may_provision_by_its_template_and_nothing_else(Action action, String topic, boolean allowed) {
        Principal claim =
                Objects.requireNonNull(claims.claim(created().certificate().id()));
        Permissions permissions = Permissions.bind(claim.policies(), Variables.NONE);

        assertThat(permissions.decide(action, Topic.of(topic)).isAllowed()).isEqualTo(allowed);
    }

    @Test
    void a_broker_without_an_authority_makes_none() {
        assertThat(new ProvisioningClaims(null, SCOPE, clock).create("pumps"))
                .isInstanceOfSatisfying(
                        ClaimCreation.NotIssued.class,
                        not -> assertThat(not.why()).isInstanceOf(Issuance.Unavailable.class));
    }
}
