package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The changes of an import, cut into commits. Under the writer's lock; one use.
 *
 * <p>A unit is never cut; after each a store can be read, and nobody has more rights than before all of them or after:
 *
 * <ol>
 *   <li>certificates that are concerned go out of force;
 *   <li>what is attached and will not be is detached; certificates that will not be there go;
 *   <li>types, policies, groups of both kinds, those of things from the top down, what is attached to them, things,
 *       authorities, tags are written;
 *   <li>things, groups from the bottom up, policies, types and authorities that will not be there go;
 *   <li>certificates come into force again, each with all that is attached to it.
 * </ol>
 */
final class ImportOrder {
    /** Far below what the store lets wait. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final Index before;
    private final Index after;
    private final Map<Key, byte[]> records;
    private final Set<Key> different;
    private final Set<String> concerned;
    private final List<List<Change>> units = new ArrayList<>();

    /**
     * @param records of the state after
     * @param different those that are not the same before
     * @param concerned certificates
     */
    ImportOrder(Index before, Index after, Map<Key, byte[]> records, Set<Key> different, Set<String> concerned) {
        this.before = before;
        this.after = after;
        this.records = records;
        this.different = different;
        this.concerned = concerned;
    }

    List<List<Change>> commits() {
        List<Change> all = different.stream().map(this::change).toList();
        if (all.size() <= KeyValue.MAX_CHANGES && bytes(all) <= MOST_BYTES) {
            return List.of(all);
        }
        order();
        return packed();
    }

    private Change change(Key key) {
        byte[] value = records.get(key);
        return value == null ? new Change.Delete(key) : new Change.Put(key, value);
    }

    private static int bytes(List<Change> changes) {
        int bytes = 0;
        for (Change change : changes) {
            bytes += change instanceof Change.Put(var _, byte[] value) ? value.length : 0;
        }
        return bytes;
    }

    private void order() {
        for (String id : concerned) {
            Certificate certificate = before.certificate(id);
            if (certificate != null && certificate.status() == CertificateStatus.ACTIVE) {
                Certificate dark = certificate.with(CertificateStatus.INACTIVE, certificate.lastModifiedAt());
                units.add(List.of(new Change.Put(Keys.certificate(id), StoredForm.of(dark))));
            }
        }
        gone(Keys.THING_ATTACHMENTS);
        gone(Keys.POLICY_ATTACHMENTS);
        gone(Keys.GROUP_POLICIES);
        gone(Keys.CERTIFICATES);
        written(Keys.THING_TYPES);
        policies(true);
        groups(true);
        written(Keys.GROUP_POLICIES);
        written(Keys.BILLING_GROUPS);
        written(Keys.THINGS);
        written(Keys.TEMPLATES);
        written(Keys.CAS);
        written(Keys.TAGS);
        gone(Keys.TAGS);
        gone(Keys.THINGS);
        gone(Keys.BILLING_GROUPS);
        groups(false);
        policies(false);
        gone(Keys.THING_TYPES);
        gone(Keys.CAS);
        gone(Keys.TEMPLATES);
        certificates();
    }

    private List<Key> of(Key table, boolean written) {
        return different.stream()
                .filter(key -> key.startsWith(table) && records.containsKey(key) == written)
                .toList();
    }

    private void written(Key table) {
        of(table, true).forEach(key -> units.add(List.of(change(key))));
    }

    private void gone(Key table) {
        of(table, false).forEach(key -> units.add(List.of(change(key))));
    }

    /** A policy and its versions are one unit: neither is readable without the other. */
    private void policies(boolean written) {
        Map<String, List<Change>> byName = new LinkedHashMap<>();
        for (Key key : different) {
            boolean policy = key.startsWith(Keys.POLICIES) || key.startsWith(Keys.POLICY_VERSIONS);
            if (policy && records.containsKey(Keys.policy(key.parts().get(1))) == written) {
                byName.computeIfAbsent(key.parts().get(1), _ -> new ArrayList<>())
                        .add(change(key));
            }
        }
        // One in the form without versions has none to go with it: all that will be there is written.
        byName.forEach((name, changes) -> {
            if (written) {
                for (PolicyVersion version : after.policies().existing(name).versions()) {
                    Key key = Keys.policyVersion(name, version.number());
                    if (!different.contains(key)) {
                        changes.add(new Change.Put(key, StoredForm.of(version)));
                    }
                }
            }
            units.add(changes);
        });
    }

    /** Groups with another parent than before move all at once, or two of them could hang on each other. */
    private void groups(boolean written) {
        GroupTree tree = (written ? after : before).groups();
        Comparator<Key> depth =
                Comparator.comparingInt(key -> tree.path(key.name()).size());
        List<Change> moved = new ArrayList<>();
        for (Key key : of(Keys.GROUPS, written).stream()
                .sorted(written ? depth : depth.reversed())
                .toList()) {
            ThingGroup was = before.group(key.name());
            ThingGroup is = after.group(key.name());
            if (was != null && is != null && !Objects.equals(was.parent(), is.parent())) {
                moved.add(change(key));
            } else {
                units.add(List.of(change(key)));
            }
        }
        if (!moved.isEmpty()) {
            units.add(moved);
        }
    }

    private void certificates() {
        for (String id : concerned) {
            Principal principal = after.principal(id);
            if (principal == null) {
                continue;
            }
            List<Change> unit = new ArrayList<>();
            unit.add(change(Keys.certificate(id)));
            principal.policies().forEach(policy -> attached(unit, new Attachment(Kind.POLICY, policy.name(), id)));
            principal.things().forEach(bound -> attached(unit, new Attachment(Kind.THING, bound.name(), id)));
            units.add(unit);
        }
    }

    private void attached(List<Change> unit, Attachment attachment) {
        Key key = Keys.attachment(attachment);
        if (different.contains(key)) {
            unit.add(change(key));
        }
    }

    private List<List<Change>> packed() {
        List<List<Change>> commits = new ArrayList<>();
        Map<Key, Change> open = new LinkedHashMap<>();
        int bytes = 0;
        for (List<Change> unit : units) {
            int more = bytes(unit);
            boolean again = unit.stream().anyMatch(change -> open.containsKey(change.key()));
            if (again || open.size() + unit.size() > KeyValue.MAX_CHANGES || (bytes + more > MOST_BYTES && bytes > 0)) {
                commits.add(List.copyOf(open.values()));
                open.clear();
                bytes = 0;
            }
            unit.forEach(change -> open.put(change.key(), change));
            bytes += more;
        }
        if (!open.isEmpty()) {
            commits.add(List.copyOf(open.values()));
        }
        return commits;
    }
}
