package io.gatehouse.registry;

import io.gatehouse.engine.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is other in one state of the registry than in another.
 *
 * @param applied whether the registry is in the second state now
 * @param nouns in the order of a document; each is there, also where nothing changed
 * @param reactivated certificates that are ACTIVE in the second state and were not let in in the first
 * @param documents of policies that are in the second state and were not in the first, or not in force there
 */
public record RegistryDifference(
        boolean applied, List<OfNoun> nouns, List<Reactivated> reactivated, List<PolicyText> documents) {
    public RegistryDifference {
        nouns = List.copyOf(nouns);
        reactivated = List.copyOf(reactivated);
        documents = List.copyOf(documents);
    }

    /** Names in order. An attachment's name is {@code WHAT to WHOM}. */
    public record OfNoun(String noun, List<String> added, List<String> changed, List<String> removed, int unchanged) {
        public OfNoun {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }
    }

    /**
     * A certificate that would be let in again. One that is not in the first state at all is new, and not among these.
     *
     * @param was its status
     */
    public record Reactivated(String certificateId, String subject, CertificateStatus was) {}

    /** A version of a policy. */
    public record PolicyText(String policy, long version, String document) {}

    /** True where the two states are the same. */
    public boolean isNone() {
        return nouns.stream()
                .allMatch(of -> of.added().isEmpty()
                        && of.changed().isEmpty()
                        && of.removed().isEmpty());
    }

    RegistryDifference as(boolean done) {
        return new RegistryDifference(done, nouns, reactivated, documents);
    }

    private static final Map<String, String> NOUN_OF_TABLE = Map.ofEntries(
            Map.entry(Keys.THING_TYPES.name(), "thing type"),
            Map.entry(Keys.POLICIES.name(), "policy"),
            Map.entry(Keys.POLICY_VERSIONS.name(), "policy"),
            Map.entry(Keys.GROUPS.name(), "thing group"),
            Map.entry(Keys.BILLING_GROUPS.name(), "billing group"),
            Map.entry(Keys.TEMPLATES.name(), "provisioning template"),
            Map.entry(Keys.THINGS.name(), "thing"),
            Map.entry(Keys.CAS.name(), "certificate authority"),
            Map.entry(Keys.CERTIFICATES.name(), "certificate"),
            Map.entry(Keys.THING_ATTACHMENTS.name(), "attachment"),
            Map.entry(Keys.POLICY_ATTACHMENTS.name(), "attachment"),
            Map.entry(Keys.GROUP_POLICIES.name(), "attachment"));
    private static final List<String> NOUNS = List.of(
            "thing type",
            "policy",
            "thing group",
            "billing group",
            "provisioning template",
            "thing",
            "certificate authority",
            "certificate",
            "attachment");

    static RegistryDifference between(Map<Key, byte[]> before, Map<Key, byte[]> after, Index was, Index willBe) {
        Map<String, Map<String, Set<Key>>> all = new TreeMap<>();
        Set<Key> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (Key key : keys) {
            all.computeIfAbsent(NOUN_OF_TABLE.getOrDefault(table(key), "attachment"), _ -> new TreeMap<>())
                    .computeIfAbsent(item(key), _ -> new HashSet<>())
                    .add(key);
        }
        List<OfNoun> nouns = NOUNS.stream()
                .map(noun -> ofNoun(noun, all.getOrDefault(noun, Map.of()), before, after))
                .toList();
        return new RegistryDifference(false, nouns, reactivated(was, willBe), documents(was, willBe));
    }

    /** Of the record itself, or of that whose tags it has. */
    private static String table(Key key) {
        return key.parts().get(key.startsWith(Keys.TAGS) ? 1 : 0);
    }

    /** The records of one item: one and its tags, or those of a policy and its versions. */
    private static String item(Key key) {
        List<String> parts = key.parts();
        if (key.startsWith(Keys.TAGS)) {
            return key.name();
        }
        boolean two = parts.size() > 2 && !parts.getFirst().equals(Keys.POLICY_VERSIONS.name());
        return two ? parts.get(1) + " to " + parts.get(2) : parts.get(1);
    }

    private static OfNoun ofNoun(
            String noun, Map<String, Set<Key>> items, Map<Key, byte[]> before, Map<Key, byte[]> after) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        items.forEach((name, keys) -> {
            if (keys.stream().noneMatch(before::containsKey)) {
                added.add(name);
            } else if (keys.stream().noneMatch(after::containsKey)) {
                removed.add(name);
            } else if (!keys.stream().allMatch(key -> same(before.get(key), after.get(key)))) {
                changed.add(name);
            }
        });
        return new OfNoun(noun, added, changed, removed, items.size() - added.size() - changed.size() - removed.size());
    }

    static boolean same(byte @Nullable [] one, byte @Nullable [] other) {
        return Arrays.equals(one, other);
    }

    private static List<Reactivated> reactivated(Index was, Index willBe) {
        List<Reactivated> again = new ArrayList<>();
        for (Principal principal : RegistryDocument.principals(willBe)) {
            Certificate after = principal.certificate();
            Certificate before = was.certificate(after.id());
            if (after.status() == CertificateStatus.ACTIVE
                    && before != null
                    && before.status() != CertificateStatus.ACTIVE) {
                again.add(new Reactivated(after.id(), after.subject(), before.status()));
            }
        }
        return again;
    }

    private static List<PolicyText> documents(Index was, Index willBe) {
        List<PolicyText> documents = new ArrayList<>();
        for (Policy after : willBe.policies().all()) {
            Policy before = was.policy(after.name());
            for (PolicyVersion version : after.versions()) {
                PolicyVersion same = before == null ? null : before.version(version.number());
                boolean isNew = same == null || !same.document().equals(version.document());
                boolean comesInForce =
                        version.number() == after.version() && (before == null || before.version() != version.number());
                if (isNew || comesInForce) {
                    documents.add(new PolicyText(after.name(), version.number(), version.document()));
                }
            }
        }
        return documents;
    }

    /** The records that are not the same. */
    static Set<Key> keys(Map<Key, byte[]> before, Map<Key, byte[]> after) {
        Set<Key> different = new TreeSet<>(Comparator.comparing((Key key) -> String.join("\0", key.parts())));
        before.forEach((key, value) -> {
            if (!same(value, after.get(key))) {
                different.add(key);
            }
        });
        after.keySet().stream().filter(key -> !before.containsKey(key)).forEach(different::add);
        return different;
    }
}
