package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.time.Instant;

/**
 * A policy: the document as the operator wrote it, and what it was compiled to.
 *
 * @param name {@code [\w+=,.@-]{1,128}} in ASCII, never changes
 * @param document the JSON text, character for character
 * @param version 1 at first, one more with every new document
 * @param createdAt of the first version
 */
public record Policy(String name, String document, CompiledPolicy compiled, long version, Instant createdAt) {
    @Override
    public String toString() {
        return "Policy[" + name + ", version " + version + "]";
    }
}
