package io.gatehouse.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Whether a client that trusts the last certificate of the chain, or its issuer, will take the first: RFC 5280 section
 * 6.1, as far as the server can know it. Found out here, at load, or else by every device in the field.
 */
final class ServerChain {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    /** The bit of keyUsage that signs certificates. */
    private static final int KEY_CERT_SIGN = 5;

    private final Path file;
    private final List<X509Certificate> chain;

    private ServerChain(Path file, List<X509Certificate> chain) {
        this.file = file;
        this.chain = chain;
    }

    /** @throws TlsConfigurationException what is wrong with which certificate */
    static void check(Path file, List<X509Certificate> chain, Instant now) throws TlsConfigurationException {
        new ServerChain(file, chain).check(now);
    }

    private void check(Instant now) throws TlsConfigurationException {
        for (int i = 0; i < chain.size(); i++) {
            inTime(i, now);
            if (i > 0) {
                links(i);
            }
        }
        X509Certificate leaf = chain.getFirst();
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
                throw wrong(0, "is not for servers", "extendedKeyUsage serverAuth, or none");
            }
        } catch (CertificateParsingException e) {
            throw wrong(0, "has an extendedKeyUsage that cannot be read", "a well-formed certificate");
        }
        if (chain.size() > 1 && leaf.getBasicConstraints() >= 0) {
            throw wrong(0, "is an authority", "the server's certificate first, then its issuers");
        }
    }

    private void inTime(int index, Instant now) throws TlsConfigurationException {
        Instant begin = chain.get(index).getNotBefore().toInstant();
        Instant end = chain.get(index).getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw wrong(index, "expired at " + end, "a certificate that is valid now: renew it");
        }
        if (now.isBefore(begin)) {
            throw wrong(index, "is not valid before " + begin, "a certificate that is valid now, or a correct clock");
        }
    }

    /** The one at {@code index} has signed the one before it. */
    private void links(int index) throws TlsConfigurationException {
        X509Certificate issued = chain.get(index - 1);
        X509Certificate issuer = chain.get(index);
        String expected = "after each certificate its issuer; the one before names "
                + issued.getIssuerX500Principal().getName();
        if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            throw wrong(index, "did not issue the one before it", expected);
        }
        if (issuer.getBasicConstraints() < 0) {
            throw wrong(index, "is no authority (basicConstraints)", expected);
        }
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            throw wrong(index, "may not sign certificates (keyUsage)", expected);
        }
        if (issuer.getBasicConstraints() < index - 1) {
            throw wrong(
                    index,
                    "allows " + issuer.getBasicConstraints() + " authorities below it (pathLenConstraint) and has "
                            + (index - 1),
                    "a shorter chain");
        }
        try {
            issued.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw wrong(index, "did not sign the one before it, though it has its issuer's name", expected);
        }
    }

    private TlsConfigurationException wrong(int index, String what, String expected) {
        return new TlsConfigurationException("certificate: " + file + ": number " + (index + 1) + " of " + chain.size()
                + ", " + chain.get(index).getSubjectX500Principal().getName() + ", " + what + " (expected: " + expected
                + ")");
    }
}
