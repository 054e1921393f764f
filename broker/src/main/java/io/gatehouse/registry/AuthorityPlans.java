package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to registered CAs, as AWS's API asks for them and answers. Under the writer's lock. */
final class AuthorityPlans {
    private final Index index;
    private final CaPlans cas;
    private final RegistrationCode code;
    private final PolicyScope scope;
    private final InstantSource clock;

    AuthorityPlans(Index index, CaPlans cas, RegistrationCode code, PolicyScope scope, InstantSource clock) {
        this.index = index;
        this.cas = cas;
        this.code = code;
        this.scope = scope;
        this.clock = clock;
    }

    /** @param verification null where none was given */
    Plan<ResourceResult<CaCertificate>> register(CaRegistration wanted, Reading ca, @Nullable Reading verification) {
        return ca instanceof Reading.Read && wanted.mode() == CertificateMode.DEFAULT && verification == null
                ? ResourceResult.answer(new ResourceResult.InvalidRequest<>(
                        "verificationCertificate: none (expected: a certificate of the CA"
                                + " whose common name is the registration code, or SNI_ONLY)"))
                : registerBelieved(wanted, ca, verification);
    }

    /** The same, and in the mode DEFAULT the verification may be null as well. */
    Plan<ResourceResult<CaCertificate>> registerBelieved(
            CaRegistration wanted, Reading ca, @Nullable Reading verification) {
        if (!(ca instanceof Reading.Read read)) {
            return ResourceResult.answer(
                    new ResourceResult.CertificateValidation<>(((Reading.Unreadable) ca).problem()));
        }
        ResourceResult<CaCertificate> refused = refusal(wanted, read, verification);
        if (refused != null) {
            return ResourceResult.answer(refused);
        }
        CaCertificate registered = CaPlans.of(
                read, wanted.status(), wanted.mode(), wanted.autoRegistration(), wanted.config(), Registry.now(clock));
        return commit(new Change.Create(Keys.ca(registered.id()), StoredForm.of(registered)), registered);
    }

    private @Nullable ResourceResult<CaCertificate> refusal(
            CaRegistration wanted, Reading.Read ca, @Nullable Reading verification) {
        if (wanted.mode() == CertificateMode.SNI_ONLY && verification != null) {
            return new ResourceResult.InvalidRequest<>(
                    "verificationCertificate: there (expected: none, with SNI_ONLY)");
        }
        Instant now = Registry.now(clock);
        String problem = CertificateChecks.ca(ca.certificate(), now);
        if (problem == null && verification != null) {
            problem = verificationProblem(ca, verification, now);
        }
        if (problem != null) {
            return new ResourceResult.CertificateValidation<>(problem);
        }
        if (verification instanceof Reading.Read read && !code.isIn(read.certificate())) {
            return new ResourceResult.RegistrationCodeValidation<>(
                    "verificationCertificate: its subject does not have the"
                            + " registration code as its one common name (expected: what GetRegistrationCode answers)");
        }
        String id = ca.der().id();
        if (index.ca(id) != null) {
            return new ResourceResult.ResourceAlreadyExists<>(Kind.CA, id, scope.arn("cacert/" + id));
        }
        if (index.certificate(id) != null) {
            return new ResourceResult.CertificateValidation<>("certificate: " + id
                    + " is registered for a device (expected: one or the other; delete that first)");
        }
        String tooMany = cas.tooMany(ca.certificate());
        return tooMany == null
                ? configRefusal(wanted.config())
                : new ResourceResult.LimitExceeded<>(tooMany, CaPlans.ONE_FEWER);
    }

    /** @return what is wrong with the verification certificate but its name, or null */
    private static @Nullable String verificationProblem(Reading.Read ca, Reading verification, Instant now) {
        return switch (verification) {
            case Reading.Unreadable(var problem) -> "verification " + problem;
            case Reading.Read(var x509, var _) -> {
                String problem = CertificateChecks.device(x509, now);
                if (problem != null) {
                    yield "verification " + problem;
                }
                if (x509.getNotBefore().toInstant().isAfter(now)) {
                    yield "verification certificate notBefore: "
                            + x509.getNotBefore().toInstant() + " (expected: not after " + now + ")";
                }
                yield CertificateChecks.signedBy(x509, ca.certificate())
                        ? null
                        : "verification certificate: not signed by the CA (expected: signed with the CA's own key)";
            }
        };
    }

    private @Nullable ResourceResult<CaCertificate> configRefusal(@Nullable RegistrationConfig config) {
        if (config == null) {
            return null;
        }
        String problem = config.problem();
        if (problem != null) {
            return new ResourceResult.InvalidRequest<>(problem);
        }
        String name = config.templateName();
        if (name == null) {
            return null;
        }
        ProvisioningTemplate template = index.templates().of(name);
        if (template == null) {
            return new ResourceResult.ResourceNotFound<>(Kind.PROVISIONING_TEMPLATE, name);
        }
        return template.type() == TemplateType.JITP
                ? null
                : new ResourceResult.InvalidRequest<>("registrationConfig.templateName: " + name + " has the type "
                        + template.type() + " (expected: JITP)");
    }

    Plan<ResourceResult<CaCertificate>> update(String id, CaUpdate update) {
        CaCertificate before = index.ca(id);
        if (before == null) {
            return ResourceResult.answer(new ResourceResult.ResourceNotFound<>(Kind.CA, id));
        }
        ResourceResult<CaCertificate> refused = configRefusal(update.config());
        if (refused != null) {
            return ResourceResult.answer(refused);
        }
        boolean registering = update.autoRegistration() == null ? before.autoRegistration() : update.autoRegistration();
        RegistrationConfig config = update.config() == null ? before.config() : update.config();
        CaCertificate after = before.with(
                update.status() == null ? before.status() : update.status(),
                registering && !update.removeAutoRegistration(),
                update.removeAutoRegistration() ? null : config,
                before.lastModifiedAt());
        if (after.equals(before)) {
            return ResourceResult.answer(new ResourceResult.Done<>(before));
        }
        CaCertificate changed =
                after.with(after.status(), after.autoRegistration(), after.config(), Registry.now(clock));
        return commit(new Change.Put(Keys.ca(id), StoredForm.of(changed)), changed);
    }

    private Plan<ResourceResult<CaCertificate>> commit(Change change, CaCertificate ca) {
        return new Plan.Commit<>(
                List.of(change),
                () -> index.cas().put(ca.id(), ca),
                List.of(new RegistryChange.CaChanged(ca.id())),
                false,
                new ResourceResult.Done<>(ca));
    }

    Plan<ResourceResult<CaCertificate>> delete(String id) {
        return ResourceResult.apart(cas.delete(id), ResourceResult.CertificateState::new);
    }
}
