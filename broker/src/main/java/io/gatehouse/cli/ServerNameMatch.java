package io.gatehouse.cli;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of a server's certificate against the one a client connects to, RFC 9525. */
final class ServerNameMatch {
    private static final int DNS = 2;
    private static final int IP = 7;

    private ServerNameMatch() {}

    /** DNS names and IP addresses of subjectAltName; the subject is not asked any more. */
    static List<String> namesOf(X509Certificate server) {
        try {
            Collection<List<?>> names = server.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.getFirst() instanceof Integer type && (type == DNS || type == IP))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    static boolean matches(X509Certificate server, String host) {
        InetAddress address = literal(host);
        return namesOf(server).stream()
                .anyMatch(name -> address == null ? dns(name, host) : address.equals(literal(name)));
    }

    /** An address where {@code host} is one, {@code null} where it is a name; DNS is not asked. */
    static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean dns(String pattern, String host) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        if (!wanted.startsWith("*.")) {
            return wanted.equals(name);
        }
        // One whole label, the first: RFC 9525 section 6.3.
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(wanted.substring(1));
    }
}
