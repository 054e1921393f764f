package io.gatehouse.registry;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the store into an {@link Index}, at start, on main and a thread beside it. All or nothing: one record that
 * cannot be read, and the broker does not start.
 *
 * <p>What was written before thing types were records may name a type that does not exist; such a thing is read as it
 * is, and keeps its type until somebody gives it another.
 */
final class Loader {
    /** The widest there is: a limit lowered since must not make a stored policy unreadable. */
    private static final PolicyLimits READ_BACK = new PolicyLimits(1_000_000, 10_000, 10_000);

    private final KeyValue store;
    private final PolicyScope scope;
    private final boolean atOnce;
    private final Index index = new Index();
    private final Map<String, List<PolicyVersion>> versions = new HashMap<>();

    /** Names that many have in common, those of issuers, types and the like: kept once. */
    private final Map<String, String> names = new ConcurrentHashMap<>();

    private final Consumer<StoreException> broken;

    /**
     * A reader of this store.
     *
     * @param atOnce whether tables may be read at the same time
     * @param broken is told of what cannot be read; may throw
     */
    private Loader(KeyValue store, PolicyScope scope, boolean atOnce, Consumer<StoreException> broken) {
        this.store = store;
        this.scope = scope;
        this.atOnce = atOnce;
        this.broken = broken;
    }

    static Index load(KeyValue store, PolicyScope scope) throws StoreException {
        Loader loader = new Loader(store, scope, true, why -> {
            throw new Stop(why);
        });
        try {
            loader.load();
            return loader.index;
        } catch (UncheckedIOException failed) {
            throw new StoreException(
                    "registry: " + failed.getMessage() + "; check the disk, or restore a backup", failed);
        } catch (Stop stop) {
            throw stop.why;
        }
    }

    /** Reads on where {@link #load} stops, and answers with what could be read: to look at, not to run on. */
    static Index examine(KeyValue store, PolicyScope scope, Consumer<String> problems) {
        Loader loader = new Loader(store, scope, false, why -> problems.accept(why.getMessage()));
        try {
            loader.load();
        } catch (UncheckedIOException failed) {
            problems.accept("registry: " + failed.getMessage());
        }
        return loader.index;
    }

    private void load() {
        each(Keys.TEMPLATES, 1, (name, stored) -> index.templates().put(name, stored.template(name)));
        each(
                Keys.REGISTRATION_CODE,
                entry -> index.registrationCode(StoredRecord.read(entry, 1).registrationCode()));
        each(
                Keys.EVENT_CONFIGURATION,
                entry -> index.eventConfiguration(StoredRecord.read(entry, 1).eventConfiguration()));
        each(Keys.CAS, 1, (name, stored) -> index.cas().put(name, stored.ca(name)));
        each(Keys.POLICY_VERSIONS, this::policyVersion);
        each(Keys.POLICIES, 2, this::policy);
        for (String name : versions.keySet()) {
            broken.accept(broken("policy-version " + name, "belongs to no policy"));
        }
        each(Keys.THING_TYPES, 1, (name, stored) -> index.types().put(name, stored.thingType(name)));
        each(Keys.GROUPS, 2, (name, stored) -> index.groups().put(stored.group(name)));
        checkGroups();
        each(Keys.GROUP_POLICIES, this::groupPolicy);
        each(Keys.BILLING_GROUPS, 1, (name, stored) -> index.billingGroups().put(name, stored.billingGroup(name)));
        together(
                () -> each(Keys.THINGS, 2, this::thing),
                () -> each(Keys.CERTIFICATES, 1, (name, stored) -> index.put(stored.certificate(name, this::shared))));
        each(Keys.THING_ATTACHMENTS, entry -> attachment(Kind.THING, entry));
        each(Keys.POLICY_ATTACHMENTS, entry -> attachment(Kind.POLICY, entry));
        each(Keys.TAGS, this::tags);
    }

    /** At the same time, each on a thread, as neither looks at what the other reads; where both fail, as the first. */
    private void together(Runnable one, Runnable other) {
        if (!atOnce) {
            one.run();
            other.run();
            return;
        }
        CompletableFuture<Void> beside = CompletableFuture.runAsync(
                other, task -> Thread.ofPlatform().name("registry-loader").start(task));
        try {
            one.run();
        } finally {
            beside.exceptionally(_ -> null).join();
        }
        try {
            beside.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw failed;
        }
    }

    /** Reads one record. */
    @FunctionalInterface
    interface Reader {
        void read(Entry entry) throws StoreException;
    }

