package io.gatehouse.control;

import io.gatehouse.registry.Attachment;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingPrincipalType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Things that exist: other attributes, another type, other certificates. Blocks until stored; virtual threads. */
public final class ThingChanges {
    private final Registry registry;

    public ThingChanges(Registry registry) {
        this.registry = registry;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(ThingChangeApi.ADD, this::add)
                .add(ThingChangeApi.UPDATE, this::update)
                .add(ThingChangeApi.ATTACH, this::attach)
                .add(ThingChangeApi.DETACH, this::detach);
    }

    Outcome<ThingChangeApi.Updated> add(ThingChangeApi.Add request) {
        return RegistryOutcome.of(
                "thing " + request.name() + " was not created",
                registry.createThing(request.name(), request.type(), request.attributes()),
                ThingChanges::updated);
    }

    private static ThingChangeApi.Updated updated(Thing thing) {
        return new ThingChangeApi.Updated(thing.name(), thing.typeName(), thing.attributes(), thing.version());
    }

    Outcome<ThingChangeApi.Updated> update(ThingChangeApi.Update request) {
        String what = "thing " + request.name() + " was not changed";
        Thing before = registry.thing(request.name());
        if (before == null) {
            return Outcome.refused(
                    Refusal.notFound(what, "thing", request.name(), "see what there is: gatehouse thing ls"));
        }
        Map<String, String> attributes = new HashMap<>(before.attributes());
        attributes.putAll(request.attributes());
        attributes.values().removeIf(String::isEmpty);
        String type = request.noType() ? null : request.type() == null ? before.typeName() : request.type();
        return RegistryOutcome.of(
                what,
                // Somebody else's change in between is not written over.
                registry.updateThing(before.name(), type, attributes, before.version()),
                ThingChanges::updated);
    }

    Outcome<ThingChangeApi.Attached> attach(ThingChangeApi.Attach request) {
        ThingPrincipalType type =
                request.exclusive() ? ThingPrincipalType.EXCLUSIVE_THING : ThingPrincipalType.NON_EXCLUSIVE_THING;
        return change(
                "thing " + request.thing() + " was not attached",
                request.certificate(),
                id -> registry.attachThing(request.thing(), id, type));
    }

    Outcome<ThingChangeApi.Attached> detach(ThingChangeApi.Detach request) {
        return change(
                "thing " + request.thing() + " was not detached",
                request.certificate(),
                id -> registry.detachThing(request.thing(), id));
    }

    private Outcome<ThingChangeApi.Attached> change(
            String what, String certificate, Function<String, RegistryResult<Attachment>> change) {
        return switch (RegistryOutcome.certificate(what, registry, certificate)) {
            case Outcome.Done<Certificate>(Certificate found) ->
                RegistryOutcome.of(
                        what,
                        change.apply(found.id()),
                        done -> new ThingChangeApi.Attached(done.name(), done.certificateId()));
            case Outcome.Refused<Certificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }
}
