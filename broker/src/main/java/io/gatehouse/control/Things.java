package io.gatehouse.control;

import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.Pem;
import io.gatehouse.pki.PkiException;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.policy.PolicyTemplates;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Things: create with all a device needs, look at, remove. Blocks until the store has it; virtual threads. */
public final class Things {
    /** The policy of things that were created without naming one: their own topics, nothing else. */
    public static final String OWN_TOPICS = "thing-own-topics";

    private static final Pattern THING_NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

    private final Registry registry;
    private final FleetSearches searches;
    private final @Nullable DevelopmentCa authority;
    private final PolicyScope scope;
    private final Supplier<DeviceEndpoint> endpoint;

    /**
     * @param searches know the dynamic groups of a thing
     * @param authority certifies devices' keys; {@code null} where the operator's own authority does
     * @param endpoint asked when the first device needs it, because ports are known only after the listeners are bound
     */
    public Things(
            Registry registry,
            FleetSearches searches,
            @Nullable DevelopmentCa authority,
            PolicyScope scope,
            Supplier<DeviceEndpoint> endpoint) {
        this.registry = registry;
        this.searches = searches;
        this.authority = authority;
        this.scope = scope;
        this.endpoint = endpoint;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(ThingApi.CREATE, this::create)
                .add(ThingApi.LIST, this::list)
                .add(ThingApi.DESCRIBE, this::describe)
                .add(ThingApi.REMOVE, this::remove);
    }

    Outcome<ThingApi.Created> create(ThingApi.Create request) {
        String what = "thing " + request.name() + " was not created";
        if (authority == null) {
            return Outcome.refused(
                    Refusal.Code.NOT_AVAILABLE,
                    what,
                    "this broker has a server certificate of its own and no authority that certifies devices",
                    "certify the device with your authority, then: gatehouse cert register FILE");
        }
        if (!THING_NAME.matcher(request.name()).matches()) {
            return Outcome.refused(
                    Refusal.Code.INVALID,
                    what,
                    "name: " + request.name() + " (expected: 1 to 128 of a-z A-Z 0-9 : _ -)",
                    "take another name");
        }
        if (registry.thing(request.name()) != null) {
            return alreadyThere(what, request.name());
        }
        if (request.policy() != null && registry.policy(request.policy()) == null) {
            return Outcome.refused(Refusal.notFound(
                    what,
                    "policy",
                    request.policy(),
                    "put it: gatehouse policy put " + request.policy() + " FILE, or leave --policy out"));
        }
        List<X509Certificate> chain;
        try {
            PublicKey key = SigningRequest.provenKey(request.csrPem());
            chain = authority.certifyDevice(commonName(request.name()), key);
        } catch (PkiException e) {
            return Outcome.refused(
                    Refusal.Code.INVALID,
                    what,
                    String.valueOf(e.getMessage()),
                    "use the gatehouse command of this version");
        }
        return provision(what, request, chain);
    }

    // A name for people, and shorter than a thing's may be [RFC 5280, ub-common-name]; nothing is decided by it.
    private static String commonName(String thing) {
        return thing.length() <= 64 ? thing : thing.substring(0, 64);
    }

    private Outcome<ThingApi.Created> provision(String what, ThingApi.Create request, List<X509Certificate> chain) {
        String policy = request.policy() == null ? OWN_TOPICS : request.policy();
        // An operator may have changed the policy since: what is there is what they want attached.
        String document = registry.policy(policy) == null ? PolicyTemplates.deviceOwnTopics(scope) : null;
        String leaf = Pem.of(chain.getFirst());
        var provisioning = new Provisioning(
                request.name(),
                request.type(),
                request.attributes(),
                leaf.getBytes(StandardCharsets.US_ASCII),
                CertificateStatus.ACTIVE,
                policy,
                document);
        return RegistryOutcome.of(what, registry.provision(provisioning), made -> {
            DeviceEndpoint where = endpoint.get();
            return new ThingApi.Created(
                    made.thing().name(),
                    made.certificate().id(),
                    leaf,
                    Pem.of(chain),
                    where.caPem(),
                    made.certificate().notAfter(),
                    made.policy().name(),
                    made.policy().document(),
                    where.host(),
                    where.port());
        });
    }

