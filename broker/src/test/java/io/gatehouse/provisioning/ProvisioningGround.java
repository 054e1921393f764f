package io.gatehouse.provisioning;

import static io.gatehouse.RunningBroker.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.pki.PkiException;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaRegistration;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateMode;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.ResourceResult;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open registry over a store in memory, and an authority that issues. */
class ProvisioningGround {
    @TempDir
    static Path data;

    static DevelopmentCa authority;

    final MemoryKeyValue store = new MemoryKeyValue();
    final List<RegistryChange> told = new ArrayList<>();
    Registry registry;
    DeviceIssuer issuer;

    @BeforeAll
    static void make() throws PkiException {
        authority = DevelopmentCa.openOrCreate(data);
    }

    @BeforeEach
    void open() throws StoreException {
        registry = reopen();
        registry.addListener(told::add);
        issuer = new DeviceIssuer(authority.issuingAuthority(), IssuingRules.asAws(2), Clock.SYSTEM);
    }

    Registry reopen() throws StoreException {
        return Registry.open(store, SCOPE, RegistryLimits.STRICT, InstantSource.system());
    }

    static <T> T resource(ResourceResult<T> result) {
        assertThat(result).isInstanceOf(ResourceResult.Done.class);
        return ((ResourceResult.Done<T>) result).value();
    }

    /** The authority, with leave to register whom it has certified by their coming. */
    CaCertificate registeredAuthority() throws CertificateEncodingException {
        return resource(registry.authorities()
                .register(new CaRegistration(
                        authority.chain().getFirst().getEncoded(),
                        null,
                        CaStatus.ACTIVE,
                        true,
                        null,
                        CertificateMode.SNI_ONLY)));
    }

    Certificate issued(CertificateStatus status) {
        CertificateCreation made = new DeviceCertificates(issuer, registry)
                .createCertificateFromCsr(SigningRequest.create().pem(), status);
        assertThat(made).isInstanceOf(CertificateCreation.Created.class);
        return ((CertificateCreation.Created) made).certificate();
    }
}
