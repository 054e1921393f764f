package io.gatehouse.cli;

import io.gatehouse.control.OwnerFile;
import io.gatehouse.pki.KeyPairs;
import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges one certificate and its key, a device's or a server's, and writes down what it finds. */
final class CertificateExam {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    /** What the broker takes in a device's certificate, and what devices take in a server's; in capitals. */
    private static final Set<String> SIGNATURES = Set.of(
            "SHA256WITHRSA",
            "SHA384WITHRSA",
            "SHA512WITHRSA",
            "SHA256WITHECDSA",
            "SHA384WITHECDSA",
            "SHA512WITHECDSA",
            "RSASSA-PSS OVER SHA-256",
            "RSASSA-PSS OVER SHA-384",
            "RSASSA-PSS OVER SHA-512",
            "ED25519");

    private final Findings findings;
    private final Instant now;

    /** Whose certificate it is. */
    enum Role {
        DEVICE("1.3.6.1.5.5.7.3.2", "clientAuth"),
        SERVER("1.3.6.1.5.5.7.3.1", "serverAuth");

        private final String purpose;
        private final String purposeName;

        Role(String purpose, String purposeName) {
            this.purpose = purpose;
            this.purposeName = purposeName;
        }
    }

    CertificateExam(Findings findings, Instant now) {
        this.findings = findings;
        this.now = now;
    }

    /** Key, signature, validity and usage. */
    void leaf(X509Certificate leaf, Role role) {
        key(leaf, role);
        signature(leaf);
        validity(leaf, "the certificate");
        usage(leaf, role);
    }

    private void key(X509Certificate leaf, Role role) {
        switch (leaf.getPublicKey()) {
            case RSAPublicKey rsa
            when rsa.getModulus().bitLength() < 2048 ->
                findings.problem(
                        "the key is RSA of " + rsa.getModulus().bitLength() + " bits",
                        "keys below 2048 bits are refused (TLS_CERTIFICATE_KEY_WEAK)",
                        "make a new key of P-256 or of RSA with 2048 bits, and a certificate for it");
            case RSAPublicKey rsa
            when rsa.getModulus().bitLength() > 8192 ->
                findings.problem(
                        "the key is RSA of " + rsa.getModulus().bitLength() + " bits",
                        "keys above 8192 bits are refused (TLS_CERTIFICATE_KEY_UNSUPPORTED)",
                        "make a new key of P-256 or of RSA with 2048 to 8192 bits, and a certificate for it");
            case RSAPublicKey rsa ->
                findings.ok("the key is RSA of " + rsa.getModulus().bitLength() + " bits");
            case ECPublicKey ec -> curve(ec.getParams().getCurve().getField().getFieldSize(), ec, role);
            case EdECPublicKey edwards
            when edwards.getParams().getName().equals("Ed25519") ->
                findings.warning(
                        "the key is Ed25519",
                        "BoringSSL, the default engine, does not take it; OpenSSL and the JDK's engine do",
                        "use a P-256 key, or set tls.engine: openssl or jdk (docs/tls.md)");
            case java.security.PublicKey other ->
                findings.problem(
                        "the key is "
                                + (other instanceof EdECPublicKey edwards
                                        ? edwards.getParams().getName()
                                        : "of the kind " + other.getAlgorithm()),
                        "only RSA, P-256, P-384, P-521 and Ed25519 are taken (TLS_CERTIFICATE_KEY_UNSUPPORTED)",
                        "make a new key of P-256, and a certificate for it");
        }
    }

