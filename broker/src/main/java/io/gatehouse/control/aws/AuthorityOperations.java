package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaRegistration;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CaUpdate;
import io.gatehouse.registry.CertificateAuthorities;
import io.gatehouse.registry.CertificateMode;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.RegistrationConfig;
import io.gatehouse.registry.StableId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Authorities whose devices may be registered here. */
final class AuthorityOperations implements OperationGroup {
    private static final String CONFIG = "registrationConfig";

    private final CertificateAuthorities authorities;
    private final Arns arns;
    private final RegistryAnswers answers;

    AuthorityOperations(CertificateAuthorities authorities, Arns arns, RegistryAnswers answers) {
        this.authorities = authorities;
        this.arns = arns;
        this.answers = answers;
    }

    /** As AWS says whether devices may register by coming. */
    private enum AutoRegistration {
        ENABLE,
        DISABLE;

        static AutoRegistration of(CaCertificate authority) {
            return authority.autoRegistration() ? ENABLE : DISABLE;
        }
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.creation("RegisterCACertificate", this::register)
                .read("DescribeCACertificate", this::describe)
                .read("ListCACertificates", this::list)
                .change("UpdateCACertificate", this::subject, this::update)
                .change("DeleteCACertificate", this::subject, this::delete);
    }

    private static String id(Call call) {
        return call.certificateLabel("caCertificateId");
    }

    private Subject subject(Call call) {
        return subject(id(call));
    }

    private Subject subject(String id) {
        return new Subject(arns.authority(id), () -> {
            CaCertificate authority = authorities.authority(id);
            return authority == null ? null : description(authority);
        });
    }

    private JsonObject register(Call call) {
        Fields body = call.body();
        CertificateMode mode = body.constant("certificateMode", CertificateMode.class);
        String verification = body.text("verificationCertificate");
        CaCertificate registered = answers.done(authorities.register(
                new CaRegistration(
                        body.requiredText("caCertificate").getBytes(StandardCharsets.UTF_8),
                        verification == null || verification.isEmpty()
                                ? null
                                : verification.getBytes(StandardCharsets.UTF_8),
                        call.query().isTrue("setAsActive") ? CaStatus.ACTIVE : CaStatus.INACTIVE,
                        call.query().isTrue("allowAutoRegistration"),
                        config(body),
                        mode == null ? CertificateMode.DEFAULT : mode),
                TagFields.read(body)));
        call.made(subject(registered.id()));
        return arnAndId(registered).build();
    }

    private JsonValue.ObjectBuilder arnAndId(CaCertificate authority) {
        return JsonValue.object()
                .put("certificateArn", arns.authority(authority.id()))
                .put("certificateId", authority.id());
    }

    /** Null where nothing is said of it. A template's text is parsed here, as nothing behind this does. */
    private static @Nullable RegistrationConfig config(Fields body) {
        Fields config = body.object(CONFIG);
        if (config == null) {
            return null;
        }
        String template = config.text("templateBody");
        String problem = template == null ? null : TemplateCatalogue.problem(template);
        if (problem != null) {
            throw OperationRefused.invalid(CONFIG + "." + problem);
        }
        return new RegistrationConfig(config.text("templateName"), template, config.text("roleArn"));
    }

    private JsonObject describe(Call call) {
        String id = id(call);
        CaCertificate authority = authorities.authority(id);
        if (authority == null) {
            throw OperationRefused.notFound(Kind.CA, id);
        }
        return description(authority);
    }

    private JsonObject description(CaCertificate authority) {
        JsonValue.ObjectBuilder all = JsonValue.object()
                .put(
                        "certificateDescription",
                        arnAndId(authority)
                                .put("status", authority.status().name())
                                .put("certificatePem", authority.pem())
                                .put("ownedBy", arns.account())
                                .put("creationDate", RegistryAnswers.seconds(authority.createdAt()))
                                .put(
                                        "autoRegistrationStatus",
                                        AutoRegistration.of(authority).name())
                                .put("lastModifiedDate", RegistryAnswers.seconds(authority.lastModifiedAt()))
                                .put("generationId", StableId.of(Kind.CA, authority.id(), authority.createdAt()))
                                .put("validity", RegistryAnswers.validity(authority.notBefore(), authority.notAfter()))
                                .put("certificateMode", authority.mode().name())
                                .build());
        RegistrationConfig config = authority.config();
        if (config != null) {
            all.put(
                    CONFIG,
                    JsonValue.object()
                            .putIfPresent("templateBody", config.templateBody())
                            .putIfPresent("roleArn", config.roleArn())
                            .putIfPresent("templateName", config.templateName())
                            .build());
        }
        return all.build();
    }

    private JsonObject list(Call call) {
        String template = call.query().text("templateName");
        if (template != null) {
            NamePattern.TEMPLATE.check("templateName", template);
        }
        Listing listing = Listing.byMarker(call, template);
        return listing.of(
                "certificates",
                (after, max) -> authorities.page(after, max, listing.ascending(), template),
                CaCertificate::id,
                authority -> arnAndId(authority)
                        .put("status", authority.status().name())
                        .put("creationDate", RegistryAnswers.seconds(authority.createdAt()))
                        .build());
    }

    private JsonObject update(Call call) {
        AutoRegistration registering = call.query().constant("newAutoRegistrationStatus", AutoRegistration.class);
        answers.done(authorities.update(
                id(call),
                new CaUpdate(
                        call.query().constant("newStatus", CaStatus.class),
                        registering == null ? null : (Boolean) (registering == AutoRegistration.ENABLE),
                        config(call.body()),
                        call.body().flag("removeAutoRegistration"))));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject delete(Call call) {
        answers.done(authorities.delete(id(call)));
        return RegistryAnswers.NOTHING;
    }
}
