package io.gatehouse.provisioning;

import static io.gatehouse.RunningBroker.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.pki.PkiException;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.tls.CertificateIds;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FirstConnectsTest extends ProvisioningGround {
    private final List<String> topics = new ArrayList<>();
    private final Metrics metrics = new Metrics(1);
    private FirstConnects first;

    @AfterEach
    void closeMetrics() {
        metrics.close();
    }

    @BeforeEach
    void prepare() throws CertificateEncodingException {
        registeredAuthority();
        first = new FirstConnects(
                new JustInTimeRegistration(
                        registry,
                        new TemplateCatalogue(registry),
                        new ThingRegistrar(registry, null, SCOPE),
                        (topic, body) -> {
                            synchronized (topics) {
                                topics.add(topic);
                            }
                        },
                        SCOPE,
                        Clock.SYSTEM,
                        0),
                metrics.firstConnects());
    }

    /** Refused at the door, and all that came of it done. */
    private void refused(Reason reason, List<X509Certificate> leaves) {
        try (Refusals refusals = new Refusals(metrics, List.of(first), Clock.SYSTEM)) {
            for (X509Certificate leaf : leaves) {
                refusals.refused(
                        reason,
                        Client.at("mqtts", "10.0.0.7:4711").named("pump", CertificateIds.of(leaf), null),
                        () -> Facts.of("").with(new ClientCertificate(leaf, null)));
            }
        }
        first.close();
    }

    private long counted(String outcome) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("gatehouse_first_connects_total{outcome=\"" + outcome + "\"}"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static X509Certificate device() throws PkiException {
        return authority.issueDevice("pump").leaf();
    }

    @Test
    void a_device_that_was_refused_as_unknown_is_registered_by_having_come() throws Exception {
        X509Certificate pump = device();

        refused(Reason.CERTIFICATE_UNKNOWN, List.of(pump));

        assertThat(registry.certificate(CertificateIds.of(pump)))
                .extracting(Certificate::status)
                .isEqualTo(CertificateStatus.PENDING_ACTIVATION);
        assertThat(topics).hasSize(1);
        assertThat(counted("waiting")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.INCLUDE,
            names = {"CERTIFICATE_REVOKED", "CERTIFICATE_INACTIVE", "CERTIFICATE_EXPIRED", "CLIENT_ID_INVALID"})
    void who_was_refused_for_something_else_is_not(Reason reason) throws Exception {
        refused(reason, List.of(device()));

        assertThat(registry.certificates("", null, 10)).isEmpty();
    }

    @Test
    void of_a_storm_no_more_than_can_be_worked_on_are_taken_and_none_is_half_registered() throws Exception {
        List<X509Certificate> storm = new ArrayList<>();
        for (int i = 0; i < 3 * FirstConnects.MOST_AT_WORK; i++) {
            storm.add(device());
        }
        refused(Reason.CERTIFICATE_UNKNOWN, storm);

        List<Certificate> registered = registry.certificates("", null, 1000);
        assertThat(registered)
                .isNotEmpty()
                .allSatisfy(certificate ->
                        assertThat(certificate.status()).isEqualTo(CertificateStatus.PENDING_ACTIVATION));
        assertThat(topics).hasSameSizeAs(registered);
        assertThat(counted("waiting")).isEqualTo(registered.size());
        assertThat(counted("waiting") + counted("later")).isLessThanOrEqualTo(storm.size());
    }

    @Test
    void after_the_end_nobody_is_registered() throws Exception {
        first.close();
        refused(Reason.CERTIFICATE_UNKNOWN, List.of(device()));

        assertThat(registry.certificates("", null, 10)).isEmpty();
    }
}
