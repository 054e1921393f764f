package io.gatehouse.provisioning;

import static io.gatehouse.RunningBroker.SCOPE;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.PkiException;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CaUpdate;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.RegistrationConfig;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateChange;
import io.gatehouse.registry.TemplateType;
import io.gatehouse.tls.CertificateIds;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JustInTimeRegistrationTest extends ProvisioningGround {
    private static final String TEMPLATE = """
            {"Parameters": {
               "AWS::IoT::Certificate::CommonName": {"Type": "String"},
               "AWS::IoT::Certificate::Organization": {"Type": "String"},
               "AWS::IoT::Certificate::Id": {"Type": "String"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                  "ThingName": {"Ref": "AWS::IoT::Certificate::CommonName"},
                  "AttributePayload": {"maker": {"Ref": "AWS::IoT::Certificate::Organization"}}}},
               "certificate": {"Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "ACTIVE"}},
               "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument":
                  "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\
            \\"Action\\":\\"iot:*\\",\\"Resource\\":\\"*\\"}]}"
               }}}}""";

    private record Event(String topic, JsonValue body) {}

    private final List<Event> events = new ArrayList<>();
    private String ca = "";
    private JustInTimeRegistration registration;

    @BeforeEach
    void registerAuthority() throws CertificateEncodingException {
        ca = registeredAuthority().id();
        registration = registration(0);
    }

    private JustInTimeRegistration registration(int perSecond) {
        return new JustInTimeRegistration(
                registry,
                new TemplateCatalogue(registry),
                new ThingRegistrar(registry, null, SCOPE),
                (topic, body) -> {
                    synchronized (events) {
                        events.add(new Event(topic, body));
                    }
                },
                SCOPE,
                Clock.SYSTEM,
                perSecond);
    }

    private void provisionWith(@Nullable String templateName, @Nullable String body) {
        resource(registry.authorities()
                .update(ca, new CaUpdate(null, null, new RegistrationConfig(templateName, body, null), false)));
    }

    private static X509Certificate device(String commonName) throws PkiException {
        return authority.issueDevice(commonName).leaf();
    }

    private FirstConnect presented(X509Certificate leaf) {
        return registration.presented(CertificateIds.of(leaf), leaf);
    }

    private Certificate registered(X509Certificate leaf) {
        return Objects.requireNonNull(registry.certificate(CertificateIds.of(leaf)));
    }

    @Test
    void a_certificate_of_a_ca_that_registers_automatically_waits_and_somebody_is_told() throws Exception {
        X509Certificate pump = device("pump");
        assertThat(registration.concerns(CertificateIds.of(pump), pump)).isTrue();

        assertThat(presented(pump)).isEqualTo(new FirstConnect.Waiting(registered(pump)));

        Certificate waiting = registered(pump);
        assertThat(waiting.status()).isEqualTo(CertificateStatus.PENDING_ACTIVATION);
        assertThat(waiting.caId()).isEqualTo(ca);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().topic()).isEqualTo("$aws/events/certificates/registered/" + ca);
        assertThat(events.getFirst().body().toString())
                .matches("\\{\"certificateId\":\"" + waiting.id() + "\",\"caCertificateId\":\"" + ca
                        + "\",\"timestamp\":\\d+,\"certificateStatus\":\"PENDING_ACTIVATION\","
                        + "\"awsAccountId\":\"000000000000\",\"certificateRegistrationTimestamp\":\"\\d+\"}");
    }

    @Test
    void a_device_that_comes_again_while_it_waits_is_told_of_again_and_then_no_more() throws Exception {
        X509Certificate pump = device("pump");
        presented(pump);

        assertThat(presented(pump)).isInstanceOf(FirstConnect.Waiting.class);
        assertThat(events).hasSize(2);
        done(registry.setCertificateStatus(CertificateIds.of(pump), CertificateStatus.ACTIVE));
        assertThat(registration.concerns(CertificateIds.of(pump), pump)).isFalse();
        assertThat(presented(pump)).isInstanceOf(FirstConnect.Stranger.class);
        assertThat(events).hasSize(2);
    }

    @Test
    void a_certificate_of_a_ca_with_a_template_is_provisioned_with_what_its_subject_says() throws Exception {
        provisionWith(null, TEMPLATE);
        X509Certificate pump = device("pump-7");

        assertThat(presented(pump)).isInstanceOf(FirstConnect.Provisioned.class);

        assertThat(registered(pump).status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(registry.thingsOf(CertificateIds.of(pump)))
                .hasSize(1)
                .first()
                .satisfies(thing -> {
                    assertThat(thing.name()).isEqualTo("pump-7");
                    assertThat(thing.attributes()).isEqualTo(Map.of("maker", "Gatehouse"));
                });
        assertThat(registry.policiesOf(CertificateIds.of(pump))).hasSize(1);
        assertThat(events).hasSize(1);
    }

    @Test
    void a_common_name_does_not_take_over_another_devices_thing() throws Exception {
        provisionWith(null, TEMPLATE);
        X509Certificate first = device("pump-7");
        presented(first);
        X509Certificate second = device("pump-7");

        assertThat(presented(second))
                .isInstanceOfSatisfying(
                        FirstConnect.NotProvisioned.class,
                        not -> assertThat(not.problem()).contains("another certificate"));
        assertThat(registered(second).status()).isEqualTo(CertificateStatus.PENDING_ACTIVATION);
        assertThat(registry.certificatesOfThing("pump-7", null, 10)).containsExactly(CertificateIds.of(first));
    }

    @Test
    void a_template_by_name_counts_while_it_is_enabled() throws Exception {
        resource(new TemplateCatalogue(registry)
                .create("jitp", "", TemplateType.JITP, TEMPLATE, false, null, null, Tags.NONE));
        provisionWith("jitp", null);
        X509Certificate pump = device("pump");

        assertThat(presented(pump)).isInstanceOf(FirstConnect.NotProvisioned.class);
        resource(registry.templates().update("jitp", new TemplateChange(null, true, null, null, null, false)));
        assertThat(presented(pump)).isInstanceOf(FirstConnect.Provisioned.class);
    }

    @Test
    void a_template_that_wants_more_than_the_subject_says_provisions_nobody() throws Exception {
        provisionWith(null, TEMPLATE.replace("Certificate::Organization", "Certificate::Country"));

        assertThat(presented(device("pump")))
                .isInstanceOfSatisfying(
                        FirstConnect.NotProvisioned.class,
                        not -> assertThat(not.problem()).contains("AWS::IoT::Certificate::Country"));
        assertThat(registry.things("", null, 10)).isEmpty();
    }

    @Test
    void strangers_are_not_registered() throws Exception {
        X509Certificate pump = device("pump");
        X509Certificate root = authority.root(); // signed by itself, and no registered CA

        assertThat(registration.concerns(CertificateIds.of(root), root)).isFalse();
        assertThat(presented(root)).isInstanceOf(FirstConnect.Stranger.class);
        resource(registry.authorities().update(ca, new CaUpdate(null, false, null, false)));
        assertThat(registration.concerns(CertificateIds.of(pump), pump)).isFalse();
        assertThat(presented(pump)).isInstanceOf(FirstConnect.Stranger.class);
        resource(registry.authorities().update(ca, new CaUpdate(CaStatus.INACTIVE, true, null, false)));
        assertThat(presented(pump)).isInstanceOf(FirstConnect.Stranger.class);
        assertThat(registry.certificates("", null, 10)).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void a_storm_of_one_certificate_registers_it_once() throws Exception {
        provisionWith(null, TEMPLATE);
        X509Certificate pump = device("pump");
        Callable<FirstConnect> coming = () -> presented(pump);

        try (ExecutorService devices = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<FirstConnect> one : devices.invokeAll(Collections.nCopies(200, coming))) {
                assertThat(one.get())
                        .isInstanceOfAny(
                                FirstConnect.Provisioned.class, FirstConnect.Later.class, FirstConnect.Stranger.class);
            }
        }
        assertThat(registered(pump).status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(registry.things("", null, 10)).hasSize(1);
        assertThat(events).hasSize(1);
    }

    @Test
    void a_storm_of_many_is_let_through_at_the_configured_rate() throws Exception {
        registration = registration(3);
        List<FirstConnect> all = new ArrayList<>();
        List<X509Certificate> devices = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            devices.add(device("pump-" + i));
        }
        devices.forEach(leaf -> all.add(presented(leaf)));

        assertThat(all).hasAtLeastOneElementOfType(FirstConnect.Later.class);
        assertThat(all).hasAtLeastOneElementOfType(FirstConnect.Waiting.class);
        assertThat(registry.certificates("", null, 100).size()).isEqualTo((int)
                all.stream().filter(FirstConnect.Waiting.class::isInstance).count());
    }
}
