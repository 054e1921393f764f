package io.gatehouse.registry;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.util.function.Consumer;

/**
 * Looks at every record of a store the way a starting broker does, and does not stop at the first that is wrong; and at
 * the inside of certificates, for which a start has no time.
 */
public final class RegistryExamination {
    /** What a policy is compiled for decides what it means, not whether it can be read. */
    private static final PolicyScope ANY_SCOPE = new PolicyScope("aws", "local", "000000000000");

    private RegistryExamination() {}

    /**
     * Looks at all of them.
     *
     * @param problems is told each in words
     */
    public static void of(KeyValue store, Consumer<String> problems) {
        Index index = Loader.examine(store, ANY_SCOPE, problems);
        for (Certificate certificate : index.principals().page("", null, Integer.MAX_VALUE)) {
            compare("certificate " + certificate.id(), certificate.der(), certificate.subject(), problems);
        }
        for (CaCertificate ca : index.cas().all()) {
            compare("ca " + ca.id(), ca.der(), ca.subject(), problems);
        }
    }

    private static void compare(String where, Der der, String subject, Consumer<String> problems) {
        switch (CertificateChecks.read(der.bytes())) {
            case Reading.Unreadable(var problem) -> problems.accept("registry record " + where + ": " + problem);
            case Reading.Read(var x509, var _) -> {
                String found = x509.getSubjectX500Principal().getName();
                if (!found.equals(subject)) {
                    problems.accept("registry record " + where + ": subject: " + subject + " (expected: " + found
                            + ", as in the certificate)");
                }
            }
        }
    }
}
