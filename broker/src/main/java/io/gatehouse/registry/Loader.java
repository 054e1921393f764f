package io.gatehouse.registry;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import java.io.UncheckedIOException;

/**
 * Reads the store into an {@link Index}, at start, on main. All or nothing: one record that cannot be read, and the
 * broker does not start.
 */
final class Loader {
    /** The widest there is: a limit lowered since must not make a stored policy unreadable. */
    private static final PolicyLimits READ_BACK = new PolicyLimits(1_000_000, 10_000, 10_000);

    private final KeyValue store;
    private final PolicyScope scope;
    private final Index index = new Index();

    private Loader(KeyValue store, PolicyScope scope) {
        this.store = store;
        this.scope = scope;
    }

    static Index load(KeyValue store, PolicyScope scope) throws StoreException {
        Loader loader = new Loader(store, scope);
        try {
            loader.each(
                    Keys.CAS,
                    entry -> loader.index.put(
                            StoredForm.read(entry).ca(entry.key().name())));
            loader.each(Keys.POLICIES, loader::policy);
            loader.each(
                    Keys.THINGS,
                    entry -> loader.index.put(
                            StoredForm.read(entry).thing(entry.key().name())));
            loader.each(
                    Keys.CERTIFICATES,
                    entry -> loader.index.put(
                            StoredForm.read(entry).certificate(entry.key().name())));
            loader.each(Keys.THING_ATTACHMENTS, entry -> loader.attachment(Kind.THING, entry));
            loader.each(Keys.POLICY_ATTACHMENTS, entry -> loader.attachment(Kind.POLICY, entry));
            return loader.index;
        } catch (UncheckedIOException failed) {
            throw new StoreException(
                    "registry: " + failed.getMessage() + "; check the disk, or restore a backup", failed);
        } catch (Stop stop) {
            throw stop.why;
        }
    }

    /** Reads one record. */
    @FunctionalInterface
    private interface Reader {
        void read(Entry entry) throws StoreException;
    }

    /** Carries the answer out of a scan. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final StoreException why;

        Stop(StoreException why) {
            super(why.getMessage(), why, false, false);
            this.why = why;
        }
    }

    private void each(Key table, Reader reader) {
        store.scan(table, entry -> {
            try {
                reader.read(entry);
            } catch (StoreException why) {
                throw new Stop(why);
            }
        });
    }

    private void policy(Entry entry) throws StoreException {
        String name = entry.key().name();
        StoredForm form = StoredForm.read(entry);
        RegistryResult<Policy> result =
                PolicyPlans.compile(name, form.document(), scope, READ_BACK, form.version(), form.createdAt());
        if (!(result instanceof RegistryResult.Done<Policy>(var policy))) {
            throw new StoreException("registry record policy " + name + ": " + result.sentence()
                    + "; the broker does not start without a policy it was given; start the version that wrote it");
        }
        index.put(policy);
    }

    private void attachment(Kind kind, Entry entry) throws StoreException {
        StoredForm.read(entry);
        String name = entry.key().parts().get(1);
        String certificateId = entry.key().name();
        Thing thing = kind == Kind.THING ? index.thing(name) : null;
        Policy policy = kind == Kind.POLICY ? index.policy(name) : null;
        if (index.principal(certificateId) == null || (thing == null && policy == null)) {
            throw new StoreException(
                    "registry record " + String.join(" ", entry.key().parts())
                            + ": attaches what does not exist (expected: written with both its ends)"
                            + "; restore a backup");
        }
        if (thing != null) {
            index.attach(thing, certificateId);
        }
        if (policy != null) {
            index.attach(policy, certificateId);
        }
    }
}
