package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Things that go together with their certificates, each a step of {@link BulkChanges}. Under the writer's lock. */
final class RemovalPlans {
    private final Index index;

    RemovalPlans(Index index) {
        this.index = index;
    }

    BulkStep<Removal> remove(String name) {
        Set<Key> concerned = new HashSet<>();
        concerned.add(Keys.thing(name));
        Set<String> ids = index.certificatesOfThing().of(name);
        ids.forEach(id -> concerned.add(Keys.certificate(id)));
        Thing thing = index.thing(name);
        return new BulkStep<>(
                concerned, thing == null ? Plan.notFound(Kind.THING, name) : remove(thing, List.copyOf(ids)));
    }

    private Plan<Removal> remove(Thing thing, List<String> ids) {
        List<Change> changes = new ArrayList<>();
        List<Runnable> applied = new ArrayList<>();
        List<RegistryChange> told = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        Map<String, String> kept = new LinkedHashMap<>();
        for (String id : ids) {
            Principal principal = Objects.requireNonNull(index.principal(id), id);
            changes.add(detaching(Kind.THING, thing.name(), id));
            String reason = reasonToKeep(principal, thing);
            if (reason != null) {
                kept.put(id, reason);
                applied.add(() -> index.detachThing(thing.name(), id));
                told.add(new RegistryChange.ThingChanged(thing.name(), Set.of(id)));
                continue;
            }
            principal.policies().forEach(policy -> changes.add(detaching(Kind.POLICY, policy.name(), id)));
            changes.add(new Change.Delete(Keys.certificate(id)));
            removed.add(id);
            applied.add(() -> index.removeCertificate(principal));
            told.add(new RegistryChange.CertificateChanged(
                    id, principal.certificate().status(), null));
        }
        changes.add(new Change.Delete(Keys.thing(thing.name())));
        if (changes.size() > KeyValue.MAX_CHANGES) {
            return Plan.conflict(
                    "thing " + thing.name() + " has " + ids.size() + " certificates, too many for one commit",
                    "remove it alone: gatehouse thing rm " + thing.name() + " --revoke");
        }
        applied.add(() -> index.removeThing(thing));
        told.add(new RegistryChange.ThingChanged(thing.name(), Set.of()));
        return new Plan.Commit<>(
                changes, () -> applied.forEach(Runnable::run), told, !ids.isEmpty(), new Removal(thing, removed, kept));
    }

    private static @Nullable String reasonToKeep(Principal principal, Thing thing) {
        for (BoundThing other : principal.things()) {
            if (!other.name().equals(thing.name())) {
                return "it has the thing " + other.name() + " too";
            }
        }
        return principal.certificate().status() == CertificateStatus.PENDING_TRANSFER
                ? "it is PENDING_TRANSFER: accept or reject the transfer first"
                : null;
    }

    private static Change detaching(Kind kind, String name, String id) {
        return new Change.Delete(Keys.attachment(new Attachment(kind, name, id)));
    }
}
