package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.PolicyScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the registry what a document says. Under the writer's lock.
 *
 * <h2>Several commits</h2>
 *
 * A commit takes 1,000 changes. What fits is one commit, and a crash leaves all of it or nothing. What does not fit is
 * several, and a policy that is widened in an early one must not meet a certificate whose Deny goes in a late one. So
 * {@link ImportOrder} takes every certificate whose rights could be touched by any of the changes out of force first,
 * and puts it back last, together with what is attached to it. In between it has no rights at all, which is not more
 * than before or after. A certificate that is new is unknown until then. The rights of all others rest on records that
 * are not touched.
 *
 * <p>That is the state on disk, for whoever reads it after a crash: there, some certificates may be INACTIVE until the
 * document is imported again. The memory goes from before to after behind the last commit, and each certificate in one
 * step, so that live sessions never meet the states in between.
 */
final class ImportPlans {
    private final Index index;
    private final PolicyScope scope;
    private final RegistryLimits limits;
    private final InstantSource clock;

    ImportPlans(Index index, PolicyScope scope, RegistryLimits limits, InstantSource clock) {
        this.index = index;
        this.scope = scope;
        this.limits = limits;
        this.clock = clock;
    }

    Plan<RegistryDifference> compare(String document) {
        return plan(document, true, false);
    }

    Plan<RegistryDifference> replace(String document, boolean reactivate) {
        return plan(document, false, reactivate);
    }

    private Plan<RegistryDifference> plan(String document, boolean look, boolean reactivate) {
        return switch (DocumentReader.read(document, index, scope, limits, Registry.now(clock))) {
            case DocumentReader.Result.Malformed(var problems) -> Plan.invalid(String.join("\n", problems));
            case DocumentReader.Result.Read(var records) -> {
                Index after;
                try {
                    after = Loader.load(records, scope);
                } catch (StoreException defect) {
                    yield Plan.invalid("document: " + defect.getMessage());
                }
                yield plan(records.all(), after, look, reactivate);
            }
        };
    }

    private Plan<RegistryDifference> plan(Map<Key, byte[]> records, Index after, boolean look, boolean reactivate) {
        Map<Key, byte[]> present = RegistryDocument.records(index);
        RegistryDifference difference = RegistryDifference.between(present, records, index, after);
        if (look || difference.isNone() || (!difference.reactivated().isEmpty() && !reactivate)) {
            return Plan.unchanged(difference.as(!look && difference.isNone()));
        }
        Set<Key> different = RegistryDifference.keys(present, records);
        Set<String> concerned = concerned(different, after);
        ImportOrder order = new ImportOrder(index, after, records, different, concerned);
        List<List<Change>> commits = order.commits();
        for (List<Change> commit : commits) {
            if (commit.size() > KeyValue.MAX_CHANGES) {
                return Plan.conflict(
                        "groups that get another parent: " + commit.size() + " (expected: at most "
                                + KeyValue.MAX_CHANGES + " at once)",
                        "import a document in which fewer of them move, then this one");
            }
        }
        return new Plan.Commits<>(
                commits,
                () -> index.become(after, concerned),
                told(concerned, after),
                !concerned.isEmpty(),
                difference.as(true));
    }

    /**
     * Every certificate whose rights, or what is added to whose messages, could rest on one of these records, before or
     * after.
     */
    private Set<String> concerned(Set<Key> different, Index after) {
        Set<String> concerned = new LinkedHashSet<>();
        Set<String> groups = new LinkedHashSet<>();
        Set<String> policies = new HashSet<>();
        Set<String> types = new HashSet<>();
        for (Key key : different) {
            List<String> parts = key.parts();
            String table = parts.getFirst();
            if (table.equals(Keys.CERTIFICATES.name())) {
                concerned.add(parts.get(1));
            } else if (table.equals(Keys.THING_ATTACHMENTS.name()) || table.equals(Keys.POLICY_ATTACHMENTS.name())) {
                concerned.add(parts.get(2));
            } else if (table.equals(Keys.THINGS.name())) {
                concerned.addAll(index.certificatesOfThing().of(parts.get(1)));
                concerned.addAll(after.certificatesOfThing().of(parts.get(1)));
            } else if (table.equals(Keys.POLICIES.name()) || table.equals(Keys.POLICY_VERSIONS.name())) {
                policies.add(parts.get(1));
            } else if (table.equals(Keys.THING_TYPES.name())) {
                String type = parts.get(1);
                if (!propagating(index, type).equals(propagating(after, type))) {
                    types.add(type);
                }
            } else if (table.equals(Keys.GROUPS.name())) {
                groups.add(parts.get(1));
            } else if (table.equals(Keys.GROUP_POLICIES.name())) {
                groups.add(parts.get(2));
            }
        }
        policies.forEach(policy -> {
            concerned.addAll(index.concernedByPolicy(policy));
            concerned.addAll(after.concernedByPolicy(policy));
        });
        if (!types.isEmpty()) {
            concerned.addAll(index.certificatesOfThings(thing -> types.contains(String.valueOf(thing.typeName()))));
            concerned.addAll(after.certificatesOfThings(thing -> types.contains(String.valueOf(thing.typeName()))));
        }
        concerned.addAll(index.concernedByGroups(groups));
        concerned.addAll(after.concernedByGroups(groups));
        return concerned;
    }

    private static List<PropagatingAttribute> propagating(Index of, String typeName) {
        ThingType type = of.types().of(typeName);
        return type == null ? List.of() : type.propagatingAttributes();
    }

    private List<RegistryChange> told(Set<String> concerned, Index after) {
        List<RegistryChange> told = new ArrayList<>();
        for (String id : concerned) {
            CertificateStatus was = status(index, id);
            CertificateStatus is = status(after, id);
            if (was != is) {
                told.add(new RegistryChange.CertificateChanged(id, was, is));
            }
        }
        told.add(new RegistryChange.RegistryImported(concerned));
        return told;
    }

    private static @Nullable CertificateStatus status(Index of, String id) {
        Certificate certificate = of.certificate(id);
        return certificate == null ? null : certificate.status();
    }
}
