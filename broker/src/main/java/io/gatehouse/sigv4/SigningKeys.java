package io.gatehouse.sigv4;

import org.jspecify.annotations.Nullable;

/** Knows the secrets. Asked on the thread that verifies; must not block for long. */
@FunctionalInterface
public interface SigningKeys {
    /**
     * The secret of an access key, as UTF-8, or {@code null} where nobody who may come in has that key. The array is
     * the verifier's: it overwrites it.
     *
     * @param sessionToken of temporary credentials, where the client sent one
     */
    byte @Nullable [] secretOf(String accessKeyId, @Nullable String sessionToken);
}
