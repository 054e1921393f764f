package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.util.List;

/**
 * A registered certificate with all that is bound to it, as of one moment. The registry keeps one per certificate and
 * replaces it as a whole, so who holds one can tell by {@code ==} that nothing about the certificate has changed.
 *
 * @param policies attached, by name
 * @param things attached, by name
 */
public record Principal(Certificate certificate, List<CompiledPolicy> policies, List<Thing> things) {
    public Principal {
        policies = List.copyOf(policies);
        things = List.copyOf(things);
    }
}