    private void curve(int bits, ECPublicKey key, Role role) {
        String parameters = key.getParams().toString();
        boolean known = parameters.contains("secp256r1")
                || parameters.contains("secp384r1")
                || parameters.contains("secp521r1");
        if (!known) {
            findings.problem(
                    "the key is on the curve " + parameters,
                    "only P-256, P-384 and P-521 are taken (TLS_CERTIFICATE_KEY_UNSUPPORTED)",
                    "make a new key of P-256, and a certificate for it");
        } else if (bits == 521 && role == Role.DEVICE) {
            findings.warning(
                    "the key is P-521",
                    "BoringSSL, the default engine, takes it in TLS 1.2 only",
                    "use a P-256 or P-384 key, tell the device to speak TLS 1.2, or set tls.engine: openssl or"
                            + " jdk (docs/tls.md)");
        } else {
            findings.ok("the key is P-" + bits);
        }
    }

    private void signature(X509Certificate leaf) {
        String algorithm = signatureOf(leaf);
        if (SIGNATURES.contains(algorithm.toUpperCase(Locale.ROOT))) {
            findings.ok("it is signed with " + algorithm);
        } else {
            boolean broken = algorithm.contains("SHA1") || algorithm.contains("SHA-1") || algorithm.contains("MD");
            findings.problem(
                    "it is signed with " + algorithm,
                    (broken
                                    ? "such signatures can be forged"
                                    : "only SHA-256, SHA-384 and SHA-512 with RSA or ECDSA, and"
                                            + " Ed25519, are taken")
                            + " (TLS_CERTIFICATE_KEY_UNSUPPORTED)",
                    "have it issued again, signed over SHA-256");
        }
    }

