package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registry as records by key, in the form in which a store has them; and, being readable like a store, what
 * {@link Loader} makes a registry of.
 */
final class RegistryRecords implements KeyValue {
    private final Map<Key, byte[]> records = new LinkedHashMap<>();

    Map<Key, byte[]> all() {
        return records;
    }

    void put(ThingType type) {
        records.put(Keys.thingType(type.name()), StoredForm.of(type));
    }

    void put(Policy policy) {
        records.put(Keys.policy(policy.name()), StoredForm.of(policy));
        for (PolicyVersion version : policy.versions()) {
            records.put(Keys.policyVersion(policy.name(), version.number()), StoredForm.of(version));
        }
    }

    void put(ThingGroup group) {
        records.put(Keys.group(group.name()), StoredForm.of(group));
    }

    void attach(String policy, String group) {
        records.put(Keys.groupPolicy(policy, group), StoredForm.ofAttachment());
    }

    void put(BillingGroup group) {
        records.put(Keys.billingGroup(group.name()), StoredForm.of(group));
    }

    void put(Thing thing) {
        records.put(Keys.thing(thing.name()), StoredForm.of(thing));
    }

    void put(CaCertificate ca) {
        records.put(Keys.ca(ca.id()), StoredForm.of(ca));
    }

    void put(ProvisioningTemplate template) {
        records.put(Keys.template(template.name()), StoredForm.of(template));
    }

    void put(TaggedResource resource, Tags tags) {
        records.put(Keys.tags(resource), StoredForm.of(tags));
    }

    void put(Certificate certificate) {
        records.put(Keys.certificate(certificate.id()), StoredForm.of(certificate));
    }

    void attachPolicy(String policy, String certificateId) {
        records.put(Keys.attachment(new Attachment(Kind.POLICY, policy, certificateId)), StoredForm.ofAttachment());
    }

    void attachThing(String thing, String certificateId, boolean exclusive) {
        records.put(
                Keys.attachment(new Attachment(Kind.THING, thing, certificateId)),
                StoredForm.ofAttachment(
                        exclusive ? ThingPrincipalType.EXCLUSIVE_THING : ThingPrincipalType.NON_EXCLUSIVE_THING));
    }

    @Override
    public @Nullable Entry get(Key key) {
        byte[] value = records.get(key);
        return value == null ? null : new Entry(key, value, 1);
    }

    @Override
    public void scan(Key prefix, Consumer<Entry> each) {
        records.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                each.accept(new Entry(key, value, 1));
            }
        });
    }

    @Override
    public CompletableFuture<CommitResult> commit(List<Change> changes) {
        throw new UnsupportedOperationException("records: made from a document (expected: no commit)");
    }

    @Override
    public Watch watch(Key prefix, Watcher watcher) {
        throw new UnsupportedOperationException("records: made from a document (expected: no watch)");
    }
}
