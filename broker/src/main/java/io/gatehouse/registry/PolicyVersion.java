package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.time.Instant;

/**
 * One document of a policy, never changed.
 *
 * @param number 1 at first; each is given once, also after its version was deleted
 * @param document the JSON text, character for character
 * @param compiled what it was compiled to
 */
public record PolicyVersion(long number, String document, CompiledPolicy compiled, Instant createdAt) {
    @Override
    public String toString() {
        return "PolicyVersion[" + number + "]";
    }
}
