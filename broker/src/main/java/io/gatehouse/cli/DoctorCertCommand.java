package io.gatehouse.cli;

import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.CertificateApi;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "A device's certificate file: form, key, validity, usage, chain, and what the running broker knows of it.",
            "Without a broker everything but the last is looked at."
        })
final class DoctorCertCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "PEM or DER; the device's certificate first, then its chain")
    @SuppressWarnings("NullAway.Init") // required
    private Path file;

    @Option(names = "--key", paramLabel = "FILE", description = "its private key: do they belong together?")
    private @Nullable Path key;

    @Option(names = "--ca", paramLabel = "FILE", description = "authorities: does the chain lead to one of them?")
    private @Nullable Path ca;

    DoctorCertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Findings findings = new Findings().about("certificate " + file);
        CertificateFile found;
        try {
            found = CertificateFile.read(console.environment().resolve(file));
        } catch (CertificateFile.Unreadable e) {
            findings.problem("there is no certificate to look at", e.why(), e.remedy());
            return findings.print(console);
        }
        form(findings, found);
        X509Certificate leaf = found.certificates().getFirst();
        CertificateExam exam = new CertificateExam(findings, Instant.now());
        exam.leaf(leaf, CertificateExam.Role.DEVICE);
        exam.chain(found.certificates());
        if (key != null) {
            findings.about("key " + key);
            exam.keyOf(leaf, console.environment().resolve(key));
        }
        if (ca != null) {
            findings.about("authorities " + ca);
            trust(findings, exam, found, ca);
        }
        registered(findings.about("the broker on " + console.options().dataFolder(console.environment())), leaf);
        return findings.print(console);
    }

    private static void form(Findings findings, CertificateFile file) {
        int count = file.certificates().size();
        findings.ok((file.der() ? "DER" : "PEM") + ", " + count + " certificate" + (count == 1 ? "" : "s")
                + "; the device's is "
                + CertificateExam.name(file.certificates().getFirst()));
        if (count > 1 && unrelated(file.certificates())) {
            findings.problem(
                    count + " certificates that have nothing to do with each other stand in one file",
                    "a device sends the first; the others are taken for its chain",
                    "keep one file for each device");
        }
        if (file.hasKey()) {
            findings.warning(
                    "a private key stands in the same file",
                    "whoever is sent this certificate is sent the key with it",
                    "keep the key in a file of its own, mode 600");
        }
        if (file.windowsLines()) {
            findings.note(
                    "lines end with CR LF",
                    "most TLS libraries take it, small ones of devices do not",
                    "sed -i 's/\\r$//' " + file.path());
        }
        if (file.wordsAround()) {
            findings.note(
                    "there is text outside of the PEM blocks",
                    "most TLS libraries skip it, small ones of devices do not",
                    "openssl x509 -in " + file.path() + " -out certificate.pem");
        }
    }

    /** The second neither signed the first nor has the same issuer as an authority would. */
    private static boolean unrelated(List<X509Certificate> certificates) {
        return certificates.subList(1, certificates.size()).stream()
                .allMatch(other ->
                        other.getBasicConstraints() < 0 && !CertificateExam.signedBy(certificates.getFirst(), other));
    }

    private void trust(Findings findings, CertificateExam exam, CertificateFile found, Path authorities) {
        try {
            exam.trust(
                    found.certificates(),
                    CertificateFile.read(console.environment().resolve(authorities))
                            .certificates());
        } catch (CertificateFile.Unreadable e) {
            findings.problem("there is no authority to look at", e.why(), e.remedy());
        }
    }

    private void registered(Findings findings, X509Certificate leaf) {
        String id = id(leaf);
        Answer<CertificateApi.Detail> answer;
        try (AdminClient client = console.client()) {
            answer = client.call(CertificateApi.DESCRIBE, new CertificateApi.Id(id));
        }
        switch (answer) {
            case Answer.Done<CertificateApi.Detail>(CertificateApi.Detail detail) -> state(findings, detail);
            case Answer.Refused<CertificateApi.Detail> _ ->
                findings.problem(
                        "it is not registered",
                        "certificate id " + id + " is unknown here; a registered authority alone lets nobody in"
                                + " (CERTIFICATE_UNKNOWN)",
                        "gatehouse cert register " + file + " --policy NAME");
            case Answer.NotReachable<CertificateApi.Detail>(String why, String remedy) ->
                findings.note("whether it is registered was not asked", why, remedy);
            case Answer.NotAuthorised<CertificateApi.Detail>(String why, String remedy) ->
                findings.note("whether it is registered was not answered", why, remedy);
        }
    }

    private static void state(Findings findings, CertificateApi.Detail detail) {
        switch (detail.status()) {
            case "ACTIVE" -> findings.ok("it is registered and ACTIVE: " + detail.id());
            case "REVOKED" ->
                findings.problem(
                        "it is REVOKED",
                        "since " + Times.text(detail.lastModifiedAt()) + ", and that is for good",
                        "issue a new certificate: gatehouse thing create, or gatehouse cert register");
            default ->
                findings.problem(
                        "it is registered and " + detail.status(),
                        "since " + Times.text(detail.lastModifiedAt()) + "; only ACTIVE ones are let in",
                        "gatehouse cert activate " + detail.id());
        }
        if (!detail.policies().isEmpty()) {
            findings.ok("its policies are " + String.join(", ", detail.policies()));
        } else if (!detail.groupPolicies().isEmpty()) {
            findings.note(
                    "it has no policy of its own; those of its things' groups are "
                            + String.join(", ", detail.groupPolicies()),
                    "they count where it connects with the thing's name as client id, or the thing is its alone",
                    "see what they allow: gatehouse policy test --certificate " + detail.id());
        } else {
            findings.problem(
                    "it has no policy",
                    "without a policy nothing is allowed, not even to connect (CONNECT_NOT_AUTHORIZED)",
                    "gatehouse policy attach NAME " + detail.id());
        }
        if (detail.things().isEmpty()) {
            findings.note(
                    "it belongs to no thing",
                    "policy variables of things, such as ${iot:Connection.Thing.ThingName}, are undefined for it",
                    "gatehouse thing create NAME, if a policy needs one");
        }
    }

    private static String id(X509Certificate certificate) {
        try {
            return PemInspection.id(certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