    /** Reads one record that is named by its key's last part. */
    @FunctionalInterface
    private interface NamedReader {
        void read(String name, StoredRecord stored) throws StoreException;
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
                broken.accept(why);
            }
        });
    }

    /**
     * Reads one table, until a record cannot be read.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    static void each(KeyValue store, Key table, Reader reader) throws StoreException {
        try {
            store.scan(table, entry -> {
                try {
                    reader.read(entry);
                } catch (StoreException why) {
                    throw new Stop(why);
                }
            });
        } catch (Stop stop) {
            throw stop.why;
        }
    }

    private void each(Key table, int newestForm, NamedReader reader) {
        each(table, entry -> reader.read(entry.key().name(), StoredRecord.read(entry, newestForm)));
    }

    private void policyVersion(Entry entry) throws StoreException {
        StoredRecord stored = StoredRecord.read(entry, 1);
        String policy = entry.key().parts().get(1);
        long number;
        try {
            number = Long.parseLong(entry.key().name());
        } catch (NumberFormatException notANumber) {
            throw broken(where(entry), "version: " + entry.key().name() + " (expected: a number)");
        }
        versions.computeIfAbsent(policy, _ -> new ArrayList<>()).add(compiled(policy, number, stored));
    }

    private void policy(String name, StoredRecord stored) throws StoreException {
        if (stored.form() == 1) {
            index.policies().put(name, Policy.first(name, compiled(name, stored.version("version"), stored)));
            return;
        }
        long inForce = stored.version("default");
        List<PolicyVersion> all = versions.getOrDefault(name, List.of());
        PolicyVersion decides = null;
        List<PolicyVersion> others = new ArrayList<>();
        for (PolicyVersion version : all) {
            if (version.number() == inForce) {
                decides = version;
            } else {
                others.add(version);
            }
        }
        if (decides == null) {
            throw broken("policy " + name, "default: " + inForce + " (expected: one of its versions)");
        }
        versions.remove(name);
        others.sort(Comparator.comparingLong(PolicyVersion::number));
        Instant createdAt = stored.createdAt();
        index.policies().put(name, new Policy(name, decides, others, stored.version("newest"), createdAt));
    }

    private PolicyVersion compiled(String name, long number, StoredRecord stored) throws StoreException {
        RegistryResult<PolicyVersion> result =
                PolicyPlans.compile(name, stored.document(), scope, READ_BACK, number, stored.createdAt());
        if (result instanceof RegistryResult.Done<PolicyVersion>(var version)) {
            return version;
        }
        throw new StoreException("registry record policy " + name + ": " + result.sentence()
                + "; the broker does not start without a policy it was given; start the version that wrote it");
    }

    /** Every group has its parent, no group is above itself, and no dynamic one is above or below another. */
    private void checkGroups() {
        for (ThingGroup group : index.groups().groups().all()) {
            Set<String> above = new HashSet<>();
            ThingGroup at = group;
            while (at != null && at.parent() != null) {
                ThingGroup parent = index.group(at.parent());
                if (!above.add(at.name()) || at.isDynamic() || parent == null || parent.isDynamic()) {
                    broken.accept(broken(
                            "thing-group " + group.name(),
                            "parent: " + at.parent() + " (expected: a static group above a static one)"));
                    break;
                }
                at = parent;
            }
        }
    }

    private void groupPolicy(Entry entry) throws StoreException {
        StoredRecord.read(entry, 1);
        String policy = entry.key().parts().get(1);
        String group = entry.key().name();
        if (index.policy(policy) == null || !isStatic(group)) {
            throw dangling(entry);
        }
        index.groups().attach(policy, group);
    }

    private boolean isStatic(String group) {
        ThingGroup found = index.group(group);
        return found != null && !found.isDynamic();
    }

    private void thing(String name, StoredRecord stored) throws StoreException {
        Thing thing = stored.thing(name, this::shared);
        for (String group : thing.groups()) {
            if (!isStatic(group)) {
                throw broken("thing " + name, "groups: " + group + " (expected: static groups that exist)");
            }
        }
        String billingGroup = thing.billingGroup();
        if (billingGroup != null && index.billingGroups().of(billingGroup) == null) {
            throw broken("thing " + name, "billingGroup: " + billingGroup + " (expected: one that exists)");
        }
        index.put(thing);
    }

    private String shared(String name) {
        return names.computeIfAbsent(name, Function.identity());
    }

    /** Relates the names that the records have already: those of the key would be kept beside them, a million times. */
    private void attachment(Kind kind, Entry entry) throws StoreException {
        StoredRecord stored = StoredRecord.read(entry, kind == Kind.THING ? 2 : 1);
        String name = entry.key().parts().get(1);
        Certificate certificate = index.certificate(entry.key().name());
        Thing thing = kind == Kind.THING ? index.thing(name) : null;
        Policy policy = kind == Kind.POLICY ? index.policy(name) : null;
        if (certificate == null || (thing == null && policy == null)) {
            throw dangling(entry);
        }
        if (thing != null) {
            index.attach(thing, certificate.id(), stored.attachment() == ThingPrincipalType.EXCLUSIVE_THING);
        }
        if (policy != null) {
            index.attach(policy, certificate.id());
        }
    }

    /**
     * Those of what is not there are left where they are: a broker that knew no tags may have deleted it since. Tags
     * let nobody in and keep nobody out, so that they are no reason not to start.
     */
    private void tags(Entry entry) throws StoreException {
        Tags tags = StoredRecord.read(entry, 1).tags();
        TaggedResource resource =
                TaggedResource.in(entry.key().parts().get(1), entry.key().name());
        if (resource != null && index.has(resource)) {
            index.tag(resource, tags);
        }
    }

    private static StoreException dangling(Entry entry) {
        return broken(where(entry), "attaches what does not exist (expected: written with both its ends)");
    }

    private static String where(Entry entry) {
        return String.join(" ", entry.key().parts());
    }

    private static StoreException broken(String where, String problem) {
        return new StoreException("registry record " + where + ": " + problem + "; restore a backup");
    }
}
