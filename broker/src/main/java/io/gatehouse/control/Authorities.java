package io.gatehouse.control;

import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaRegistration;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CaUpdate;
import io.gatehouse.registry.CertificateMode;
import io.gatehouse.registry.RegistrationConfig;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registered certificate authorities. Blocks until the store has it; virtual threads. */
public final class Authorities {
    private final Registry registry;

    public Authorities(Registry registry) {
        this.registry = registry;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(AuthorityApi.ADD, this::add)
                .add(AuthorityApi.REGISTER, this::register)
                .add(AuthorityApi.LIST, this::list)
                .add(AuthorityApi.DESCRIBE, this::describe)
                .add(AuthorityApi.UPDATE, this::update)
                .add(AuthorityApi.SET_STATUS, this::setStatus)
                .add(AuthorityApi.REMOVE, this::remove);
    }

    Outcome<AuthorityApi.View> add(AuthorityApi.Add request) {
        return RegistryOutcome.of(
                "the authority was not added",
                registry.registerCa(request.pem().getBytes(StandardCharsets.UTF_8), CaStatus.ACTIVE),
                Authorities::view);
    }

    private Outcome<AuthorityApi.View> register(AuthorityApi.Register request) {
        String what = "the authority was not registered";
        String problem = problem(request.config());
        if (problem != null) {
            return Outcome.refused(Refusal.Code.INVALID, what, problem, "correct the template");
        }
        String verification = request.verificationPem();
        return ResourceOutcome.of(
                what,
                registry.authorities()
                        .registerBelieved(new CaRegistration(
                                request.pem().getBytes(StandardCharsets.UTF_8),
                                verification == null ? null : verification.getBytes(StandardCharsets.UTF_8),
                                status(request.status()),
                                request.autoRegistration(),
                                config(request.config()),
                                switch (request.mode()) {
                                    case DEFAULT -> CertificateMode.DEFAULT;
                                    case SNI_ONLY -> CertificateMode.SNI_ONLY;
                                })),
                Authorities::view);
    }

    /** A template's text is parsed here, as nothing behind this does. */
    private static @Nullable String problem(AuthorityApi.@Nullable Config config) {
        String body = config == null ? null : config.templateBody();
        String problem = body == null ? null : TemplateCatalogue.problem(body);
        return problem == null ? null : "registrationConfig." + problem;
    }

    private static @Nullable RegistrationConfig config(AuthorityApi.@Nullable Config config) {
        return config == null
                ? null
                : new RegistrationConfig(config.templateName(), config.templateBody(), config.roleArn());
    }

    private static CaStatus status(AuthorityApi.Status status) {
        return switch (status) {
            case ACTIVE -> CaStatus.ACTIVE;
            case INACTIVE -> CaStatus.INACTIVE;
        };
    }

    private Outcome<AuthorityApi.Detail> describe(AuthorityApi.Id id) {
        return switch (RegistryOutcome.authority("no authority to describe", registry, id.id())) {
            case Outcome.Done<CaCertificate>(CaCertificate found) -> Outcome.done(detail(found));
            case Outcome.Refused<CaCertificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    private Outcome<AuthorityApi.View> update(AuthorityApi.Update request) {
        String what = "the authority was not changed";
        String problem = problem(request.config());
        return problem != null
                ? Outcome.refused(Refusal.Code.INVALID, what, problem, "correct the template")
                : ResourceOutcome.of(
                        what,
                        registry.authorities()
                                .update(
                                        request.id(),
                                        new CaUpdate(
                                                request.status() == null ? null : status(request.status()),
                                                request.autoRegistration(),
                                                config(request.config()),
                                                request.removeConfig())),
                        Authorities::view);
    }

    Outcome<AuthorityApi.Listing> list(Page page) {
        List<CaCertificate> found = registry.cas().stream()
                .filter(ca -> page.has(ca.id()))
                .sorted(Comparator.comparing(CaCertificate::id))
                .limit(page.max() + 1L)
                .toList();
        Page.Cut<CaCertificate> cut = page.cut(found, CaCertificate::id);
        return Outcome.done(new AuthorityApi.Listing(
                cut.items().stream().map(Authorities::view).toList(), cut.next()));
    }

    Outcome<AuthorityApi.View> setStatus(AuthorityApi.SetStatus request) {
        String what = "the authority's status was not changed";
        CaStatus status = status(request.status());
        return switch (RegistryOutcome.authority(what, registry, request.id())) {
            case Outcome.Done<CaCertificate>(CaCertificate found) ->
                RegistryOutcome.of(what, registry.setCaStatus(found.id(), status), Authorities::view);
            case Outcome.Refused<CaCertificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    Outcome<AuthorityApi.View> remove(AuthorityApi.Id id) {
        String what = "the authority was not removed";
        return switch (RegistryOutcome.authority(what, registry, id.id())) {
            case Outcome.Done<CaCertificate>(CaCertificate found) -> remove(what, found);
            case Outcome.Refused<CaCertificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    // The registry deletes no active authority, so that two steps are needed to do it by mistake; here the operator
    // named
    // it and said so. Interrupted in between, it is inactive, which is the safe half.
    private Outcome<AuthorityApi.View> remove(String what, CaCertificate authority) {
        if (authority.status() == CaStatus.ACTIVE
                && !(registry.setCaStatus(authority.id(), CaStatus.INACTIVE) instanceof RegistryResult.Done<?>)) {
            return Outcome.refused(
                    Refusal.Code.FAILED,
                    what,
                    "it could not be set INACTIVE",
                    "ask again; the broker's log knows more");
        }
        return RegistryOutcome.of(what, registry.deleteCa(authority.id()), Authorities::view);
    }

    private static AuthorityApi.Detail detail(CaCertificate authority) {
        RegistrationConfig config = authority.config();
        return new AuthorityApi.Detail(
                authority.id(),
                switch (authority.status()) {
                    case ACTIVE -> AuthorityApi.Status.ACTIVE;
                    case INACTIVE -> AuthorityApi.Status.INACTIVE;
                },
                authority.subject(),
                authority.notAfter(),
                authority.createdAt(),
                switch (authority.mode()) {
                    case DEFAULT -> AuthorityApi.Mode.DEFAULT;
                    case SNI_ONLY -> AuthorityApi.Mode.SNI_ONLY;
                },
                authority.autoRegistration(),
                config == null
                        ? null
                        : new AuthorityApi.Config(config.templateName(), config.templateBody(), config.roleArn()),
                authority.pem());
    }

    private static AuthorityApi.View view(CaCertificate authority) {
        return new AuthorityApi.View(
                authority.id(),
                authority.status().name(),
                authority.subject(),
                authority.notAfter(),
                authority.createdAt());
    }
}
