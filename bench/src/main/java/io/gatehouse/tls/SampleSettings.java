package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import java.util.List;

/** The broker's own settings of TLS, but for what is measured. */
public final class SampleSettings {
    private SampleSettings() {}

    public static TlsSettings of(
            TlsSettings.Engine engine, List<String> versions, List<String> groups, boolean resumption) {
        TlsSettings defaults = TlsSettings.DEFAULTS;
        return new TlsSettings(
                engine,
                null,
                null,
                null,
                null,
                null,
                null,
                versions,
                groups,
                defaults.handshakeTimeout(),
                defaults.maxClientHelloBytes(),
                resumption,
                defaults.ticketLifetime(),
                defaults.expiredCertificateGrace(),
                defaults.expiryWarning());
    }
}
