package io.gatehouse.load.cli;

import io.gatehouse.load.device.TlsOptions;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the handshakes are like. */
final class TlsChoice {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "What the broker is verified by (default: what it says).")
    @Nullable
    Path ca;

    @Option(
            names = "--tls",
            split = ",",
            paramLabel = "VERSION",
            description = "1.2 or 1.3; both with a comma between (default: both).")
    List<String> versions = List.of();

    @Option(names = "--ciphers", split = ",", paramLabel = "SUITE", description = "By the names of RFC 8446 and 5289.")
    List<String> ciphers = List.of();

    @Option(
            names = "--groups",
            split = ",",
            paramLabel = "GROUP",
            description = "For the key agreement, the first is tried at once: X25519MLKEM768, X25519, P-256, P-384.")
    List<String> groups = List.of();

    @Option(names = "--alpn", split = ",", paramLabel = "PROTOCOL", description = "Such as x-amzn-mqtt-ca, mqtt.")
    List<String> alpn = List.of();

    @Option(
            names = "--sni",
            paramLabel = "NAME",
            description = "Name that is asked for and verified (default: the host).")
    @Nullable
    String serverName;

    @Option(names = "--insecure", description = "Take any name in the broker's certificate.")
    boolean insecure;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "${COMPLETION-CANDIDATES} (default: BoringSSL where it loads; the JDK's for Ed25519).")
    TlsOptions.@Nullable Engine engine;

    TlsOptions options(List<X509Certificate> authorities, TlsOptions.Engine usual) {
        return new TlsOptions(
                authorities,
                !insecure,
                versions.stream().map(version -> "TLSv" + version).toList(),
                ciphers,
                groups,
                alpn,
                serverName,
                engine == null ? usual : engine);
    }

    String words(TlsOptions.Engine usual) {
        return (engine == null ? usual : engine)
                + ", " + (versions.isEmpty() ? "1.2 and 1.3" : String.join(" and ", versions))
                + (groups.isEmpty() ? "" : ", groups " + String.join(", ", groups))
                + (ciphers.isEmpty() ? "" : ", suites " + String.join(", ", ciphers))
                + (alpn.isEmpty() ? "" : ", ALPN " + String.join(", ", alpn));
    }
}
