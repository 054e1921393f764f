package io.gatehouse.cli;

import io.gatehouse.cli.BrokerContext.Credentials;
import io.gatehouse.control.OwnerFile;
import io.gatehouse.pki.KeyPairs;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS as a context says: whom it trusts, and the certificate it shows. Its files are read anew for every command. */
final class ContextTls {
    private final String what;

    /** @param what the beginning of a failure: {@code the context was not added} */
    ContextTls(String what) {
        this.what = what;
    }

    SSLContext of(BrokerContext context) {
        return of(context.ca(), keys(context.credentials()));
    }

    /** Shows no certificate. */
    SSLContext trusting(Path ca) {
        return of(ca, new KeyManager[0]);
    }

    private SSLContext of(Path ca, KeyManager[] keys) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (X509Certificate authority : certificates(ca)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys, trust.getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw CommandFailure.failed(
                    what, "TLS cannot be set up with the files of the context: " + e, "look at them");
        }
    }

    private KeyManager[] keys(Credentials credentials) {
        if (!(credentials instanceof Credentials.ClientCertificate(Path certificate, Path keyFile))) {
            return new KeyManager[0];
        }
        List<X509Certificate> chain = certificates(certificate);
        PrivateKey key = key(keyFile);
        if (!KeyPairs.belongTogether(chain.getFirst().getPublicKey(), key)) {
            throw CommandFailure.failed(
                    what,
                    keyFile + ": not the key of " + certificate,
                    "find the key that was made with it: gatehouse doctor cert FILE --key FILE");
        }
        return new KeyManager[] {new DeviceKeys(chain, key)};
    }

    private PrivateKey key(Path file) {
        try {
            if (OwnerFile.othersMayReadKey(file)) {
                throw CommandFailure.failed(
                        what,
                        file + ": readable by others; whoever copies it is this operator",
                        "chmod 600 " + file + ", and think of a new key");
            }
        } catch (IOException missing) {
            // Said below, in better words.
        }
        return switch (KeyFile.read(file)) {
            case KeyFile.Usable(PrivateKey key) -> key;
            case KeyFile.Encrypted() ->
                throw CommandFailure.failed(
                        what,
                        file + ": encrypted (expected: a key without password)",
                        "openssl pkcs8 -in FILE -out key.pem");
            case KeyFile.Traditional(String label) ->
                throw CommandFailure.failed(
                        what,
                        file + ": " + label + " (expected: PKCS#8)",
                        "openssl pkcs8 -topk8 -nocrypt -in FILE -out key.pem");
            case KeyFile.Unreadable(String why, String remedy) -> throw CommandFailure.failed(what, why, remedy);
        };
    }

    private List<X509Certificate> certificates(Path file) {
        try {
            return CertificateFile.read(file).certificates();
        } catch (CertificateFile.Unreadable e) {
            throw CommandFailure.failed(what, e.why(), e.remedy());
        }
    }
}
