package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The TLS contexts of one listener, one for each of its doors. Made on start and reload; read on loops. */
final class Contexts implements AutoCloseable {
    private final Map<Door, Engines> engines;

    private Contexts(Map<Door, Engines> engines) {
        this.engines = engines;
    }

    static Contexts open(TlsSettings settings, Doors doors, List<CertificateAndKey> credentials, CertificateGate gate)
            throws TlsConfigurationException {
        Map<Door, Engines> engines = new EnumMap<>(Door.class);
        Contexts contexts = new Contexts(engines);
        try {
            for (Map.Entry<Door, List<ApplicationProtocol>> door : doors.all().entrySet()) {
                engines.put(
                        door.getKey(),
                        Engines.open(new ContextSettings(settings, door.getKey(), door.getValue(), credentials, gate)));
            }
            return contexts;
        } catch (TlsConfigurationException | RuntimeException failure) {
            contexts.close();
            throw failure;
        }
    }

    /** @param door one of the listener's */
    Engines of(Door door) {
        Engines behind = engines.get(door);
        if (behind == null) {
            throw new IllegalArgumentException("door: " + door + " (expected: one of " + engines.keySet() + ")");
        }
        return behind;
    }

    void trustChanged() {
        engines.values().forEach(Engines::trustChanged);
    }

    @Override
    public void close() {
        engines.values().forEach(Engines::close);
    }
}