    Outcome<ThingApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<Thing> cut = page.cut(registry.things(prefix, page.after(), page.max() + 1), Thing::name);
        return Outcome.done(new ThingApi.Listing(
                cut.items().stream()
                        .map(thing -> new ThingApi.View(
                                thing.name(),
                                thing.typeName(),
                                thing.attributes(),
                                certificateIds(thing.name()).size(),
                                thing.createdAt()))
                        .toList(),
                cut.next()));
    }

    Outcome<ThingApi.Detail> describe(ThingApi.Name name) {
        Thing thing = registry.thing(name.name());
        if (thing == null) {
            return Outcome.refused(notThere("no thing to describe", name.name()));
        }
        List<Principal> principals = certificateIds(thing.name()).stream()
                .map(registry::principal)
                .filter(Objects::nonNull)
                .toList();
        return Outcome.done(new ThingApi.Detail(
                thing.name(),
                thing.typeName(),
                thing.attributes(),
                searches.groupsOf(thing),
                thing.billingGroup(),
                thing.version(),
                thing.createdAt(),
                principals.stream()
                        .map(principal -> Certificates.view(registry, principal.certificate()))
                        .toList(),
                principals.stream()
                        .filter(principal -> principal.exclusiveThing() != null)
                        .map(principal -> principal.certificate().id())
                        .toList()));
    }

    // Several commits. Revoking comes first: whatever interrupts this, nobody is let in as a thing that should be gone,
    // and asking again goes on where it stopped.
    Outcome<ThingApi.Removed> remove(ThingApi.Remove request) {
        String what = "thing " + request.name() + " was not removed";
        if (registry.thing(request.name()) == null) {
            return Outcome.refused(notThere(what, request.name()));
        }
        List<String> certificates = certificateIds(request.name());
        if (!certificates.isEmpty() && !request.revoke()) {
            return Outcome.refused(
                    Refusal.Code.IN_USE,
                    what,
                    "it has " + certificates.size() + (certificates.size() == 1 ? " certificate" : " certificates"),
                    "revoke them with it, for good: gatehouse thing rm " + request.name() + " --revoke");
        }
        List<String> revoked = new ArrayList<>();
        for (String id : certificates) {
            Certificate certificate = registry.certificate(id);
            if (certificate != null && certificate.status().mayBecome(CertificateStatus.REVOKED)) {
                if (!(registry.setCertificateStatus(id, CertificateStatus.REVOKED) instanceof RegistryResult.Done<?>)) {
                    return stopped(what, id, "revoked");
                }
                revoked.add(id);
            }
            if (!(registry.detachThing(request.name(), id) instanceof RegistryResult.Done<?>)) {
                return stopped(what, id, "detached");
            }
        }
        return RegistryOutcome.of(
                what,
                registry.deleteThing(request.name()),
                thing -> new ThingApi.Removed(thing.name(), List.copyOf(revoked)));
    }

    private static <R> Outcome<R> stopped(String what, String certificateId, String verb) {
        return Outcome.refused(
                Refusal.Code.FAILED,
                what,
                "certificate " + certificateId + " could not be " + verb,
                "ask again; the broker's log knows more");
    }

    private List<String> certificateIds(String thing) {
        return registry.certificatesOfThing(thing, null, Policies.MOST_COUNTED);
    }

    private static <R> Outcome<R> alreadyThere(String what, String name) {
        return Outcome.refused(
                Refusal.Code.ALREADY_EXISTS,
                what,
                "thing: " + name + " (expected: a name that is not taken)",
                "take another name, or look at it: gatehouse thing describe " + name);
    }

    private static Refusal notThere(String what, String name) {
        return Refusal.notFound(what, "thing", name, "see what there is: gatehouse thing ls");
    }
}
