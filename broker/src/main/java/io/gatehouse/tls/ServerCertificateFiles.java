package io.gatehouse.tls;

import io.gatehouse.config.CertificateSettings;
import io.gatehouse.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that the server's certificates, keys and OCSP responses are in. Read at start and on every reload, by any
 * thread that may wait for a disk.
 */
public final class ServerCertificateFiles {
    private static final long MAX_RESPONSE_BYTES = 64 * 1024;

    private final List<Entry> standing;
    private final List<Entry> named;
    private final InstantSource clock;

    /** @param name of one of {@code server-certificates} */
    private record Entry(
            String key,
            @Nullable String name,
            Path certificate,
            Path privateKey,
            @Nullable Path response) {}

    public ServerCertificateFiles(TlsSettings tls, List<CertificateSettings> named, InstantSource clock) {
        this.standing = new ArrayList<>(2);
        add("tls.certificate", tls.certificate(), tls.key(), tls.ocspResponse());
        add("tls.rsa-certificate", tls.rsaCertificate(), tls.rsaKey(), tls.rsaOcspResponse());
        this.named = named.stream()
                .map(each -> new Entry(
                        "server-certificates." + each.name(),
                        each.name(),
                        each.certificate(),
                        each.key(),
                        each.ocspResponse()))
                .toList();
        this.clock = clock;
    }

    private void add(String key, @Nullable Path certificate, @Nullable Path privateKey, @Nullable Path response) {
        if (certificate != null && privateKey != null) {
            standing.add(new Entry(key, null, certificate, privateKey, response));
        }
    }

    /** All files, for whoever watches them. */
    public List<Path> paths() {
        return Stream.concat(standing.stream(), named.stream())
                .flatMap(entry -> Stream.of(entry.certificate(), entry.privateKey(), entry.response()))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** Whether the operator gave certificates for clients that ask for no known name. */
    public boolean haveStanding() {
        return !standing.isEmpty();
    }

    /**
     * Reads everything anew. A chain that devices would not take is not taken here.
     *
     * @param development shown to clients that ask for no known name, where no file is given for them
     * @throws TlsConfigurationException which file, what is wrong with it, and what to do
     */
    public ServerCertificates read(@Nullable CertificateAndKey development) throws TlsConfigurationException {
        List<ServerCertificate> first = new ArrayList<>(2);
        if (standing.isEmpty() && development != null) {
            first.add(new ServerCertificate(development, null));
        }
        for (Entry entry : standing) {
            first.add(read(entry));
        }
        List<ServerCertificate> others = new ArrayList<>(named.size());
        for (Entry entry : named) {
            ServerCertificate certificate = read(entry);
            if (certificate.names().isEmpty()) {
                throw new TlsConfigurationException(entry.key() + ": " + entry.certificate()
                        + " has no DNS name (expected: a subjectAltName; no client could ask for it)");
            }
            others.add(certificate);
        }
        return new ServerCertificates(first, others);
    }

    private ServerCertificate read(Entry entry) throws TlsConfigurationException {
        CertificateAndKey credential = CertificateAndKey.read(entry.certificate(), entry.privateKey());
        ServerChain.check(entry.certificate(), credential.chain(), clock.instant());
        return new ServerCertificate(entry.name(), credential, response(entry.response()));
    }

    private static byte @Nullable [] response(@Nullable Path file) throws TlsConfigurationException {
        if (file == null) {
            return null;
        }
        try {
            if (Files.size(file) > MAX_RESPONSE_BYTES) {
                throw new TlsConfigurationException(
                        "ocsp-response: " + file + " is larger than 64 KiB (expected: one OCSP response in DER)");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TlsConfigurationException(
                    "ocsp-response: " + file + " cannot be read (expected: one OCSP response in DER): " + e, e);
        }
    }
}
