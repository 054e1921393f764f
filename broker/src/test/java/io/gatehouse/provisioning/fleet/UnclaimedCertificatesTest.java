package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.registry.CertificateStatus;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of certificates that devices asked for and did not take. */
final class UnclaimedCertificatesTest extends FleetGround {
    @Test
    void a_certificate_goes_with_its_token_an_hour_later_unless_it_was_taken() {
        JsonObject left = accepted(FROM_CSR, csr());
        JsonObject taken = accepted(FROM_CSR, csr());
        accepted(PROVISION, provision(text(taken, "certificateOwnershipToken"), "{\"Serial\":\"7\"}"));
        fleet.sweep();
        assertThat(status(left)).isEqualTo(CertificateStatus.PENDING_ACTIVATION);

        clock.pass(Duration.ofHours(1));

        assertThat(rejected(PROVISION, provision(text(left, "certificateOwnershipToken"), "{\"Serial\":\"8\"}")))
                .isEqualTo("400 InvalidCertificateOwnershipToken");
        fleet.sweep();
        assertThat(registry.certificate(text(left, "certificateId"))).isNull();
        assertThat(status(taken)).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(tokens.size()).isZero();
    }

    @Test
    void a_certificate_that_an_operator_activated_stays() {
        JsonObject created = accepted(FROM_CSR, csr());
        registry.setCertificateStatus(text(created, "certificateId"), CertificateStatus.ACTIVE);
        clock.pass(Duration.ofHours(1));

        fleet.sweep();

        assertThat(status(created)).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(tokens.size()).isZero();
    }

    @Test
    void what_an_earlier_life_of_the_broker_left_behind_goes_at_the_start_and_nothing_else_does() throws IOException {
        JsonObject left = accepted(FROM_CSR, csr());
        FleetProvisioning next = FleetProvisioning.open(
                new PreProvisioningHooks(ProvisioningSettings.DEFAULTS),
                new OwnershipTokens(clock),
                registry,
                new DeviceIssuer(authority.issuingAuthority(), IssuingRules.asAws(2), clock),
                null,
                SCOPE,
                new Metrics(1).provisioning(),
                clock);
        fleet.close();
        fleet = next;
        JsonObject fresh = accepted(FROM_CSR, csr());

        fleet.sweep();

        assertThat(registry.certificate(text(left, "certificateId"))).isNull();
        assertThat(status(fresh)).isEqualTo(CertificateStatus.PENDING_ACTIVATION);
    }
}
