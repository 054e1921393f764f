package io.gatehouse.provisioning;

import static io.gatehouse.RunningBroker.SCOPE;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.pki.Issuance;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingPrincipalType;
import io.gatehouse.registry.ThingRegistration.Registered;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ThingRegistrarTest extends ProvisioningGround {
    private static final String TEMPLATE = """
            {"Parameters": {"Serial": {"Type": "String"}, "Colour": {"Type": "String", "Default": "red"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                  "ThingName": {"Fn::Sub": "bulb-${Serial}"},
                  "AttributePayload": {"colour": {"Ref": "Colour"}},
                  "ThingTypeName": "bulb",
                  "ThingGroups": ["hall"]}%s},
               "certificate": {"Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}}%s},
               "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": {
                  "Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}}}}}""";

    private ThingRegistrar registrar;

    @BeforeEach
    void prepare() {
        registrar = new ThingRegistrar(registry, issuer, SCOPE);
        done(registry.thingTypes().create("bulb", "", List.of()));
        done(registry.thingTypes().create("lamp", "", List.of()));
        done(registry.thingGroups().create("hall", null, "", Map.of()));
        done(registry.thingGroups().create("cellar", null, "", Map.of()));
    }

    private static ProvisioningPlan plan(String onThing, String onCertificate, String certificateId, String colour) {
        TemplateEvaluation evaluation = Templates.parsed(TEMPLATE.formatted(onThing, onCertificate))
                .evaluate(Map.of("Serial", "7", "Colour", colour), Map.of(TemplateBody.CERTIFICATE_ID, certificateId));
        return ((TemplateEvaluation.Planned) evaluation).plan();
    }

    private static ProvisioningPlan plan(Certificate certificate) {
        return plan("", "", certificate.id(), "red");
    }

    private static String overriding(String attributes, String type, String groups) {
        return """
                , "OverrideSettings": {"AttributePayload": "%s", \
                "ThingTypeName": "%s", "ThingGroups": "%s"}""".formatted(attributes, type, groups);
    }

    private Registered provisioned(ProvisioningPlan plan) {
        ThingProvisioning made = registrar.register(plan);
        assertThat(made).isInstanceOf(ThingProvisioning.Provisioned.class);
        return ((ThingProvisioning.Provisioned) made).registered();
    }

    private ResourceResult<Registered> refused(ProvisioningPlan plan) {
        ThingProvisioning made = registrar.register(plan);
        assertThat(made).isInstanceOf(ThingProvisioning.NotRegistered.class);
        return ((ThingProvisioning.NotRegistered) made).why();
    }

    private Thing existing() {
        Thing thing = done(registry.createThing("bulb-7", "lamp", Map.of("colour", "blue", "place", "roof")));
        done(registry.thingGroups().add("cellar", List.of("bulb-7")));
        return done(registry.updateThing("bulb-7", "lamp", thing.attributes(), 0));
    }

    private Thing bulb() {
        return Objects.requireNonNull(registry.thing("bulb-7"));
    }

    private static void assertWhole(Registry registry, Certificate certificate) {
        Certificate now = Objects.requireNonNull(registry.certificate(certificate.id()));
        assertThat(now.status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(registry.thingsOf(certificate.id())).hasSize(1).first().satisfies(thing -> {
            assertThat(thing.name()).isEqualTo("bulb-7");
            assertThat(thing.typeName()).isEqualTo("bulb");
            assertThat(thing.attributes()).isEqualTo(Map.of("colour", "red"));
            assertThat(thing.groups()).containsExactly("hall");
        });
        assertThat(registry.policiesOf(certificate.id())).hasSize(1);
        assertThat(registry.thingGroups().thingsOf("hall", null, 10)).containsExactly("bulb-7");
    }

    @Test
    void a_device_is_registered_whole_in_one_commit_and_is_so_after_a_restart() throws Exception {
        Certificate certificate = issued(CertificateStatus.PENDING_ACTIVATION);
        int commits = store.commits();
        told.clear();

        ThingProvisioning made = registrar.registerOwn(plan(certificate), certificate.id());

        assertThat(store.commits() - commits).isEqualTo(1);
        assertWhole(registry, certificate);
        assertWhole(reopen(), certificate);
        String policy = registry.policiesOf(certificate.id()).getFirst().name();
        assertThat(((ThingProvisioning.Provisioned) made).resourceArns())
                .isEqualTo(Map.of(
                        "thing", "arn:aws:iot:local:000000000000:thing/bulb-7",
                        "certificate", "arn:aws:iot:local:000000000000:cert/" + certificate.id(),
                        "policy", "arn:aws:iot:local:000000000000:policy/" + policy));
        assertThat(told)
                .contains(
                        new RegistryChange.CertificateChanged(
                                certificate.id(), CertificateStatus.PENDING_ACTIVATION, CertificateStatus.ACTIVE),
                        new RegistryChange.ThingChanged("bulb-7", Set.of(certificate.id())),
                        new RegistryChange.PoliciesChanged(Set.of(certificate.id())));
    }

    @Test
    void the_same_device_again_changes_nothing() {
        Certificate certificate = issued(CertificateStatus.PENDING_ACTIVATION);
        assertThat(provisioned(plan(certificate)).fresh()).isTrue();
        Thing thing = bulb();
        int commits = store.commits();
        long epoch = registry.epoch();

        for (String settings :
                List.of("", overriding("FAIL", "FAIL", "FAIL"), overriding("MERGE", "REPLACE", "MERGE"))) {
            assertThat(provisioned(plan(settings, "", certificate.id(), "red")).fresh())
                    .isFalse();
        }
        assertThat(registry.thing("bulb-7")).isSameAs(thing);
        assertThat(store.commits()).isEqualTo(commits);
        assertThat(registry.epoch()).isEqualTo(epoch);
    }

    @Test
    void an_existing_thing_keeps_what_it_has_where_nothing_is_said() {
        Thing before = existing();
        Certificate certificate = issued(CertificateStatus.ACTIVE);

        provisioned(plan(certificate));

        assertThat(registry.thing("bulb-7")).isEqualTo(before);
        assertThat(registry.thingsOf(certificate.id())).containsExactly(before);
    }

    @Test
    void an_existing_thing_is_replaced_where_the_template_says_so() {
        Thing before = existing();
        Certificate certificate = issued(CertificateStatus.ACTIVE);

        provisioned(plan(overriding("REPLACE", "REPLACE", "REPLACE"), "", certificate.id(), "red"));

        assertWhole(registry, certificate);
        assertThat(bulb().version()).isEqualTo(before.version() + 1);
        assertThat(registry.thingGroups().thingsOf("cellar", null, 10)).isEmpty();
    }

    @Test
    void attributes_and_groups_are_merged_where_the_template_says_so() {
        existing();
        Certificate certificate = issued(CertificateStatus.ACTIVE);

        provisioned(plan(overriding("MERGE", "DO_NOTHING", "MERGE"), "", certificate.id(), "red"));
        Thing merged = bulb();
        assertThat(merged.attributes()).isEqualTo(Map.of("colour", "red", "place", "roof"));
        assertThat(merged.typeName()).isEqualTo("lamp");
        assertThat(merged.groups()).containsExactly("cellar", "hall");

        provisioned(plan(overriding("MERGE", "DO_NOTHING", "MERGE"), "", certificate.id(), ""));
        assertThat(bulb().attributes()).isEqualTo(Map.of("place", "roof"));
    }

    @Test
    void an_existing_thing_fails_all_of_it_where_the_template_says_so() {
        Thing before = existing();
        Certificate certificate = issued(CertificateStatus.PENDING_ACTIVATION);

        for (String settings : List.of(
                overriding("FAIL", "DO_NOTHING", "DO_NOTHING"),
                overriding("DO_NOTHING", "FAIL", "DO_NOTHING"),
                overriding("DO_NOTHING", "DO_NOTHING", "FAIL"))) {
            assertThat(refused(plan(settings, "", certificate.id(), "red")))
                    .isInstanceOf(ResourceResult.ResourceConflicts.class);
        }
        assertThat(registry.thing("bulb-7")).isEqualTo(before);
        assertThat(registry.certificate(certificate.id())).isEqualTo(certificate);
        assertThat(registry.policies("", null, 10)).isEmpty();
    }

    @Test
    void a_thing_of_another_certificate_is_taken_over_only_where_the_template_thought_of_it() {
        Certificate first = issued(CertificateStatus.ACTIVE);
        provisioned(plan(first));
        Certificate second = issued(CertificateStatus.PENDING_ACTIVATION);

        assertThat(refused(plan(second))).isInstanceOfSatisfying(ResourceResult.ResourceConflicts.class, conflict -> {
            assertThat(conflict.why()).contains("another certificate");
            assertThat(conflict.whatToDo()).contains("OverrideSettings");
        });
        assertThat(registry.thingsOf(second.id())).isEmpty();
        provisioned(plan(overriding("DO_NOTHING", "DO_NOTHING", "DO_NOTHING"), "", second.id(), "red"));
        assertThat(registry.certificatesOfThing("bulb-7", null, 10)).hasSize(2);
    }

    @Test
    void the_status_of_a_certificate_is_changed_where_it_waits_or_the_template_says_so() {
        Certificate inactive = issued(CertificateStatus.INACTIVE);

        assertThat(provisioned(plan(inactive)).certificate().status()).isEqualTo(CertificateStatus.INACTIVE);
        assertThat(refused(plan("", ", \"OverrideSettings\": {\"Status\": \"FAIL\"}", inactive.id(), "red")))
                .isInstanceOf(ResourceResult.ResourceConflicts.class);
        assertThat(provisioned(plan("", ", \"OverrideSettings\": {\"Status\": \"REPLACE\"}", inactive.id(), "red"))
                        .certificate()
                        .status())
                .isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void a_revoked_certificate_is_never_provisioned() {
        Certificate certificate = issued(CertificateStatus.ACTIVE);
        done(registry.setCertificateStatus(certificate.id(), CertificateStatus.REVOKED));

        assertThat(refused(plan("", ", \"OverrideSettings\": {\"Status\": \"REPLACE\"}", certificate.id(), "red")))
                .isInstanceOf(ResourceResult.CertificateState.class);
        assertThat(registry.thing("bulb-7")).isNull();
    }

    @Test
    void a_device_is_provisioned_with_its_own_certificate_only() {
        Certificate own = issued(CertificateStatus.PENDING_ACTIVATION);
        Certificate others = issued(CertificateStatus.PENDING_ACTIVATION);

        assertThat(registrar.registerOwn(plan(others), own.id())).isInstanceOf(ThingProvisioning.NotItsOwn.class);
        assertThat(registry.thing("bulb-7")).isNull();
    }

    @Test
    void what_is_missing_or_wrong_leaves_nothing_behind() {
        Certificate certificate = issued(CertificateStatus.PENDING_ACTIVATION);
        done(registry.thingGroups().delete("hall", true));

        assertThat(refused(plan(certificate))).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(refused(plan("", "", "0".repeat(64), "red"))).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(refused(plan("", "", certificate.id(), "red${x}")))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
        assertThat(registry.things("", null, 10)).isEmpty();
        assertThat(registry.policies("", null, 10)).isEmpty();
        assertThat(registry.certificate(certificate.id())).isEqualTo(certificate);
    }

    @Test
    void a_certificate_that_stands_for_one_thing_alone_gets_no_second() {
        Certificate certificate = issued(CertificateStatus.ACTIVE);
        done(registry.createThing("other", null, Map.of()));
        done(registry.attachThing("other", certificate.id(), ThingPrincipalType.EXCLUSIVE_THING));

        assertThat(refused(plan(certificate))).isInstanceOf(ResourceResult.ResourceConflicts.class);
    }

    @Test
    void a_template_with_a_request_has_a_certificate_issued_and_one_without_an_authority_does_not() {
        String byRequest = TEMPLATE.formatted("", "")
                .replace(
                        "\"CertificateId\": {\"Ref\": \"AWS::IoT::Certificate::Id\"}",
                        "\"CertificateSigningRequest\": {\"Ref\": \"Csr\"}")
                .replace("{\"Parameters\": {", "{\"Parameters\": {\"Csr\": {\"Type\": \"String\"}, ");
        String csr = SigningRequest.create().pem();
        ProvisioningPlan plan = ((TemplateEvaluation.Planned)
                        Templates.parsed(byRequest).evaluate(Map.of("Serial", "7", "Csr", csr), Map.of()))
                .plan();

        assertThat(new ThingRegistrar(registry, null, SCOPE).register(plan))
                .isInstanceOfSatisfying(
                        ThingProvisioning.NotIssued.class,
                        not -> assertThat(not.why()).isInstanceOf(Issuance.Unavailable.class));
        assertWhole(registry, provisioned(plan).certificate());
    }

    @Test
    void policies_already_attached_stay_and_count_towards_the_most_there_may_be() {
        Certificate certificate = issued(CertificateStatus.ACTIVE);
        String document = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iot:*","Resource":"*"}]}""";
        for (int i = 0; i < 10; i++) {
            done(registry.putPolicy("p" + i, document));
            done(registry.attachPolicy("p" + i, certificate.id()));
        }

        assertThat(refused(plan(certificate))).isInstanceOf(ResourceResult.LimitExceeded.class);
        done(registry.detachPolicy("p0", certificate.id()));
        provisioned(plan(certificate));
        assertThat(registry.policiesOf(certificate.id()))
                .hasSize(10)
                .extracting(CompiledPolicy::name)
                .contains("p1", "p9");
    }
}