    /** With the hash of RSASSA-PSS, which stands in its parameters. */
    private static String signatureOf(X509Certificate leaf) {
        if (!leaf.getSigAlgOID().equals(RSASSA_PSS)) {
            return leaf.getSigAlgName();
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(leaf.getSigAlgParams());
            return "RSASSA-PSS over "
                    + parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (GeneralSecurityException | IOException unreadable) {
            return "RSASSA-PSS over an unknown hash";
        }
    }

    /** Against the clock of this machine. */
    void validity(X509Certificate certificate, String name) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(begin)) {
            boolean clocks = begin.isBefore(now.plus(CLOCKS_DIFFER));
            findings.problem(
                    name + " is not valid before " + Times.text(begin),
                    "it is " + Times.text(now) + " here"
                            + (clocks ? ": so little that the clock here or where it was issued may be wrong" : ""),
                    clocks ? "compare the clocks, or wait" : "wait until then, or have it issued again");
        } else if (now.isAfter(end)) {
            findings.problem(
                    name + " ended on " + Times.text(end),
                    "it is " + Times.text(now) + " here",
                    "have a new one issued; if that is not the time, set the clock of this machine");
        } else if (now.isAfter(end.minus(SOON))) {
            findings.warning(
                    name + " ends on " + Times.text(end),
                    "that is in " + inWords(Duration.between(now, end)),
                    "have the next one issued and installed before");
        } else {
            findings.ok(name + " is valid until " + Times.day(end));
        }
    }

    private static String inWords(Duration left) {
        return left.toDays() < 3 ? left.toHours() + " hours" : left.toDays() + " days";
    }

    private void usage(X509Certificate leaf, Role role) {
        if (leaf.getBasicConstraints() >= 0) {
            findings.warning(
                    "it is the certificate of an authority",
                    "its key can issue certificates; whoever takes it from a device can make more of them",
                    "give the " + role.name().toLowerCase(Locale.ROOT) + " a certificate of its own");
        }
        boolean[] bits = leaf.getKeyUsage();
        if (bits != null && !bits[0]) {
            findings.problem(
                    "its keyUsage leaves out digitalSignature",
                    "TLS proves a key by a signature, which this certificate forbids (TLS_CERTIFICATE_USAGE_WRONG)",
                    "have it issued again with digitalSignature, or without keyUsage");
        }
        List<String> purposes = purposes(leaf);
        if (!purposes.isEmpty() && !purposes.contains(role.purpose) && !purposes.contains(ANY_PURPOSE)) {
            if (role == Role.SERVER) {
                findings.problem(
                        "its extendedKeyUsage leaves out serverAuth",
                        "devices refuse such a server",
                        "have it issued again with serverAuth");
            } else {
                findings.warning(
                        "its extendedKeyUsage leaves out " + role.purposeName,
                        "Gatehouse and AWS IoT Core take it all the same; other servers and TLS libraries do not",
                        "have the next one issued with " + role.purposeName);
            }
        }
    }

    private static List<String> purposes(X509Certificate leaf) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            return purposes == null ? List.of() : purposes;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Whether each certificate is signed by the next, and nothing is there twice. */
    void chain(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!signedBy(chain.get(i), chain.get(i + 1))) {
                findings.problem(
                        "certificate " + (i + 1) + " is not signed by certificate " + (i + 2),
                        "the first is " + name(chain.get(i)) + ", issued by "
                                + chain.get(i).getIssuerX500Principal().getName() + "; the one after it is "
                                + name(chain.get(i + 1)),
                        "put the leaf first and after each certificate the one that signed it");
                return;
            }
        }
        if (chain.size() > 1) {
            findings.ok("its " + chain.size() + " certificates stand in order");
        }
        if (chain.size() > 8) {
            findings.problem(
                    chain.size() + " certificates are more than 8",
                    "longer chains are refused (TLS_CHAIN_TOO_LONG)",
                    "leave out what the other side has anyway");
        }
    }

    /** Whether the chain leads to one of these. */
    void trust(List<X509Certificate> chain, List<X509Certificate> authorities) {
        X509Certificate last = chain.getLast();
        X509Certificate authority = authorities.stream()
                .filter(candidate -> candidate.equals(last) || signedBy(last, candidate))
                .findFirst()
                .orElse(null);
        if (authority == null) {
            findings.problem(
                    "the chain does not lead to an authority of --ca",
                    "its last certificate is issued by "
                            + last.getIssuerX500Principal().getName() + "; --ca has "
                            + name(authorities.getFirst())
                            + (authorities.size() > 1 ? " and " + (authorities.size() - 1) + " more" : ""),
                    "name the authority that issued it, or add the intermediates that are missing to the file");
        } else {
            findings.ok("the chain leads to " + name(authority));
            validity(authority, "the authority");
        }
    }

    /** Whether they belong together, and who else may read the key. */
    void keyOf(X509Certificate leaf, Path path) {
        switch (KeyFile.read(path)) {
            case KeyFile.Unreadable(String why, String remedy) ->
                findings.problem("the key cannot be read", why, remedy);
            case KeyFile.Encrypted() ->
                findings.problem(
                        "the key needs a password",
                        "nobody is there to type it when the device or broker starts",
                        "openssl pkcs8 -topk8 -nocrypt -in " + path + " -out key.pem, and chmod 600 key.pem");
            case KeyFile.Traditional(String label) ->
                findings.warning(
                        "the key is a BEGIN " + label + " and was not compared",
                        "devices take it, Gatehouse and other Java programs want PKCS#8",
                        "openssl pkcs8 -topk8 -nocrypt -in " + path + " -out key.pem");
            case KeyFile.Usable(var key)
            when !KeyPairs.belongTogether(leaf.getPublicKey(), key) ->
                findings.problem(
                        "key and certificate do not belong together",
                        "the certificate is of " + name(leaf) + ", whose key is another one (TLS_SIGNATURE_INVALID)",
                        "find the key that was made with it, or have a certificate issued for this one");
            case KeyFile.Usable(var _) -> findings.ok("key and certificate belong together");
        }
        mode(path);
    }

    private void mode(Path path) {
        try {
            if (OwnerFile.othersMayReadKey(path)) {
                findings.problem(
                        "others on this machine can read " + path,
                        "whoever copies it is this device or server",
                        "chmod 600 " + path + "; make a new key if that machine is not only yours");
            }
        } catch (IOException e) {
            return; // that it cannot be read was said already
        }
    }

    static boolean signedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
