package io.gatehouse.policy;

import java.util.List;
import java.util.Set;

/** The variables and condition keys that this broker resolves. */
public final class VariableNames {
    public static final String CLIENT_ID = "iot:ClientId";
    public static final String SOURCE_IP = "aws:SourceIp";
    public static final String CERTIFICATE_ID = "iot:CertificateId";
    public static final String THING_NAME = "iot:Connection.Thing.ThingName";
    public static final String THING_TYPE_NAME = "iot:Connection.Thing.ThingTypeName";
    public static final String IS_ATTACHED = "iot:Connection.Thing.IsAttached";
    /** Followed by the attribute's name and a closing bracket. */
    public static final String ATTRIBUTE_PREFIX = "iot:Connection.Thing.Attributes[";
    /** Followed by the name of an attribute of the subject, and {@code .1}, {@code .2}, … for one of several. */
    public static final String SUBJECT_PREFIX = "iot:Certificate.Subject.";

    private static final Set<String> PLAIN =
            Set.of(CLIENT_ID, SOURCE_IP, CERTIFICATE_ID, THING_NAME, THING_TYPE_NAME, IS_ATTACHED);

    /** What may follow {@link #SUBJECT_PREFIX}. */
    public static final List<String> SUBJECT_ATTRIBUTES = List.of(
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

    /** AWS resolves five values of one attribute at most. */
    private static final int MAX_INDEX = 5;

    private static final int MAX_ATTRIBUTE_NAME = 128;

    private VariableNames() {}

    /** True where the broker resolves a variable of that name, given a connection that has it. */
    public static boolean isKnown(String name) {
        if (PLAIN.contains(name)) {
            return true;
        }
        if (name.startsWith(ATTRIBUTE_PREFIX)) {
            return name.endsWith("]") && isAttributeName(name.substring(ATTRIBUTE_PREFIX.length(), name.length() - 1));
        }
        return name.startsWith(SUBJECT_PREFIX) && isSubjectAttribute(name.substring(SUBJECT_PREFIX.length()));
    }

    /** True where the value comes from the device's certificate, which somebody else may have written. */
    static boolean isFromCertificate(String name) {
        return name.startsWith("iot:Certificate.");
    }

    /** As the registry takes them: {@code [a-zA-Z0-9_.,@/:#-]+}. */
    private static boolean isAttributeName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_ATTRIBUTE_NAME
                && name.chars().allMatch(c -> isAsciiLetterOrDigit(c) || "_.,@/:#-".indexOf(c) >= 0);
    }

    static boolean isAsciiLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** True where every connection has a value. */
    static boolean isAlwaysPresent(String name) {
        return switch (name) {
            case CLIENT_ID, SOURCE_IP, CERTIFICATE_ID, IS_ATTACHED -> true;
            default -> false;
        };
    }

    private static boolean isSubjectAttribute(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return SUBJECT_ATTRIBUTES.contains(text);
        }
        String index = text.substring(dot + 1);
        return SUBJECT_ATTRIBUTES.contains(text.substring(0, dot))
                && index.length() == 1
                && index.charAt(0) >= '1'
                && index.charAt(0) <= '0' + MAX_INDEX;
    }

    /** Names to compare a misspelt one with. */
    static List<String> examples() {
        return List.of(
                CLIENT_ID,
                SOURCE_IP,
                CERTIFICATE_ID,
                THING_NAME,
                THING_TYPE_NAME,
                IS_ATTACHED,
                ATTRIBUTE_PREFIX + "name]",
                SUBJECT_PREFIX + "CommonName",
                SUBJECT_PREFIX + "Organization",
                SUBJECT_PREFIX + "OrganizationalUnit",
                SUBJECT_PREFIX + "SerialNumber");
    }
}
