package io.gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.security.Certificates;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    @Test
    void what_is_done_for_a_thing_is_done_for_every_certificate_it_has() throws Exception {
        try (Registry registry = Registry.open(
                new MemoryKeyValue(), RunningBroker.SCOPE, RegistryLimits.EXTENDED, InstantSource.system())) {
            Policies policies = new Policies(registry, RunningBroker.SCOPE, PolicyLimits.EXTENDED);
            RunningBroker.done(registry.createThing("lamp", null, Map.of()));
            RunningBroker.done(registry.putPolicy("p", io.gatehouse.Policies.everything()));
            int many = Policies.MOST_COUNTED + 1;
            Instant now = Instant.now();
            for (int i = 0; i < many; i++) {
                var device = Certificates.valid("lamp-" + i, now, now.plusSeconds(60));
                var registered = RunningBroker.done(
                        registry.registerCertificate(device.issued().leaf(), CertificateStatus.ACTIVE));
                RunningBroker.done(registry.attachThing("lamp", registered.id()));
            }
            var request = new PolicyApi.Attachment("p", null, "lamp");

            assertThat(policies.attach(request))
                    .isInstanceOfSatisfying(
                            Outcome.Done.class,
                            done -> assertThat(((PolicyApi.Attached) done.value()).certificates())
                                    .hasSize(many));
            assertThat(policies.detach(request)).isInstanceOf(Outcome.Done.class);

            assertThat(registry.certificatesOfPolicy("p", null, many)).isEmpty();
        }
    }
}
