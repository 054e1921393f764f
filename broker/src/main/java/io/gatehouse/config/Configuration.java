package io.gatehouse.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that can be configured, a record a section. Immutable. Only the wiring sees the whole; every constructor
 * receives the section it needs.
 */
public record Configuration(
        Compatibility compatibility,
        List<ListenerSettings> listeners,
        TlsSettings tls,
        List<CertificateSettings> serverCertificates,
        RevocationSettings revocation,
        LimitSettings limits,
        NewcomerSettings newcomers,
        SessionSettings sessions,
        PolicySettings policy,
        StoreSettings store,
        LogSettings log,
        ThreadSettings threads,
        MemorySettings memory,
        ShutdownSettings shutdown,
        AdminSettings admin,
        ControlSettings control,
        ProvisioningSettings provisioning,
        IssuingSettings issuing,
        ObservabilitySettings observability,
        HistorySettings history,
        RotationSettings rotation,
        LoggingSettings logging,
        TracingSettings tracing) {

    public Configuration {
        listeners = List.copyOf(listeners);
        serverCertificates = List.copyOf(serverCertificates);
        Check.that(!listeners.isEmpty(), "listeners", "none", "at least one");
        Set<String> names = new HashSet<>();
        for (ListenerSettings listener : listeners) {
            Check.that(names.add(listener.name()), "listeners", listener.name(), "each name once");
        }
    }

    /** What runs without any file, environment or flag. */
    public static Configuration defaultsOf(Compatibility compatibility) {
        return new Configuration(
                compatibility,
                List.of(ListenerSettings.DEFAULTS),
                TlsSettings.DEFAULTS,
                List.of(),
                RevocationSettings.DEFAULTS,
                LimitSettings.defaultsOf(compatibility),
                NewcomerSettings.DEFAULTS,
                SessionSettings.defaultsOf(compatibility),
                PolicySettings.defaultsOf(compatibility),
                StoreSettings.DEFAULTS,
                LogSettings.DEFAULTS,
                ThreadSettings.DEFAULTS,
                MemorySettings.DEFAULTS,
                ShutdownSettings.DEFAULTS,
                AdminSettings.DEFAULTS,
                ControlSettings.DEFAULTS,
                ProvisioningSettings.DEFAULTS,
                IssuingSettings.DEFAULTS,
                ObservabilitySettings.DEFAULTS,
                HistorySettings.DEFAULTS,
                RotationSettings.DEFAULTS,
                LoggingSettings.DEFAULTS,
                TracingSettings.DEFAULTS);
    }
}
