package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The registry in memory. Any thread reads, without a lock; only the one writer of {@link Journal}, and the loader at
 * start, change it.
 *
 * <p>Everything a decision needs about one certificate is in one immutable {@link Principal} behind one look-up, so a
 * reader never sees half of a change to it. What changes a thing, a policy or a group replaces the principals of the
 * certificates it concerns, once each; {@link #concernedByPolicy} and {@link #concernedByGroups} say which those are.
 */
final class Index {
    private final Principals principals = new Principals();
    private final Catalog<Thing> things = new Catalog<>();
    private final Catalog<ThingType> types = new Catalog<>();
    private final Catalog<Policy> policies = new Catalog<>();
    private final Catalog<CaCertificate> cas = new Catalog<>();
    private final Catalog<ProvisioningTemplate> templates = new Catalog<>();
    private final GroupTree groups = new GroupTree(policies);
    private final Catalog<BillingGroup> billingGroups = new Catalog<>();
    private final Relation thingsOfBillingGroup = new Relation();
    private final Map<TaggedResource, Tags> tags = new ConcurrentHashMap<>();
    private final Relation certificatesOfThing = new Relation();
    private final Relation certificatesOfPolicy = new Relation();
    private volatile @Nullable String registrationCode;
    private volatile EventConfiguration eventConfiguration = EventConfiguration.NONE;

    // ---- Reading

    Principals principals() {
        return principals;
    }

    Catalog<Thing> things() {
        return things;
    }

    Catalog<ThingType> types() {
        return types;
    }

    Catalog<Policy> policies() {
        return policies;
    }

    Catalog<CaCertificate> cas() {
        return cas;
    }

    Catalog<ProvisioningTemplate> templates() {
        return templates;
    }

    Catalog<BillingGroup> billingGroups() {
        return billingGroups;
    }

    Relation thingsOfBillingGroup() {
        return thingsOfBillingGroup;
    }

    /** Whether there is such a resource, tagged or not. */
    boolean has(TaggedResource resource) {
        String name = resource.name();
        return switch (resource.kind()) {
            case THING_TYPE -> types.of(name) != null;
            case THING_GROUP -> group(name) != null;
            case BILLING_GROUP -> billingGroups.of(name) != null;
            case POLICY -> policy(name) != null;
            case CA -> ca(name) != null;
            case PROVISIONING_TEMPLATE -> templates.of(name) != null;
            case THING, CERTIFICATE, POLICY_VERSION, TEMPLATE_VERSION, REGISTRATION_CODE, ATTACHMENT -> false;
        };
    }

    Tags tags(TaggedResource resource) {
        return tags.getOrDefault(resource, Tags.NONE);
    }

    /** Shows what has tags, in any order. */
    void eachTagged(BiConsumer<TaggedResource, Tags> each) {
        tags.forEach(each);
    }

    @Nullable
    String registrationCode() {
        return registrationCode;
    }

    EventConfiguration eventConfiguration() {
        return eventConfiguration;
    }

    GroupTree groups() {
        return groups;
    }

    Relation certificatesOfThing() {
        return certificatesOfThing;
    }

    Relation certificatesOfPolicy() {
        return certificatesOfPolicy;
    }

    @Nullable
    Principal principal(String certificateId) {
        return principals.of(certificateId);
    }

    @Nullable
    Certificate certificate(String id) {
        return principals.certificate(id);
    }

    @Nullable
    Thing thing(String name) {
        return things.of(name);
    }

    @Nullable
    Policy policy(String name) {
        return policies.of(name);
    }

    @Nullable
    CaCertificate ca(String id) {
        return cas.of(id);
    }

    @Nullable
    ThingGroup group(String name) {
        return groups.groups().of(name);
    }

    /** The certificates that have the policy, themselves or by a group of one of their things. */
    Set<String> concernedByPolicy(String policy) {
        Set<String> concerned = concernedByGroups(groups.groupsOfPolicy().of(policy));
        certificatesOfPolicy.forEach(policy, concerned::add);
        return concerned;
    }

    /** The certificates of all things in these groups and the groups under them. */
    Set<String> concernedByGroups(Collection<String> names) {
        Set<String> all = new LinkedHashSet<>();
        names.forEach(name -> all.addAll(groups.withDescendants(name)));
        Set<String> concerned = new HashSet<>();
        for (String group : all) {
            groups.members().forEach(group, thing -> certificatesOfThing.forEach(thing, concerned::add));
        }
        return concerned;
    }

    /** The certificates of all such things; looks at every thing. */
    Set<String> certificatesOfThings(Predicate<Thing> such) {
        Set<String> concerned = new HashSet<>();
        things.each("", null, thing -> {
            if (such.test(thing)) {
                certificatesOfThing.forEach(thing.name(), concerned::add);
            }
            return true;
        });
        return concerned;
    }

    // ---- Changing: the writer only

    void put(Certificate certificate) {
        principals.put(certificate);
    }

    /** In the place of those that it had. */
    void tag(TaggedResource resource, Tags all) {
        if (all.isEmpty()) {
            tags.remove(resource);
        } else {
            tags.put(resource, all);
        }
    }

    void registrationCode(@Nullable String code) {
        registrationCode = code;
    }

    void eventConfiguration(EventConfiguration configuration) {
        eventConfiguration = configuration;
    }

    /**
     * A certificate, new or as it is from now on, with more bound to it: all in one step for who reads the certificate.
     *
     * @param thing to be attached, new or as it is from now on; null for none
     * @param added policies, each new or as it is
     */
    void bind(Certificate certificate, @Nullable Thing thing, List<Policy> added) {
        String id = certificate.id();
        if (thing != null) {
            if (!thing.equals(things.of(thing.name()))) {
                put(thing);
            }
            certificatesOfThing.add(thing.name(), id);
        }
        for (Policy policy : added) {
            if (policies.of(policy.name()) == null) { // an existing one stays as it is for all who have it
                policies.put(policy.name(), policy);
            }
            certificatesOfPolicy.add(policy.name(), id);
        }
        Principal before = principals.of(id);
        List<CompiledPolicy> own = before == null ? List.of() : before.policies();
        for (Policy policy : added) {
            own = with(own, CompiledPolicy::name, policy.compiled());
        }
        List<BoundThing> bound = before == null ? List.of() : before.things();
        BoundThing attached = before == null || thing == null ? null : before.bound(thing.name());
        if (thing != null) {
            bound = with(bound, BoundThing::name, bind(thing, attached != null && attached.exclusive()));
        }
        principals.put(new Principal(certificate, own, bound));
    }

    /** A certificate that appears with everything bound to it at once. */
    void put(Certificate certificate, Thing thing, @Nullable Policy policy) {
        put(thing);
        certificatesOfThing.add(thing.name(), certificate.id());
        if (policy != null) {
            if (policies.of(policy.name()) == null) { // an existing one stays as it is for all who have it
                policies.put(policy.name(), policy);
            }
            certificatesOfPolicy.add(policy.name(), certificate.id());
        }
        List<CompiledPolicy> compiled = policy == null ? List.of() : List.of(policy.compiled());
        principals.put(new Principal(certificate, compiled, List.of(bind(thing, false))));
    }

    /** With all that is attached to it. Unknown first, so that no reader meets it without its policies. */
    void removeCertificate(Principal principal) {
        String id = principal.certificate().id();
        principals.remove(id);
        principal.things().forEach(thing -> certificatesOfThing.remove(thing.name(), id));
        principal.policies().forEach(policy -> certificatesOfPolicy.remove(policy.name(), id));
    }

    /** Makes certificates unknown, for good: their records stay on disk. */
    void lockOut(Set<String> certificateIds) {
        certificateIds.forEach(principals::remove);
    }

    /** New, or with other attributes, another type, other groups or another billing group. */
    void put(Thing thing) {
        Thing before = things.of(thing.name());
        things.put(thing.name(), thing);
        groups.moved(thing.name(), before == null ? List.of() : before.groups(), thing.groups());
        billed(thing.name(), before == null ? null : before.billingGroup(), thing.billingGroup());
        certificatesOfThing.forEach(thing.name(), id -> principals.change(id, principal -> with(principal, thing)));
    }

    private void billed(String thing, @Nullable String before, @Nullable String after) {
        if (before != null && !before.equals(after)) {
            thingsOfBillingGroup.remove(before, thing);
        }
        if (after != null && !after.equals(before)) {
            thingsOfBillingGroup.add(after, thing);
        }
    }

    void removeThing(Thing thing) {
        billed(thing.name(), thing.billingGroup(), null);
        groups.moved(thing.name(), thing.groups(), List.of());
        things.remove(thing.name());
    }

    /** @param concerned as {@link #concernedByPolicy} says */
    void put(Policy policy, Set<String> concerned) {
        policies.put(policy.name(), policy);
        groups.changed(policy.name());
        refresh(concerned);
    }

    /** @param left its things, without it */
    void removeGroup(ThingGroup group, List<Thing> left) {
        left.forEach(this::put);
        groups.remove(group);
    }

    /** @param concerned as {@link #concernedByGroups} says */
    void attachToGroup(String policy, String group, Set<String> concerned) {
        groups.attach(policy, group);
        refresh(concerned);
    }

    /** @param concerned as {@link #concernedByGroups} says */
    void detachFromGroup(String policy, String group, Set<String> concerned) {
        groups.detach(policy, group);
        refresh(concerned);
    }

    void attach(Thing thing, String certificateId, boolean exclusive) {
        certificatesOfThing.add(thing.name(), certificateId);
        principals.change(
                certificateId,
                before -> new Principal(
                        before.certificate(),
                        before.policies(),
                        with(before.things(), BoundThing::name, bind(thing, exclusive))));
    }

    void attach(Policy policy, String certificateId) {
        certificatesOfPolicy.add(policy.name(), certificateId);
        principals.change(
                certificateId,
                before -> new Principal(
                        before.certificate(),
                        with(before.policies(), CompiledPolicy::name, policy.compiled()),
                        before.things()));
    }

    void detachThing(String thing, String certificateId) {
        certificatesOfThing.remove(thing, certificateId);
        principals.change(
                certificateId,
                before -> new Principal(
                        before.certificate(), before.policies(), without(before.things(), BoundThing::name, thing)));
    }

    void detachPolicy(String policy, String certificateId) {
        certificatesOfPolicy.remove(policy, certificateId);
        principals.change(
                certificateId,
                before -> new Principal(
                        before.certificate(),
                        without(before.policies(), CompiledPolicy::name, policy),
                        before.things()));
    }

    /**
     * Is what another one is, from now on. Every certificate goes over in one step, with all that is bound to it; the
     * principals of the others stay the objects they are.
     *
     * @param concerned certificates that may be other than before
     */
    void become(Index other, Set<String> concerned) {
        for (String id : concerned) {
            Principal after = other.principal(id);
            if (after == null) {
                principals.remove(id);
            } else {
                principals.put(after);
            }
        }
        types.become(other.types);
        policies.become(other.policies);
        cas.become(other.cas);
        templates.become(other.templates);
        billingGroups.become(other.billingGroups);
        thingsOfBillingGroup.become(other.thingsOfBillingGroup);
        tags.putAll(other.tags);
        tags.keySet().retainAll(other.tags.keySet());
        things.become(other.things);
        groups.become(other.groups);
        certificatesOfThing.become(other.certificatesOfThing);
        certificatesOfPolicy.become(other.certificatesOfPolicy);
    }

    /**
     * Makes principals anew from the policies in force now, and from what the groups of their things hand down now; the
     * things are as they were. For a group that is as large as groups may be, that is a hundred thousand at once.
     */
    private void refresh(Set<String> certificateIds) {
        for (String id : certificateIds) {
            principals.change(id, this::renewed);
        }
    }

    private Principal renewed(Principal before) {
        List<CompiledPolicy> own = new ArrayList<>(before.policies().size());
        for (CompiledPolicy policy : before.policies()) {
            own.add(policies.existing(policy.name()).compiled());
        }
        List<BoundThing> bound = new ArrayList<>(before.things().size());
        for (BoundThing thing : before.things()) {
            bound.add(bind(thing.thing(), thing.exclusive()));
        }
        return new Principal(before.certificate(), own, bound);
    }

    private BoundThing bind(Thing thing, boolean exclusive) {
        return new BoundThing(thing, exclusive, groups.policiesOf(thing));
    }

    /** With the thing as it is now, attached as it was. */
    private Principal with(Principal before, Thing thing) {
        List<BoundThing> bound = before.things().stream()
                .map(one -> one.name().equals(thing.name()) ? bind(thing, one.exclusive()) : one)
                .toList();
        return new Principal(before.certificate(), before.policies(), bound);
    }

    /** The list with {@code element} in the place of the one of that name, or in its own; sorted by name. */
    private static <T> List<T> with(List<T> list, Function<T, String> name, T element) {
        List<T> changed = without(list, name, name.apply(element));
        changed.add(element);
        changed.sort(Comparator.comparing(name));
        return changed;
    }

    private static <T> List<T> without(List<T> list, Function<T, String> name, String gone) {
        List<T> changed = new ArrayList<>(list);
        changed.removeIf(element -> name.apply(element).equals(gone));
        return changed;
    }
}
