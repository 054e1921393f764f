package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** An open registry over a store in memory, and what most of its tests ask. */
class RegistryGround {
    static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";
    static final String DENY_ALL = ALLOW_ALL.replace("Allow", "Deny");
    static final Map<String, String> NONE = Map.of();

    final MemoryKeyValue store = new MemoryKeyValue();
    final List<RegistryChange> told = new ArrayList<>();
    Registry registry;

    @BeforeEach
    void open() throws StoreException {
        registry = reopen();
        registry.addListener(told::add);
    }

    Registry reopen() throws StoreException {
        return Registry.open(store, SCOPE, RegistryLimits.STRICT, () -> NOW);
    }

    static <T> T done(RegistryResult<T> result) {
        assertThat(result).isInstanceOf(RegistryResult.Done.class);
        return ((RegistryResult.Done<T>) result).value();
    }

    Certificate registered(String name, CertificateStatus status) {
        return done(registry.registerCertificate(device(name), status));
    }

    @Nullable
    CertificateStatus status(String certificateId) {
        Certificate certificate = registry.certificate(certificateId);
        return certificate == null ? null : certificate.status();
    }

    List<String> policyNames(String certificateId) {
        return registry.policiesOf(certificateId).stream()
                .map(CompiledPolicy::name)
                .toList();
    }
}
