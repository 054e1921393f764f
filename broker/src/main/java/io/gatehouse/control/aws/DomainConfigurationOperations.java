package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Domain configurations, as far as a broker has them: the names of DescribeEndpoint, and each name that it has a
 * certificate of its own for. They stand in its configuration and are changed there, so they are shown and nothing
 * else: a private key has no business in a request.
 */
final class DomainConfigurationOperations implements OperationGroup {
    private static final String WHERE = "names and their certificates are configured: server-certificates and"
            + " control.endpoint of the broker's configuration, see docs/tls.md";

    private final EndpointNames endpoints;
    private final DomainDoors doors;
    private final Supplier<List<NamedDomain>> named;
    private final Arns arns;

    DomainConfigurationOperations(
            EndpointNames endpoints, DomainDoors doors, Supplier<List<NamedDomain>> named, Arns arns) {
        this.endpoints = endpoints;
        this.doors = doors;
        this.named = named;
        this.arns = arns;
    }

    /** As AWS tells what is behind a name. */
    private enum ServiceType {
        DATA,
        CREDENTIAL_PROVIDER,
        JOBS
    }

    /** @param certificate null for a name of DescribeEndpoint */
    private record Configuration(
            String name,
            String domainName,
            ServiceType service,
            @Nullable NamedDomain certificate) {}

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("ListDomainConfigurations", this::list)
                .read("DescribeDomainConfiguration", this::describe)
                .missing("CreateDomainConfiguration", WHERE)
                .missing("UpdateDomainConfiguration", WHERE)
                .missing("DeleteDomainConfiguration", WHERE);
    }

    /** As they are now, by name. */
    private List<Configuration> all() {
        List<Configuration> all = new ArrayList<>();
        add(all, "iot:Data-ATS", endpoints.data(), ServiceType.DATA);
        add(all, "iot:CredentialProvider", endpoints.credentialProvider(), ServiceType.CREDENTIAL_PROVIDER);
        add(all, "iot:Jobs", endpoints.jobs(), ServiceType.JOBS);
        for (NamedDomain domain : named.get()) {
            all.add(new Configuration(domain.name(), domain.domainName(), ServiceType.DATA, domain));
        }
        all.sort(Comparator.comparing(Configuration::name));
        return all;
    }

    private static void add(List<Configuration> all, String name, @Nullable String domainName, ServiceType service) {
        if (domainName != null) {
            all.add(new Configuration(name, domainName, service, null));
        }
    }

    private JsonObject list(Call call) {
        ServiceType service = call.query().constant("serviceType", ServiceType.class);
        return Listing.byMarker(call, service)
                .ofAll(
                        "domainConfigurations",
                        all().stream()
                                .filter(one -> service == null || one.service() == service)
                                .toList(),
                        Configuration::name,
                        one -> named(one)
                                .put("serviceType", one.service().name())
                                .build());
    }

    private JsonValue.ObjectBuilder named(Configuration configuration) {
        return JsonValue.object()
                .put("domainConfigurationName", configuration.name())
                .put("domainConfigurationArn", arns.domainConfiguration(configuration.name()));
    }

    private JsonObject describe(Call call) {
        String name = call.label("domainConfigurationName", NamePattern.DOMAIN_CONFIGURATION);
        for (Configuration one : all()) {
            if (one.name().equals(name)) {
                return description(one);
            }
        }
        throw new OperationRefused(
                AwsError.RESOURCE_NOT_FOUND, "domain configuration " + Json.quoted(name) + " does not exist; " + WHERE);
    }

    private JsonObject description(Configuration configuration) {
        NamedDomain certificate = configuration.certificate();
        return named(configuration)
                .put("domainName", configuration.domainName())
                .put("serverCertificates", JsonValue.of(certificate == null ? List.of() : List.of(view(certificate))))
                .put("domainConfigurationStatus", "ENABLED")
                .put("serviceType", configuration.service().name())
                .put("domainType", certificate == null ? "ENDPOINT" : "CUSTOMER_MANAGED")
                .put("authenticationType", doors.authenticationType())
                .put("applicationProtocol", doors.applicationProtocol())
                .build();
    }

    /** Without an ARN: it is a file of the broker's. */
    private static JsonObject view(NamedDomain certificate) {
        return JsonValue.object()
                .put("serverCertificateStatus", certificate.valid() ? "VALID" : "INVALID")
                .put(
                        "serverCertificateStatusDetail",
                        (certificate.valid() ? "valid until " : "not valid now; its chain ends ")
                                + certificate.notAfter())
                .build();
    }
}
