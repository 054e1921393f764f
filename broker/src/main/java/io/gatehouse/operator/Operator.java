package io.gatehouse.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who may operate the broker.
 *
 * @param name unique; 1 to 64 letters, digits and {@code + = , . @ _ -}, as users of IAM have it
 * @param keys at most {@link #MOST_KEYS}
 * @param certificates SHA-256 of the DER of client certificates, 64 hexadecimal digits, at most
 *     {@link #MOST_CERTIFICATES}
 * @param policies names of the registry's policies that say what it may do on the data plane, at most
 *     {@link #MOST_POLICIES}; none lets nothing through
 */
public record Operator(
        String name,
        Role role,
        boolean disabled,
        List<AccessKey> keys,
        List<String> certificates,
        List<String> policies,
        Instant createdAt) {
    /** Two, so that one can be taken out of use after the other is in use everywhere. */
    static final int MOST_KEYS = 2;

    static final int MOST_CERTIFICATES = 4;

    /** As AWS has it for a certificate. */
    static final int MOST_POLICIES = 10;

    public Operator {
        keys = List.copyOf(keys);
        certificates = List.copyOf(certificates);
        policies = List.copyOf(policies);
    }

    /** Whether an access key is this operator's now. */
    public boolean hasKey(String id) {
        return keys.stream().anyMatch(key -> key.id().equals(id));
    }

    /** When each key was made, by its id. */
    public List<KeyView> keyViews() {
        return keys.stream().map(key -> new KeyView(key.id(), key.createdAt())).toList();
    }

    /** What may be seen of an access key. */
    public record KeyView(String id, Instant createdAt) {}

    Operator with(Role otherRole) {
        return new Operator(name, otherRole, disabled, keys, certificates, policies, createdAt);
    }

    Operator disabled(boolean off) {
        return new Operator(name, role, off, keys, certificates, policies, createdAt);
    }

    Operator withKey(AccessKey key) {
        List<AccessKey> more = new ArrayList<>(keys);
        more.add(key);
        return with(more, certificates);
    }

    Operator withoutKey(String id) {
        return with(keys.stream().filter(key -> !key.id().equals(id)).toList(), certificates);
    }

    Operator withCertificate(String sha256) {
        List<String> more = new ArrayList<>(certificates);
        more.add(sha256);
        return with(keys, more);
    }

    Operator withoutCertificate(String sha256) {
        return with(keys, certificates.stream().filter(c -> !c.equals(sha256)).toList());
    }

    Operator withPolicy(String policy) {
        List<String> more = new ArrayList<>(policies);
        more.add(policy);
        return withPolicies(more);
    }

    Operator withoutPolicy(String policy) {
        return withPolicies(policies.stream().filter(p -> !p.equals(policy)).toList());
    }

    private Operator withPolicies(List<String> others) {
        return new Operator(name, role, disabled, keys, certificates, others, createdAt);
    }

    private Operator with(List<AccessKey> otherKeys, List<String> otherCertificates) {
        return new Operator(name, role, disabled, otherKeys, otherCertificates, policies, createdAt);
    }
}
