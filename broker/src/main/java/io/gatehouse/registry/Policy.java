package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy: up to 5 versions of its document, one of which is in force.
 *
 * @param name {@code [\w+=,.@-]{1,128}} in ASCII, never changes
 * @param inForce the default version: the one that decides
 * @param others all but the default, oldest first
 * @param newest the highest number a version was ever given
 * @param createdAt of the first version
 */
public record Policy(String name, PolicyVersion inForce, List<PolicyVersion> others, long newest, Instant createdAt) {
    public Policy {
        others = List.copyOf(others);
    }

    static Policy first(String name, PolicyVersion only) {
        return new Policy(name, only, List.of(), only.number(), only.createdAt());
    }

    /** Of the version in force. */
    public String document() {
        return inForce.document();
    }

    /** Of the version in force. */
    public CompiledPolicy compiled() {
        return inForce.compiled();
    }

    /** The number of the version in force. */
    public long version() {
        return inForce.number();
    }

    /** All versions, oldest first. */
    public List<PolicyVersion> versions() {
        List<PolicyVersion> all = new ArrayList<>(others);
        all.add(inForce);
        all.sort(Comparator.comparingLong(PolicyVersion::number));
        return all;
    }

    public @Nullable PolicyVersion version(long number) {
        for (PolicyVersion version : versions()) {
            if (version.number() == number) {
                return version;
            }
        }
        return null;
    }

    /** With one more version. */
    Policy with(PolicyVersion added) {
        List<PolicyVersion> more = new ArrayList<>(others);
        more.add(added);
        return new Policy(name, inForce, more, added.number(), createdAt);
    }

    /** Without one that is not in force. */
    Policy without(PolicyVersion gone) {
        return new Policy(
                name,
                inForce,
                others.stream().filter(other -> other.number() != gone.number()).toList(),
                newest,
                createdAt);
    }

    /** With another one of its versions in force. */
    Policy inForce(PolicyVersion chosen) {
        List<PolicyVersion> rest = new ArrayList<>(versions());
        rest.removeIf(version -> version.number() == chosen.number());
        return new Policy(name, chosen, rest, newest, createdAt);
    }

    @Override
    public String toString() {
        return "Policy[" + name + ", version " + version() + "]";
    }
}
