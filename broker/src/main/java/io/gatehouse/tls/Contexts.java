package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TLS contexts of one listener: one for each of its doors and each of the server's certificates, so that every
 * context has one certificate, its OCSP response, and ticket keys that open nothing anywhere else. Made on start and on
 * reload; read on loops.
 */
final class Contexts implements AutoCloseable {
    private final Doors doors;
    private final ServerCertificates certificates;
    private final boolean tls13;
    private final Map<Door, Map<ServerCertificate, Engines>> engines = new EnumMap<>(Door.class);

    private Contexts(TlsSettings settings, Doors doors, ServerCertificates certificates) {
        this.doors = doors;
        this.certificates = certificates;
        this.tls13 = settings.versions().contains("TLSv1.3");
    }

    static Contexts open(TlsSettings settings, Doors doors, ServerCertificates certificates, CertificateGate gate)
            throws TlsConfigurationException {
        Contexts contexts = new Contexts(settings, doors, certificates);
        try {
            for (Map.Entry<Door, List<ApplicationProtocol>> door : doors.all().entrySet()) {
                Map<ServerCertificate, Engines> behind = new IdentityHashMap<>();
                contexts.engines.put(door.getKey(), behind);
                for (ServerCertificate certificate : certificates.all()) {
                    behind.put(
                            certificate,
                            Engines.open(
                                    new ContextSettings(settings, door.getKey(), door.getValue(), certificate, gate)));
                }
            }
            return contexts;
        } catch (TlsConfigurationException | RuntimeException failure) {
            contexts.close();
            throw failure;
        }
    }

    /** What a ClientHello is answered with. */
    record Choice(Door door, Engines engines) {}

    /** For who asks for nothing that can be read. */
    Choice strictest() {
        return choice(doors.strictest(), certificates.standing().getFirst());
    }

    Choice choose(ClientHello hello) {
        return choice(doors.choose(hello), certificates.choose(hello, tls13));
    }

    private Choice choice(Door door, ServerCertificate certificate) {
        Map<ServerCertificate, Engines> behind = engines.get(door);
        Engines chosen = behind == null ? null : behind.get(certificate);
        if (chosen == null) {
            throw new IllegalStateException(
                    "door: " + door + " for " + certificate + " (expected: one of this listener)");
        }
        return new Choice(door, chosen);
    }

    ServerCertificates certificates() {
        return certificates;
    }

    void trustChanged() {
        each().forEach(Engines::trustChanged);
    }

    @Override
    public void close() {
        each().forEach(Engines::close);
    }

    private List<Engines> each() {
        List<Engines> all = new ArrayList<>();
        engines.values().forEach(behind -> all.addAll(behind.values()));
        return all;
    }
}
