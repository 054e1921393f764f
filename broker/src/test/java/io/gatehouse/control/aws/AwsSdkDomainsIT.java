package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.ApplicationProtocol;
import software.amazon.awssdk.services.iot.model.AuthenticationType;
import software.amazon.awssdk.services.iot.model.DomainConfigurationStatus;
import software.amazon.awssdk.services.iot.model.DomainConfigurationSummary;
import software.amazon.awssdk.services.iot.model.DomainType;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.IotException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.ServerCertificateStatus;
import software.amazon.awssdk.services.iot.model.ServiceType;

/** Domain configurations, asked by AWS's own client: what the broker is configured with is shown, and not changed. */
final class AwsSdkDomainsIT extends AwsSdkGround {
    private static final Instant END = Instant.parse("2031-01-01T00:00:00Z");

    private List<String> names(ServiceType service) {
        return iot.listDomainConfigurations(r -> r.serviceType(service)).domainConfigurations().stream()
                .map(DomainConfigurationSummary::domainConfigurationName)
                .toList();
    }

    @Test
    void the_names_of_the_endpoints_and_of_further_certificates_are_listed() {
        running.ground.domains = List.of(new NamedDomain("plant", "iot.plant.example", true, END));

        assertThat(iot.listDomainConfigurationsPaginator(r -> r.pageSize(1)).domainConfigurations())
                .extracting(DomainConfigurationSummary::domainConfigurationArn)
                .containsExactly(
                        arn("domainconfiguration/iot:Data-ATS"),
                        arn("domainconfiguration/iot:Jobs"),
                        arn("domainconfiguration/plant"));
        assertThat(names(ServiceType.JOBS)).containsExactly("iot:Jobs");
        assertThat(names(ServiceType.CREDENTIAL_PROVIDER)).isEmpty();
        running.ground.domains = List.of();
        assertThat(names(ServiceType.DATA)).as("as it is now").containsExactly("iot:Data-ATS");
    }

    @Test
    void each_is_described_as_far_as_it_is_true_here() {
        running.ground.domains = List.of(
                new NamedDomain("old", "old.example", false, END),
                new NamedDomain("plant", "iot.plant.example", true, END));

        var own = iot.describeDomainConfiguration(r -> r.domainConfigurationName("iot:Data-ATS"));
        assertThat(own.domainName()).isEqualTo(TestControlPlane.ENDPOINTS.data());
        assertThat(own.domainType()).isEqualTo(DomainType.ENDPOINT);
        assertThat(own.serviceType()).isEqualTo(ServiceType.DATA);
        assertThat(own.serverCertificates()).isEmpty();
        assertThat(own.authenticationType()).isEqualTo(AuthenticationType.AWS_X509);
        assertThat(own.applicationProtocol()).isEqualTo(ApplicationProtocol.SECURE_MQTT);

        var plant = iot.describeDomainConfiguration(r -> r.domainConfigurationName("plant"));
        assertThat(plant.domainName()).isEqualTo("iot.plant.example");
        assertThat(plant.domainType()).isEqualTo(DomainType.CUSTOMER_MANAGED);
        assertThat(plant.domainConfigurationStatus()).isEqualTo(DomainConfigurationStatus.ENABLED);
        assertThat(plant.serverCertificates()).singleElement().satisfies(certificate -> {
            assertThat(certificate.serverCertificateStatus()).isEqualTo(ServerCertificateStatus.VALID);
            assertThat(certificate.serverCertificateStatusDetail()).contains(END.toString());
        });
        assertThat(iot.describeDomainConfiguration(r -> r.domainConfigurationName("old"))
                        .serverCertificates()
                        .getFirst()
                        .serverCertificateStatus())
                .isEqualTo(ServerCertificateStatus.INVALID);

        refused(
                ResourceNotFoundException.class,
                () -> iot.describeDomainConfiguration(r -> r.domainConfigurationName("none")),
                "domain configuration \"none\" does not exist");
        refused(
                InvalidRequestException.class,
                () -> iot.describeDomainConfiguration(r -> r.domainConfigurationName("a b")),
                "domainConfigurationName");
    }

    @Test
    void what_is_configured_elsewhere_says_where() {
        missing(() -> iot.createDomainConfiguration(
                r -> r.domainConfigurationName("plant").domainName("iot.plant.example")));
        missing(() -> iot.updateDomainConfiguration(r -> r.domainConfigurationName("plant")));
        missing(() -> iot.deleteDomainConfiguration(r -> r.domainConfigurationName("plant")));
    }

    private static void missing(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IotException.class, e -> assertThat(e.statusCode()).isEqualTo(501))
                .hasMessageContaining("DomainConfiguration of iot is not implemented here")
                .hasMessageContaining("server-certificates");
    }
}
