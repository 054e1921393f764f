package io.gatehouse.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The variables and condition keys that this broker resolves: a table from the name to what kind of value it has. */
public final class VariableNames {
    public static final String CLIENT_ID = "iot:ClientId";
    public static final String SOURCE_IP = "aws:SourceIp";
    public static final String CONNECT_ATTRIBUTES = "iot:ConnectAttributes";
    public static final String CERTIFICATE_ID = "iot:CertificateId";
    public static final String CERTIFICATE_SERIAL_NUMBER = "iot:Certificate.SerialNumber";
    public static final String THING_NAME = "iot:Connection.Thing.ThingName";
    public static final String THING_TYPE_NAME = "iot:Connection.Thing.ThingTypeName";
    /** Of a request alone: whether it asks for the addresses of a connection, too. */
    public static final String INCLUDE_SOCKET_INFORMATION = "iot:IncludeSocketInformation";

    public static final String IS_ATTACHED = "iot:Connection.Thing.IsAttached";
    /** Followed by the attribute's name and a closing bracket. */
    public static final String ATTRIBUTE_PREFIX = "iot:Connection.Thing.Attributes[";
    /** Followed by one of {@link #NAME_ATTRIBUTES}, or {@link #ALTERNATIVE} and one of {@link #ALTERNATIVE_NAMES}. */
    public static final String SUBJECT_PREFIX = "iot:Certificate.Subject.";
    /** As {@link #SUBJECT_PREFIX}, of the authority that signed. */
    public static final String ISSUER_PREFIX = "iot:Certificate.Issuer.";

    public static final String ALTERNATIVE = "AlternativeName.";

    /** Attributes of a distinguished name. */
    public static final List<String> NAME_ATTRIBUTES = List.of(
            "DistinguishedNameQualifier",
            "Country",
            "Organization",
            "OrganizationalUnit",
            "State",
            "CommonName",
            "SerialNumber",
            "Title",
            "Surname",
            "GivenName",
            "Initials",
            "Pseudonym",
            "GenerationQualifier");

    /** Kinds of alternative names. */
    public static final List<String> ALTERNATIVE_NAMES =
            List.of("RFC822Name", "DNSName", "DirectoryName", "UniformResourceIdentifier", "IPAddress");

    /** AWS resolves five values of one attribute at most. */
    public static final int MAX_VALUES = 5;

    private static final String LIST_SUFFIX = ".List";
    private static final int MAX_ATTRIBUTE_NAME = 128;

    /** What a name stands for. */
    public enum Kind {
        /** One text. */
        TEXT,
        /** {@code true} or {@code false}. */
        FLAG,
        /** An IP address; compared by the address operators only, since one address has many spellings. */
        ADDRESS,
        /** Texts of a certificate: the first, one by {@code .1} to {@code .5}, or all by {@code .List}. */
        CERTIFICATE_TEXTS,
        /** Any number of texts; in conditions only, and there only with a quantifier. */
        SET
    }

    private static final Map<String, Kind> KINDS = table();
    private static final List<String> EXAMPLES =
            KINDS.keySet().stream().sorted().toList();

    private VariableNames() {}

    private static Map<String, Kind> table() {
        Map<String, Kind> kinds = new TreeMap<>();
        kinds.put(CLIENT_ID, Kind.TEXT);
        kinds.put(SOURCE_IP, Kind.ADDRESS);
        kinds.put(CONNECT_ATTRIBUTES, Kind.SET);
        kinds.put(CERTIFICATE_ID, Kind.TEXT);
        kinds.put(CERTIFICATE_SERIAL_NUMBER, Kind.TEXT);
        kinds.put(THING_NAME, Kind.TEXT);
        kinds.put(THING_TYPE_NAME, Kind.TEXT);
        kinds.put(IS_ATTACHED, Kind.FLAG);
        kinds.put(INCLUDE_SOCKET_INFORMATION, Kind.FLAG);
        for (String whose : List.of(SUBJECT_PREFIX, ISSUER_PREFIX)) {
            NAME_ATTRIBUTES.forEach(name -> kinds.put(whose + name, Kind.CERTIFICATE_TEXTS));
            ALTERNATIVE_NAMES.forEach(name -> kinds.put(whose + ALTERNATIVE + name, Kind.CERTIFICATE_TEXTS));
        }
        return Map.copyOf(kinds);
    }

    /** A name of a document, taken apart: what {@link Variables} is asked for, and which of its values is meant. */
    record Reference(String base, Kind kind, int index) {
        private static final int FIRST = 1;
        private static final int ALL = 0;

        /** The values that are meant: one or none, but for a set. */
        List<String> of(Variables variables) {
            List<String> values = variables.values(base);
            if (index == ALL) {
                return values.size() <= MAX_VALUES ? values : values.subList(0, MAX_VALUES);
            }
            return index <= values.size() ? List.of(values.get(index - 1)) : List.of();
        }
    }

    /** What the name stands for, or {@code null} where it is never resolved. */
    static @Nullable Reference reference(String name) {
        Kind kind = KINDS.get(name);
        if (kind != null) {
            return new Reference(name, kind, kind == Kind.SET ? Reference.ALL : Reference.FIRST);
        }
        if (name.startsWith(ATTRIBUTE_PREFIX)) {
            boolean wellFormed =
                    name.endsWith("]") && isAttributeName(name.substring(ATTRIBUTE_PREFIX.length(), name.length() - 1));
            return wellFormed ? new Reference(name, Kind.TEXT, Reference.FIRST) : null;
        }
        int dot = name.lastIndexOf('.');
        String base = dot < 0 ? name : name.substring(0, dot);
        if (KINDS.get(base) != Kind.CERTIFICATE_TEXTS) {
            return null;
        }
        String suffix = name.substring(dot);
        if (suffix.equals(LIST_SUFFIX)) {
            return new Reference(base, Kind.SET, Reference.ALL);
        }
        boolean isIndex = suffix.length() == 2 && suffix.charAt(1) >= '1' && suffix.charAt(1) <= '0' + MAX_VALUES;
        return isIndex ? new Reference(base, Kind.CERTIFICATE_TEXTS, suffix.charAt(1) - '0') : null;
    }

    /** True where <code>${name}</code> can be replaced by a text: all that is known but the sets. */
    public static boolean isSubstitutable(String name) {
        Reference reference = reference(name);
        return reference != null && reference.kind() != Kind.SET;
    }

    /** True where the value comes from the device's certificate, which somebody else may have written. */
    static boolean isFromCertificate(String name) {
        return name.startsWith("iot:Certificate.");
    }

    /** True where every connection has a value. */
    static boolean isAlwaysPresent(String name) {
        return switch (name) {
            case CLIENT_ID, SOURCE_IP, CERTIFICATE_ID, CERTIFICATE_SERIAL_NUMBER, IS_ATTACHED -> true;
            default -> false;
        };
    }

    /** As the registry takes them: {@code [a-zA-Z0-9_.,@/:#-]+}. */
    private static boolean isAttributeName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isAsciiLetterOrDigit(c) && "_.,@/:#-".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_ATTRIBUTE_NAME;
    }

    static boolean isAsciiLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Names to compare a misspelt one with, in alphabetical order. */
    static List<String> examples() {
        return EXAMPLES;
    }
}
