package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;
import java.util.function.Supplier;

/**
 * Sees every refusal and every end, repeats included, where it happens: mostly on an event loop, which waits for it.
 * For those who decide by one look that it is none of their business.
 */
@FunctionalInterface
public interface RefusalWitness {
    RefusalWitness NOBODY = (reason, client, facts) -> {};

    /** @param facts asked at once or never */
    void saw(Reason reason, Client client, Supplier<Facts> facts);
}
