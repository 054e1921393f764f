package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered certificate with all that is bound to it, as of one moment. The registry keeps one per certificate and
 * replaces it as a whole, so who holds one can tell by {@code ==} that nothing about the certificate has changed.
 *
 * @param policies attached to the certificate itself, by name
 * @param things attached, by name, each with what its groups bring along
 */
public record Principal(Certificate certificate, List<CompiledPolicy> policies, List<BoundThing> things) {
    public Principal {
        policies = List.copyOf(policies);
        things = List.copyOf(things);
    }

    /**
     * Of a certificate that the registry does not have, and that is let in all the same.
     *
     * @param now when it was made
     */
    public static Principal unregistered(X509Certificate certificate, List<CompiledPolicy> policies, Instant now) {
        return switch (CertificateChecks.read(certificate)) {
            case Reading.Read read ->
                new Principal(
                        CertificatePlans.of(read, CertificateStatus.ACTIVE, null, CertificateMode.DEFAULT, now),
                        policies,
                        List.of());
            case Reading.Unreadable(var problem) -> throw new IllegalArgumentException(problem);
        };
    }

    /** The one thing for which every connection of this certificate stands, whatever its client id; null for none. */
    public @Nullable Thing exclusiveThing() {
        return things.size() == 1 && things.getFirst().exclusive()
                ? things.getFirst().thing()
                : null;
    }

    /** The attached thing of that name, or null. */
    public @Nullable Thing thing(String name) {
        BoundThing bound = bound(name);
        return bound == null ? null : bound.thing();
    }

    /**
     * The policies that apply to a connection: the certificate's, and those of the groups of the thing it stands for,
     * ancestors included. Groups of other things of the certificate do not count.
     *
     * @param thing the connection stands for; null for none
     */
    public List<CompiledPolicy> policiesFor(@Nullable Thing thing) {
        BoundThing bound = thing == null ? null : bound(thing.name());
        if (bound == null || bound.groupPolicies().isEmpty()) {
            return policies;
        }
        List<CompiledPolicy> all = new ArrayList<>(policies);
        for (CompiledPolicy inherited : bound.groupPolicies()) {
            if (policies.stream().noneMatch(own -> own.name().equals(inherited.name()))) {
                all.add(inherited);
            }
        }
        return all;
    }

    @Nullable
    BoundThing bound(String name) {
        for (BoundThing bound : things) {
            if (bound.name().equals(name)) {
                return bound;
            }
        }
        return null;
    }
}
