package io.gatehouse.admission;

import io.gatehouse.registry.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that are let in for a short time though the registry does not have them. Any thread; memory only; no
 * lock.
 */
@FunctionalInterface
public interface Claims {
    /** None at all. */
    Claims NONE = _ -> null;

    /** What is bound to that certificate; {@code null} where it is no claim, or none any more. */
    @Nullable
    Principal claim(String certificateId);
}
