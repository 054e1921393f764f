package io.gatehouse.tls;

import io.gatehouse.Folders;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Who is it? By the digest of the leaf that was registered, as the broker asks, and by a chain of signatures up to an
 * authority (RFC 5280 section 6), as others do. Both begin with the DER of a handshake and end with what is known of
 * its sender. Revocation is asked of nobody.
 *
 * <p>The JDK remembers its last 750 certificates, and each that its signature was verified: a benchmark with one chain
 * would verify nothing but the first time. So every operation has another chain, of certificates that are in no other,
 * and comes back to the first when the JDK has forgotten it: what is measured is the device that has not been here
 * lately.
 */
public class ChainValidationBenchmark extends LoopBenchmark {
    /** Certificates between the anchor and who is asked for, who is the last of them. */
    @Param({"1", "2", "3"})
    public int chain = 1;

    @Param({"p256", "rsa2048"})
    public String key = "p256";

    /** SHA-256 over the leaf, and the registry. What lies between leaf and anchor is not looked at. */
    @Benchmark
    public Certificate digestLookup(Registered devices) {
        return devices.lookUp();
    }

    /** The key of a leaf whose chain was read and validated. */
    @Benchmark
    public PublicKey pkix(Unseen devices) throws GeneralSecurityException {
        return devices.validate();
    }

    private SampleChains authority() throws GeneralSecurityException {
        return new SampleChains(SampleKey.of(key), chain);
    }

    /** Devices as they come, each with the DER of its chain. */
    private static final class Newcomers {
        private final List<List<byte[]>> chains = new ArrayList<>();
        private int next;

        Newcomers(SampleChains authority, int count) throws GeneralSecurityException {
            for (int i = 0; i < count; i++) {
                List<byte[]> ders = new ArrayList<>();
                for (X509Certificate certificate : authority.issue().chain()) {
                    ders.add(certificate.getEncoded());
                }
                chains.add(ders);
            }
        }

        List<byte[]> following() {
            next = next + 1 < chains.size() ? next + 1 : 0;
            return chains.get(next);
        }
    }

    /** Devices whose leaves are in a registry. */
    @State(Scope.Thread)
    public static class Registered {
        private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
        private static final int COUNT = 50;

        private Path folder;
        private RocksStore store;
        private Registry registry;
        private Newcomers newcomers;

        @Setup
        public void prepare(ChainValidationBenchmark wanted) throws Exception {
            folder = Files.createTempDirectory("gatehouse-bench");
            store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("store")));
            registry = Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
            newcomers = new Newcomers(wanted.authority(), COUNT);
            for (int i = 0; i < COUNT; i++) {
                byte[] leaf = newcomers.following().getFirst();
                var registered = registry.registerCertificate(leaf, CertificateStatus.ACTIVE);
                if (!(registered instanceof RegistryResult.Done)) {
                    throw new IllegalStateException("registry: " + registered + " (expected: done)");
                }
            }
            if (lookUp().status() != CertificateStatus.ACTIVE) {
                throw new IllegalStateException("certificate: not active (expected: as registered)");
            }
        }

        Certificate lookUp() {
            String id = CertificateIds.of(newcomers.following().getFirst());
            return Objects.requireNonNull(registry.certificate(id));
        }

        @TearDown
        public void stop() throws Exception {
            registry.close();
            store.close();
            Folders.delete(folder);
        }
    }

    /** Devices with chains that the JDK has never seen, or forgotten. */
    @State(Scope.Thread)
    public static class Unseen {
        /** More than the JDK remembers, in all chains together. */
        private static final int CERTIFICATES = 800;

        private CertificateFactory parser;
        private CertPathValidator validator;
        private PKIXParameters trust;
        private Newcomers newcomers;

        @Setup
        public void prepare(ChainValidationBenchmark wanted) throws Exception {
            parser = CertificateFactory.getInstance("X.509");
            validator = CertPathValidator.getInstance("PKIX");
            SampleChains authority = wanted.authority();
            newcomers = new Newcomers(authority, CERTIFICATES / wanted.chain + 1);
            trust = anchored(authority.root());
            PublicKey leaf = authority.issue().leaf().getPublicKey(); // all of them have this one
            if (!validate().equals(leaf)) {
                throw new IllegalStateException("pkix: not the leaf's key (expected: " + leaf + ")");
            }
            refusesOthers(wanted.authority()); // same names, other keys
        }

        private static PKIXParameters anchored(X509Certificate root) throws GeneralSecurityException {
            PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            trust.setRevocationEnabled(false);
            return trust;
        }

        private void refusesOthers(SampleChains strange) throws GeneralSecurityException {
            PKIXParameters before = trust;
            trust = anchored(strange.root());
            try {
                validate();
            } catch (CertPathValidatorException expected) {
                trust = before;
                return;
            }
            throw new IllegalStateException("pkix: valid under another authority's key (expected: refused)");
        }

        PublicKey validate() throws GeneralSecurityException {
            List<X509Certificate> certificates = new ArrayList<>();
            for (byte[] der : newcomers.following()) {
                certificates.add((X509Certificate) parser.generateCertificate(new ByteArrayInputStream(der)));
            }
            var result = validator.validate(parser.generateCertPath(certificates), trust);
            return ((PKIXCertPathValidatorResult) result).getPublicKey();
        }
    }
}
