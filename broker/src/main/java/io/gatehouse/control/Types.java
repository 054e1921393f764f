package io.gatehouse.control;

import io.gatehouse.registry.Kind;
import io.gatehouse.registry.PropagatingAttribute;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.ThingType;
import io.gatehouse.registry.ThingTypeUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Thing types: create, look at, deprecate, remove. Blocks until the store has it; virtual threads. */
public final class Types {
    private final Registry registry;

    public Types(Registry registry) {
        this.registry = registry;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(TypeApi.CREATE, this::create)
                .add(TypeApi.LIST, this::list)
                .add(TypeApi.DESCRIBE, this::describe)
                .add(TypeApi.UPDATE, this::update)
                .add(TypeApi.DEPRECATE, this::deprecate)
                .add(TypeApi.REMOVE, this::remove);
    }

    Outcome<TypeApi.View> create(TypeApi.Create request) {
        String description = request.description() == null ? "" : request.description();
        List<String> searchable = request.searchable() == null ? List.of() : request.searchable();
        return RegistryOutcome.of(
                "thing type " + request.name() + " was not created",
                with(
                        request.propagating(),
                        propagating -> registry.thingTypes()
                                .create(request.name(), description, searchable, propagating, Tags.NONE)),
                Types::view);
    }

    Outcome<TypeApi.View> update(TypeApi.Update request) {
        return RegistryOutcome.of(
                "thing type " + request.name() + " was not changed",
                with(
                        request.propagating(),
                        propagating -> registry.thingTypes()
                                .update(request.name(), new ThingTypeUpdate(null, null, propagating))),
                Types::view);
    }

    private static RegistryResult<ThingType> with(
            @Nullable List<TypeApi.Propagating> wanted,
            Function<List<PropagatingAttribute>, RegistryResult<ThingType>> change) {
        List<PropagatingAttribute> attributes = new ArrayList<>();
        for (TypeApi.Propagating one : wanted == null ? List.<TypeApi.Propagating>of() : wanted) {
            PropagatingAttribute attribute =
                    PropagatingAttribute.of(one.userPropertyKey(), one.thingAttribute(), one.connectionAttribute());
            if (attribute == null) {
                return new RegistryResult.Invalid<>("propagating attribute " + one.userPropertyKey()
                        + ": not understood (expected: either an attribute of the thing, or of the connection"
                        + " iot:ClientId or iot:Thing.ThingName)");
            }
            attributes.add(attribute);
        }
        return change.apply(attributes);
    }

    Outcome<TypeApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<ThingType> cut =
                page.cut(registry.thingTypes().types(prefix, page.after(), page.max() + 1), ThingType::name);
        return Outcome.done(
                new TypeApi.Listing(cut.items().stream().map(Types::view).toList(), cut.next()));
    }

    Outcome<TypeApi.View> describe(TypeApi.Name name) {
        ThingType type = registry.thingTypes().type(name.name());
        return RegistryOutcome.of(
                "no thing type to describe", RegistryOutcome.found(Kind.THING_TYPE, name.name(), type), Types::view);
    }

    Outcome<TypeApi.View> deprecate(TypeApi.Deprecate request) {
        return RegistryOutcome.of(
                "thing type " + request.name() + " was not changed",
                registry.thingTypes().deprecate(request.name(), !request.undo()),
                Types::view);
    }

    Outcome<TypeApi.View> remove(TypeApi.Name name) {
        return RegistryOutcome.of(
                "thing type " + name.name() + " was not removed",
                registry.thingTypes().delete(name.name()),
                Types::view);
    }

    private static TypeApi.View view(ThingType type) {
        return new TypeApi.View(
                type.name(),
                type.description(),
                type.searchableAttributes(),
                type.propagatingAttributes().stream()
                        .map(one -> new TypeApi.Propagating(
                                one.userPropertyKey(), one.thingAttribute(), one.connectionAttribute()))
                        .toList(),
                type.deprecatedAt(),
                type.createdAt());
    }
}
