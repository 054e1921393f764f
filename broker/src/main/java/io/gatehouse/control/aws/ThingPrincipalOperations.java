package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.BoundThing;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ThingPrincipalType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which certificates a thing has, and which things a certificate has. */
final class ThingPrincipalOperations implements OperationGroup {
    private static final String PRINCIPAL = "x-amzn-principal";
    private static final String TYPE = "thingPrincipalType";

    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    ThingPrincipalOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("AttachThingPrincipal", this::subject, this::attach)
                .change("DetachThingPrincipal", this::subject, this::detach)
                .read("ListThingPrincipals", this::principals)
                .read("ListThingPrincipalsV2", this::principalObjects)
                .read("ListPrincipalThings", this::things)
                .read("ListPrincipalThingsV2", this::thingObjects);
    }

    private static String thing(Call call) {
        return ThingOperations.name(call);
    }

    private String certificate(Call call) {
        return arns.certificateId(PRINCIPAL, call.requiredHeader(PRINCIPAL));
    }

    private Subject subject(Call call) {
        String thing = thing(call);
        String certificate = certificate(call);
        return new Subject(arns.thing(thing) + " -> " + arns.certificate(certificate), () -> {
            ThingPrincipalType type = type(thing, certificate);
            return type == null ? null : JsonValue.of(type.name());
        });
    }

    /** How the certificate has the thing; null where it has it not. */
    private @Nullable ThingPrincipalType type(String thing, String certificate) {
        Principal principal = registry.principal(certificate);
        return principal == null
                ? null
                : principal.things().stream()
                        .filter(one -> one.thing().name().equals(thing))
                        .map(ThingPrincipalOperations::type)
                        .findFirst()
                        .orElse(null);
    }

    private static ThingPrincipalType type(BoundThing bound) {
        return bound.exclusive() ? ThingPrincipalType.EXCLUSIVE_THING : ThingPrincipalType.NON_EXCLUSIVE_THING;
    }

    private JsonObject attach(Call call) {
        ThingPrincipalType type = call.query().constant(TYPE, ThingPrincipalType.class);
        answers.done(
                registry.attachThing(
                        thing(call), certificate(call), type == null ? ThingPrincipalType.NON_EXCLUSIVE_THING : type),
                AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject detach(Call call) {
        String thing = thing(call);
        String certificate = certificate(call);
        ThingOperations.existing(registry, thing);
        CertificateOperations.existingPrincipal(registry, certificate);
        answers.gone(registry.detachThing(thing, certificate), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject principals(Call call) {
        String thing = ThingOperations.existing(registry, thing(call)).name();
        return Listing.byToken(call, thing)
                .of(
                        "principals",
                        (after, max) -> registry.certificatesOfThing(thing, after, max),
                        id -> id,
                        id -> JsonValue.of(arns.certificate(id)));
    }

    private JsonObject principalObjects(Call call) {
        String thing = thing(call);
        ThingPrincipalType wanted = call.query().constant(TYPE, ThingPrincipalType.class);
        ThingOperations.existing(registry, thing);
        return Listing.byToken(call, thing, wanted)
                .filtered(
                        "thingPrincipalObjects",
                        (after, max) -> registry.certificatesOfThing(thing, after, max).stream()
                                .map(id -> new Held(id, type(thing, id)))
                                .toList(),
                        held -> held.by(wanted),
                        Held::certificate,
                        this::principalObject);
    }

    /**
     * A certificate that a thing has.
     *
     * @param type null where it was detached this moment
     */
    private record Held(String certificate, @Nullable ThingPrincipalType type) {
        boolean by(@Nullable ThingPrincipalType wanted) {
            return type != null && (wanted == null || wanted == type);
        }
    }

    private JsonValue principalObject(Held held) {
        return JsonValue.object()
                .put("principal", arns.certificate(held.certificate()))
                .putIfPresent(TYPE, held.type() == null ? null : held.type().name())
                .build();
    }

    private JsonObject things(Call call) {
        String certificate = certificate(call);
        List<String> names = CertificateOperations.existingPrincipal(registry, certificate).things().stream()
                .map(bound -> bound.thing().name())
                .toList();
        return Listing.byToken(call, certificate).ofAll("things", names, name -> name, JsonValue::of);
    }

    private JsonObject thingObjects(Call call) {
        String certificate = certificate(call);
        ThingPrincipalType wanted = call.query().constant(TYPE, ThingPrincipalType.class);
        List<BoundThing> bound = CertificateOperations.existingPrincipal(registry, certificate).things().stream()
                .filter(one -> wanted == null || wanted == type(one))
                .toList();
        return Listing.byToken(call, certificate, wanted)
                .ofAll(
                        "principalThingObjects",
                        bound,
                        one -> one.thing().name(),
                        one -> JsonValue.object()
                                .put("thingName", one.thing().name())
                                .put(TYPE, type(one).name())
                                .build());
    }
}
