package io.gatehouse.registry;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyScope;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Being written. */
public final class Registry implements AutoCloseable {
    private Registry() {}

    public static Registry open(KeyValue store, PolicyScope scope, RegistryLimits limits, InstantSource clock)
            throws StoreException {
        throw new StoreException("not yet");
    }

    // ---- Readers: any thread, no lock

    public @Nullable Principal principal(String certificateId) {
        return null;
    }

    public @Nullable Certificate certificate(String id) {
        return null;
    }

    public @Nullable Thing thing(String name) {
        return null;
    }

    public @Nullable Policy policy(String name) {
        return null;
    }

    public @Nullable CaCertificate ca(String id) {
        return null;
    }

    public List<Thing> thingsOf(String certificateId) {
        return List.of();
    }

    public boolean isAttached(String certificateId, String thingName) {
        return false;
    }

    public List<CompiledPolicy> policiesOf(String certificateId) {
        return List.of();
    }

    public List<Thing> things(String prefix, @Nullable String after, int max) {
        return List.of();
    }

    public List<Certificate> certificates(String prefix, @Nullable String after, int max) {
        return List.of();
    }

    public List<Policy> policies(String prefix, @Nullable String after, int max) {
        return List.of();
    }

    public List<CaCertificate> cas() {
        return List.of();
    }

    public List<String> certificatesOfThing(String thingName, @Nullable String after, int max) {
        return List.of();
    }

    public List<String> certificatesOfPolicy(String policyName, @Nullable String after, int max) {
        return List.of();
    }

    public long epoch() {
        return 0;
    }

    public void addListener(RegistryListener listener) {}

    // ---- Writers: virtual threads; return when it is on disk

    public RegistryResult<Thing> createThing(String name, @Nullable String typeName, Map<String, String> attributes) {
        throw new UnsupportedOperationException();
    }

    /** Replaces type and attributes; {@code expectedVersion} 0 for any. */
    public RegistryResult<Thing> updateThing(
            String name, @Nullable String typeName, Map<String, String> attributes, long expectedVersion) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Thing> deleteThing(String name) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Certificate> registerCertificate(X509Certificate certificate, CertificateStatus status) {
        throw new UnsupportedOperationException();
    }

    /** DER or PEM; of a PEM chain the first one. */
    public RegistryResult<Certificate> registerCertificate(byte[] certificate, CertificateStatus status) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Certificate> setCertificateStatus(String id, CertificateStatus status) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Certificate> deleteCertificate(String id) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<CaCertificate> registerCa(byte[] certificate, CaStatus status) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<CaCertificate> setCaStatus(String id, CaStatus status) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<CaCertificate> deleteCa(String id) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Policy> putPolicy(String name, String json) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Policy> deletePolicy(String name) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Attachment> attachPolicy(String policyName, String certificateId) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Attachment> detachPolicy(String policyName, String certificateId) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Attachment> attachThing(String thingName, String certificateId) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Attachment> detachThing(String thingName, String certificateId) {
        throw new UnsupportedOperationException();
    }

    public RegistryResult<Provisioning.Provisioned> provision(Provisioning provisioning) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
