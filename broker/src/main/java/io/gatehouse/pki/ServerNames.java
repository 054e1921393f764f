package io.gatehouse.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/** The names and addresses a client may reach the development server by. */
record ServerNames(Set<String> names) {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}\\.?)*", Pattern.CASE_INSENSITIVE);

    ServerNames {
        names = Set.copyOf(names);
    }

    /** localhost, this host's name, the loopback addresses, and {@code more}. */
    static ServerNames ofThisHost(List<String> more) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        String host = hostName();
        if (DNS_NAME.matcher(host).matches() && host.length() <= 253) {
            names.add(host.toLowerCase(Locale.ROOT));
        }
        names.addAll(more);
        return new ServerNames(names);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return ""; // A container whose own name does not resolve; the other names are enough.
        }
    }

    List<GeneralName> generalNames() {
        List<GeneralName> general = new ArrayList<>();
        for (String name : names.stream().sorted().toList()) {
            general.add(new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name));
        }
        return general;
    }

    /** Whether a client reaching the server by any of these names would accept the certificate. */
    boolean coveredBy(X509Certificate certificate) {
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives == null) {
                return false;
            }
            Set<String> covered = new LinkedHashSet<>();
            for (List<?> alternative : alternatives) {
                covered.add(canonical(String.valueOf(alternative.get(1))));
            }
            return names.stream().allMatch(name -> covered.contains(canonical(name)));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isAddress(String name) {
        return ADDRESS.matcher(name).matches();
    }

    /** One spelling for {@code ::1} and {@code 0:0:0:0:0:0:0:1}. */
    private static String canonical(String name) {
        if (!isAddress(name)) {
            return name;
        }
        try {
            return InetAddress.ofLiteral(name).getHostAddress();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
