package io.gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.registry.RegistryDifference.PolicyText;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ImportedPoliciesTest {
    private static ImportedPolicies look(List<PolicyText> documents) {
        return ImportedPolicies.of(documents, RunningBroker.SCOPE, PolicyLimits.EXTENDED);
    }

    @Test
    void who_imports_more_than_can_be_looked_at_is_told_how_much_was_not() {
        List<PolicyText> documents = IntStream.range(0, 1100)
                .mapToObj(i -> new PolicyText("wide-" + i, 1, Policies.everything()))
                .toList();

        ImportedPolicies policies = look(documents);

        assertThat(policies.unlinted()).isPositive();
        assertThat(policies.findings()).hasSize(1100 - policies.unlinted());
    }

    @Test
    void only_policies_with_something_to_point_out_are_listed() {
        ImportedPolicies policies = look(List.of(
                new PolicyText("narrow", 4, Policies.document(Policies.allow("iot:Connect", "client/lamp"))),
                new PolicyText("wide", 2, Policies.everything())));

        assertThat(policies.findings())
                .extracting(RegistryDocumentApi.OfPolicy::policy, RegistryDocumentApi.OfPolicy::version)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("wide", 2L));
        assertThat(policies.unlinted()).isZero();
    }
}
