package io.gatehouse.revocation;

import io.gatehouse.config.RevocationSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registry that knows nobody. */
public final class Nobody implements KnownCertificates {
    @Override
    public List<byte[]> authorities() {
        return List.of();
    }

    @Override
    public byte @Nullable [] certificate(String id) {
        return null;
    }

    /** As shipped: nobody is asked. */
    public static Revocation revoked(Path folder) {
        return with(RevocationSettings.DEFAULTS, folder);
    }

    static Revocation with(RevocationSettings settings, Path folder) {
        try {
            return Revocation.open(
                    settings,
                    folder,
                    new Nobody(),
                    new RevocationMetrics(new SimpleMeterRegistry()),
                    InstantSource.system());
        } catch (RevocationStartException refused) {
            throw new AssertionError(refused);
        }
    }
}
