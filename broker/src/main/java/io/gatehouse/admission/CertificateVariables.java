package io.gatehouse.admission;

import io.gatehouse.policy.VariableNames;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate says of its subject, or of its issuer, by the names that policies have for it. Values are in the
 * order of the certificate, at most {@link VariableNames#MAX_VALUES} of one name, as at AWS. A part that cannot be read
 * has no values.
 *
 * <p>One of the two at a time: a name is taken apart slowly, and policies seldom ask about the issuer.
 */
final class CertificateVariables {
    /** Keyword in the printed name by object identifier (RFC 4519, X.520). */
    private static final Map<String, String> KEYWORDS = new HashMap<>();
    /** AWS's name by keyword. */
    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        attribute("2.5.4.3", "CN", "CommonName");
        attribute("2.5.4.4", "SURNAME", "Surname");
        attribute("2.5.4.5", "SERIALNUMBER", "SerialNumber");
        attribute("2.5.4.6", "C", "Country");
        attribute("2.5.4.8", "ST", "State");
        attribute("2.5.4.10", "O", "Organization");
        attribute("2.5.4.11", "OU", "OrganizationalUnit");
        attribute("2.5.4.12", "T", "Title");
        attribute("2.5.4.42", "GIVENNAME", "GivenName");
        attribute("2.5.4.43", "INITIALS", "Initials");
        attribute("2.5.4.44", "GENERATION", "GenerationQualifier");
        attribute("2.5.4.46", "DNQ", "DistinguishedNameQualifier");
        attribute("2.5.4.65", "PSEUDONYM", "Pseudonym");
    }

    private final String prefix;
    private final Map<String, List<String>> values = new HashMap<>();

    private CertificateVariables(String prefix) {
        this.prefix = prefix;
    }

    private static void attribute(String oid, String keyword, String name) {
        KEYWORDS.put(oid, keyword);
        NAMES.put(keyword, name);
    }

    /** Values by the names of {@link VariableNames} that begin with its subject's prefix, without index. */
    static Map<String, List<String>> ofSubject(X509Certificate certificate) {
        return new CertificateVariables(VariableNames.SUBJECT_PREFIX)
                .read(certificate.getSubjectX500Principal(), certificate::getSubjectAlternativeNames);
    }

    /** As {@link #ofSubject}, of the issuer. */
    static Map<String, List<String>> ofIssuer(X509Certificate certificate) {
        return new CertificateVariables(VariableNames.ISSUER_PREFIX)
                .read(certificate.getIssuerX500Principal(), certificate::getIssuerAlternativeNames);
    }

    /** In decimal digits, as at AWS. */
    static String serialNumber(X509Certificate certificate) {
        return certificate.getSerialNumber().toString();
    }

    @FunctionalInterface
    private interface Alternatives {
        @Nullable
        Collection<List<?>> read() throws CertificateParsingException;
    }

    private Map<String, List<String>> read(X500Principal name, Alternatives alternatives) {
        addName(name);
        try {
            addAlternatives(alternatives.read());
        } catch (CertificateParsingException unreadable) {
            // those without a value stay so
        }
        return values;
    }

    private void addName(X500Principal name) {
        try {
            // RFC 2253 prints the last RDN first, and LdapName counts from the right: index 0 is the certificate's
            // first.
            for (Rdn rdn : new LdapName(name.getName(X500Principal.RFC2253, KEYWORDS)).getRdns()) {
                NamingEnumeration<? extends Attribute> attributes =
                        rdn.toAttributes().getAll();
                while (attributes.hasMore()) {
                    addAttribute(attributes.next());
                }
            }
        } catch (NamingException unreadable) {
            values.clear(); // half a name would be another name
        }
    }

    private void addAttribute(Attribute attribute) throws NamingException {
        String name = NAMES.get(attribute.getID());
        for (int i = 0; name != null && i < attribute.size(); i++) {
            if (attribute.get(i) instanceof String text) {
                add(prefix + name, text);
            }
        }
    }

    /** @param names pairs of the kind of RFC 5280, section 4.2.1.6, and the name */
    private void addAlternatives(@Nullable Collection<List<?>> names) {
        if (names == null) {
            return;
        }
        for (List<?> pair : names) {
            String name = pair.get(0) instanceof Integer kind ? alternativeName(kind) : null;
            if (name != null && pair.get(1) instanceof String text) {
                add(prefix + VariableNames.ALTERNATIVE + name, text);
            }
        }
    }

    private static @Nullable String alternativeName(int kind) {
        return switch (kind) {
            case 1 -> "RFC822Name";
            case 2 -> "DNSName";
            case 4 -> "DirectoryName";
            case 6 -> "UniformResourceIdentifier";
            case 7 -> "IPAddress";
            default -> null;
        };
    }

    private void add(String name, String value) {
        List<String> known = values.computeIfAbsent(name, _ -> new ArrayList<>(1));
        if (known.size() < VariableNames.MAX_VALUES) {
            known.add(value);
        }
    }
}
