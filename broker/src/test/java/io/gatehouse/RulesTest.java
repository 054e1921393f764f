package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.PolicySettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RulesTest {
    @ParameterizedTest
    @EnumSource(Compatibility.class)
    void the_configured_size_of_a_policy_document_is_the_one_that_is_enforced(Compatibility compatibility) {
        Configuration defaults = Configuration.defaultsOf(compatibility);
        PolicySettings named = defaults.policy();
        Configuration configuration = new Configuration(
                compatibility,
                defaults.listeners(),
                defaults.tls(),
                defaults.serverCertificates(),
                defaults.revocation(),
                defaults.limits(),
                defaults.newcomers(),
                defaults.sessions(),
                new PolicySettings(named.partition(), named.region(), named.account(), 500),
                defaults.store(),
                defaults.log(),
                defaults.threads(),
                defaults.memory(),
                defaults.shutdown(),
                defaults.admin(),
                defaults.control(),
                defaults.provisioning(),
                defaults.issuing(),
                defaults.observability(),
                defaults.history(),
                defaults.rotation(),
                defaults.logging(),
                defaults.tracing());

        assertThat(Rules.registry(configuration).policy().maxCharacters()).isEqualTo(500);
        assertThat(Rules.registry(defaults).policy().maxCharacters()).isEqualTo(named.maxDocumentCharacters());
    }
}
