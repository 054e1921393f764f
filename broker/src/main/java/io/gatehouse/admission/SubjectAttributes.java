package io.gatehouse.admission;

import java.util.ArrayList;
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
 * The attributes of a certificate's subject by the names AWS gives them: {@code CommonName}, {@code CommonName.2} for
 * the second of several, one-based, in the order of the certificate. A name that cannot be read has no attributes.
 *
 * <p>At most five values of an attribute and 1,024 characters of a value are looked at, as at AWS.
 */
final class SubjectAttributes {
    private static final int MAX_VALUES = 5;
    private static final int MAX_CHARACTERS = 1024;

    /** Object identifier, keyword in the printed name, AWS name (RFC 4519, X.520). */
    private enum Kind {
        COMMON_NAME("2.5.4.3", "CN", "CommonName"),
        SURNAME("2.5.4.4", "SURNAME", "Surname"),
        SERIAL_NUMBER("2.5.4.5", "SERIALNUMBER", "SerialNumber"),
        COUNTRY("2.5.4.6", "C", "Country"),
        STATE("2.5.4.8", "ST", "State"),
        ORGANIZATION("2.5.4.10", "O", "Organization"),
        ORGANIZATIONAL_UNIT("2.5.4.11", "OU", "OrganizationalUnit"),
        TITLE("2.5.4.12", "T", "Title"),
        GIVEN_NAME("2.5.4.42", "GIVENNAME", "GivenName"),
        INITIALS("2.5.4.43", "INITIALS", "Initials"),
        GENERATION_QUALIFIER("2.5.4.44", "GENERATION", "GenerationQualifier"),
        DN_QUALIFIER("2.5.4.46", "DNQ", "DistinguishedNameQualifier"),
        PSEUDONYM("2.5.4.65", "PSEUDONYM", "Pseudonym");

        private static final Map<String, String> KEYWORDS = new HashMap<>();
        private static final Map<String, String> AWS_NAMES = new HashMap<>();

        static {
            for (Kind kind : values()) {
                KEYWORDS.put(kind.oid, kind.keyword);
                AWS_NAMES.put(kind.keyword, kind.awsName);
            }
        }

        private final String oid;
        private final String keyword;
        private final String awsName;

        Kind(String oid, String keyword, String awsName) {
            this.oid = oid;
            this.keyword = keyword;
            this.awsName = awsName;
        }
    }

    private final Map<String, List<String>> values;

    private SubjectAttributes(Map<String, List<String>> values) {
        this.values = values;
    }

    static SubjectAttributes of(X500Principal subject) {
        Map<String, List<String>> values = new HashMap<>();
        try {
            // RFC 2253 prints the last RDN first, and LdapName counts from the right: index 0 is the certificate's
            // first.
            for (Rdn rdn : new LdapName(subject.getName(X500Principal.RFC2253, Kind.KEYWORDS)).getRdns()) {
                NamingEnumeration<? extends Attribute> attributes =
                        rdn.toAttributes().getAll();
                while (attributes.hasMore()) {
                    add(values, attributes.next());
                }
            }
        } catch (NamingException unreadable) {
            return new SubjectAttributes(Map.of());
        }
        return new SubjectAttributes(values);
    }

    private static void add(Map<String, List<String>> values, Attribute attribute) throws NamingException {
        String awsName = Kind.AWS_NAMES.get(attribute.getID());
        if (awsName == null) {
            return;
        }
        List<String> known = values.computeIfAbsent(awsName, name -> new ArrayList<>(1));
        for (int i = 0; i < attribute.size() && known.size() < MAX_VALUES; i++) {
            if (attribute.get(i) instanceof String text && text.length() <= MAX_CHARACTERS) {
                known.add(text);
            }
        }
    }

    /** @param name {@code CommonName} or {@code CommonName.1}; both are the first value */
    @Nullable
    String value(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return at(name, 1);
        }
        String index = name.substring(dot + 1);
        return index.length() == 1 && Character.isDigit(index.charAt(0))
                ? at(name.substring(0, dot), index.charAt(0) - '0')
                : null;
    }

    private @Nullable String at(String name, int position) {
        List<String> known = values.getOrDefault(name, List.of());
        return position >= 1 && position <= known.size() ? known.get(position - 1) : null;
    }
}
