package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What the banner and {@code /metrics} say about TLS.
 *
 * @param engine with its version, as it names itself
 * @param versions of TLS
 * @param groups key exchange groups really offered, in order of preference
 * @param clientKeys kinds of device keys this engine takes
 * @param subject of the server's certificate
 * @param names DNS names and addresses the server's certificate is valid for
 * @param notAfter end of the server's certificate; the earliest, where there are several
 * @param resumption whether session tickets are issued
 */
public record TlsDescription(
        String engine,
        List<String> versions,
        List<String> groups,
        List<String> clientKeys,
        String subject,
        List<String> names,
        Instant notAfter,
        boolean resumption) {

    /** dNSName and iPAddress of GeneralName, RFC 5280 section 4.2.1.6. */
    private static final List<Integer> HOST_NAMES = List.of(2, 7);

    public TlsDescription {
        versions = List.copyOf(versions);
        groups = List.copyOf(groups);
        clientKeys = List.copyOf(clientKeys);
        names = List.copyOf(names);
    }

    static TlsDescription of(TlsSettings settings, Engines engines, ServerCertificates certificates) {
        X509Certificate leaf = certificates.standing().getFirst().credential().leaf();
        Instant earliestEnd = certificates.all().stream()
                .map(ServerCertificate::notAfter)
                .min(Instant::compareTo)
                .orElseThrow();
        return new TlsDescription(
                engines.engine(),
                settings.versions(),
                engines.groups(),
                engines.clientKeys(),
                leaf.getSubjectX500Principal().getName(),
                names(leaf),
                earliestEnd,
                settings.resumption());
    }

    private static List<String> names(X509Certificate leaf) {
        try {
            var names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> HOST_NAMES.contains((Integer) name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
