package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The registry in memory. Any thread reads, without a lock; only the one writer of {@link Journal}, and the loader at
 * start, change it.
 *
 * <p>Everything a decision needs about one certificate is in one immutable {@link Principal} behind one look-up, so a
 * reader never sees half of a change to it. Names are held sorted, for paging.
 */
final class Index {
    private static final Comparator<Attachment> BY_NAME = Comparator.comparing(Attachment::kind)
            .thenComparing(Attachment::name)
            .thenComparing(Attachment::certificateId);

    private final Map<String, Principal> principals = new ConcurrentHashMap<>();
    private final NavigableSet<String> certificateIds = new ConcurrentSkipListSet<>();
    private final ConcurrentNavigableMap<String, Thing> things = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, Policy> policies = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, CaCertificate> cas = new ConcurrentSkipListMap<>();
    private final NavigableSet<Attachment> attachments = new ConcurrentSkipListSet<>(BY_NAME);

    // ---- Reading

    @Nullable
    Principal principal(String certificateId) {
        return principals.get(certificateId);
    }

    @Nullable
    Certificate certificate(String id) {
        Principal principal = principals.get(id);
        return principal == null ? null : principal.certificate();
    }

    @Nullable
    Thing thing(String name) {
        return things.get(name);
    }

    @Nullable
    Policy policy(String name) {
        return policies.get(name);
    }

    @Nullable
    CaCertificate ca(String id) {
        return cas.get(id);
    }

    boolean has(Attachment attachment) {
        return attachments.contains(attachment);
    }

    List<CaCertificate> cas() {
        return List.copyOf(cas.values());
    }

    List<Thing> things(String prefix, @Nullable String after, int max) {
        return page(things, prefix, after, max);
    }

    List<Policy> policies(String prefix, @Nullable String after, int max) {
        return page(policies, prefix, after, max);
    }

    List<Certificate> certificates(String prefix, @Nullable String after, int max) {
        List<Certificate> page = new ArrayList<>();
        for (String id : certificateIds.tailSet(start(prefix, after), !startsAfter(prefix, after))) {
            if (page.size() >= max || !id.startsWith(prefix)) {
                break;
            }
            Certificate certificate = certificate(id);
            if (certificate != null) { // deleted this moment
                page.add(certificate);
            }
        }
        return page;
    }

    private static <T> List<T> page(NavigableMap<String, T> all, String prefix, @Nullable String after, int max) {
        List<T> page = new ArrayList<>();
        for (Map.Entry<String, T> entry :
                all.tailMap(start(prefix, after), !startsAfter(prefix, after)).entrySet()) {
            if (page.size() >= max || !entry.getKey().startsWith(prefix)) {
                break;
            }
            page.add(entry.getValue());
        }
        return page;
    }

    private static String start(String prefix, @Nullable String after) {
        return after != null && after.compareTo(prefix) > 0 ? after : prefix;
    }

    private static boolean startsAfter(String prefix, @Nullable String after) {
        return after != null && after.compareTo(prefix) >= 0;
    }

    /** Certificates a thing or policy is attached to, by id, those after {@code after}. */
    List<String> certificatesOf(Kind kind, String name, String after, int max) {
        List<String> page = new ArrayList<>();
        for (Attachment attachment : attachments.tailSet(new Attachment(kind, name, after), false)) {
            if (page.size() >= max
                    || attachment.kind() != kind
                    || !attachment.name().equals(name)) {
                break;
            }
            page.add(attachment.certificateId());
        }
        return page;
    }

    Set<String> certificatesOf(Kind kind, String name) {
        return new LinkedHashSet<>(certificatesOf(kind, name, "", Integer.MAX_VALUE));
    }

    // ---- Changing: the writer only

    void put(Certificate certificate) {
        Principal before = principals.get(certificate.id());
        principals.put(
                certificate.id(),
                before == null
                        ? new Principal(certificate, List.of(), List.of())
                        : new Principal(certificate, before.policies(), before.things()));
        certificateIds.add(certificate.id());
    }

    /** A certificate that appears with everything bound to it at once. */
    void put(Certificate certificate, Thing thing, Policy policy) {
        put(thing);
        if (!policies.containsKey(policy.name())) { // an existing one stays as it is for all who have it
            put(policy);
        }
        attachments.add(new Attachment(Kind.THING, thing.name(), certificate.id()));
        attachments.add(new Attachment(Kind.POLICY, policy.name(), certificate.id()));
        principals.put(
                certificate.id(),
                new Principal(
                        certificate, List.of(policy.compiled()), List.of(new BoundThing(thing, false, List.of()))));
        certificateIds.add(certificate.id());
    }

    void removeCertificate(String id) {
        certificateIds.remove(id);
        principals.remove(id);
    }

    void put(Thing thing) {
        things.put(thing.name(), thing);
        for (String id : certificatesOf(Kind.THING, thing.name())) {
            replace(id, principal -> withThing(principal, thing));
        }
    }

    void removeThing(String name) {
        things.remove(name);
    }

    void put(Policy policy) {
        policies.put(policy.name(), policy);
        for (String id : certificatesOf(Kind.POLICY, policy.name())) {
            replace(id, principal -> withPolicy(principal, policy.compiled()));
        }
    }

    void removePolicy(String name) {
        policies.remove(name);
    }

    void put(CaCertificate ca) {
        cas.put(ca.id(), ca);
    }

    void removeCa(String id) {
        cas.remove(id);
    }

    void attach(Thing thing, String certificateId) {
        attachments.add(new Attachment(Kind.THING, thing.name(), certificateId));
        replace(certificateId, principal -> withThing(principal, thing));
    }

    void attach(Policy policy, String certificateId) {
        attachments.add(new Attachment(Kind.POLICY, policy.name(), certificateId));
        replace(certificateId, principal -> withPolicy(principal, policy.compiled()));
    }

    void detach(Attachment attachment) {
        attachments.remove(attachment);
        String name = attachment.name();
        replace(
                attachment.certificateId(),
                principal -> attachment.kind() == Kind.THING
                        ? new Principal(
                                principal.certificate(),
                                principal.policies(),
                                without(
                                        principal.things(),
                                        bound -> bound.thing().name(),
                                        name))
                        : new Principal(
                                principal.certificate(),
                                without(principal.policies(), CompiledPolicy::name, name),
                                principal.things()));
    }

    private void replace(String certificateId, UnaryOperator<Principal> change) {
        Principal before = principals.get(certificateId);
        if (before == null) {
            throw new IllegalStateException(
                    "certificate " + certificateId + ": missing (expected: attached ones stay)");
        }
        principals.put(certificateId, change.apply(before));
    }

    private static Principal withThing(Principal principal, Thing thing) {
        return new Principal(
                principal.certificate(),
                principal.policies(),
                with(principal.things(), bound -> bound.thing().name(), new BoundThing(thing, false, List.of())));
    }

    private static Principal withPolicy(Principal principal, CompiledPolicy policy) {
        return new Principal(
                principal.certificate(), with(principal.policies(), CompiledPolicy::name, policy), principal.things());
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
