package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates in PEM that others are verified by. */
final class Authorities {
    private Authorities() {}

    static Attempt<List<X509Certificate>> read(Path file) {
        try {
            return of(Files.readString(file, StandardCharsets.US_ASCII), file.toString());
        } catch (IOException e) {
            return Attempt.failed(
                    Problem.input(file + ": cannot be read (expected: certificates in PEM)", "name another file"));
        }
    }

    /** @param source for the words where it fails */
    static Attempt<List<X509Certificate>> of(String pem, String source) {
        try {
            var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!found.isEmpty()) {
                return Attempt.done(found);
            }
        } catch (CertificateException none) {
            // As if there were none.
        }
        return Attempt.failed(Problem.input(source + ": no certificate (expected: PEM)", "name a file with --ca"));
    }
}
