package io.gatehouse.provisioning;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * What a template may know of the certificate that a device came with (AWS IoT Core Developer Guide, "Just-in-time
 * provisioning"): parts of its subject, each by its first value, and its id.
 */
final class SubjectParameters {
    private static final String PREFIX = "AWS::IoT::Certificate::";
    /** By the name that the platform gives each type; those it has none for are given one. */
    private static final Map<String, String> PARTS = Map.of(
            "C", "Country",
            "O", "Organization",
            "OU", "OrganizationalUnit",
            "DNQ", "DistinguishedNameQualifier",
            "ST", "StateName",
            "CN", "CommonName",
            "SERIALNUMBER", "SerialNumber");

    private static final Map<String, String> NAMES = Map.of("2.5.4.46", "DNQ", "2.5.4.5", "SERIALNUMBER");

    private SubjectParameters() {}

    /** Parts that are not there, or are no text, are not in it. */
    static Map<String, String> of(X509Certificate certificate, String certificateId) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(TemplateBody.CERTIFICATE_ID, certificateId);
        for (Rdn rdn : parts(certificate.getSubjectX500Principal())) {
            String part = rdn.size() == 1 ? PARTS.get(rdn.getType()) : null;
            if (part != null && rdn.getValue() instanceof String value) {
                parameters.putIfAbsent(PREFIX + part, value);
            }
        }
        return parameters;
    }

    /** In the order of the certificate. */
    private static List<Rdn> parts(X500Principal subject) {
        try {
            return new LdapName(subject.getName(X500Principal.RFC2253, NAMES)).getRdns();
        } catch (InvalidNameException unreadable) {
            return List.of();
        }
    }
}
