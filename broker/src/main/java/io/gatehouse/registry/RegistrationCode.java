package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * The code that the owner of a CA puts into a certificate to show that the CA's key is theirs: 64 hexadecimal digits,
 * of a random number. One for the whole registry, until it is deleted; it belongs to this registry alone and is in no
 * export. Under the writer's lock.
 */
final class RegistrationCode {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Index index;

    RegistrationCode(Index index) {
        this.index = index;
    }

    /** The one there is, or a new one. */
    Plan<ResourceResult<String>> get() {
        String present = index.registrationCode();
        if (present != null) {
            return ResourceResult.answer(new ResourceResult.Done<>(present));
        }
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String code = HexFormat.of().formatHex(random);
        return new Plan.Commit<>(
                List.of(new Change.Create(Keys.REGISTRATION_CODE, StoredForm.ofRegistrationCode(code))),
                () -> index.registrationCode(code),
                List.of(),
                false,
                new ResourceResult.Done<>(code));
    }

    Plan<ResourceResult<String>> delete() {
        String present = index.registrationCode();
        if (present == null) {
            return ResourceResult.answer(
                    new ResourceResult.ResourceNotFound<>(Kind.REGISTRATION_CODE, "of the registry"));
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.REGISTRATION_CODE)),
                () -> index.registrationCode(null),
                List.of(),
                false,
                new ResourceResult.Done<>(present));
    }

    /** Whether the certificate's subject has this code as its one common name. */
    boolean isIn(X509Certificate verification) {
        String present = index.registrationCode();
        String name = commonName(verification);
        return present != null
                && name != null
                && MessageDigest.isEqual(
                        present.getBytes(StandardCharsets.US_ASCII), name.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            String found = null;
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    if (found != null || rdn.size() != 1) {
                        return null;
                    }
                    found = String.valueOf(rdn.getValue());
                }
            }
            return found;
        } catch (InvalidNameException unreadable) {
            return null;
        }
    }
}
