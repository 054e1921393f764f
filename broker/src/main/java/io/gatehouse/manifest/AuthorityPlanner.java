package io.gatehouse.manifest;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.TagApi;
import io.gatehouse.manifest.Planner.Impossible;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds one certificate authority against what a broker has. Any thread. */
final class AuthorityPlanner {
    private final Live live;
    private final TagPlanner tags;
    private final Wishes wishes;

    AuthorityPlanner(Live live, TagPlanner tags, Wishes wishes) {
        this.live = live;
        this.tags = tags;
        this.wishes = wishes;
    }

    /** The name of the template that it names; nothing where it names none. */
    List<String> template(Resource.Authority wanted) {
        AuthorityApi.Config config =
                wanted.config() == null ? null : wanted.config().one();
        return config == null || config.templateName() == null ? List.of() : List.of(config.templateName());
    }

    Change plan(Declaration declaration, Resource.Authority wanted) throws Impossible {
        String pem = wanted.pem();
        if (pem != null && !wanted.name().equals(CertificateId.of(pem))) {
            throw new Impossible(
                    "certificatePem: of another certificate, or of none (expected: that of " + wanted.name() + ")");
        }
        AuthorityApi.Detail now = live.authority(wanted.name());
        return now == null ? added(declaration, wanted) : changed(declaration, wanted, now);
    }

    /** One that is inactive is made last: certificates it signed could not be registered behind it. */
    private Change added(Declaration declaration, Resource.Authority wanted) throws Impossible {
        String pem = wanted.pem();
        if (pem == null) {
            throw new Impossible("certificatePem: missing (expected: PEM; the authority is not registered yet)");
        }
        boolean active = wanted.status() == AuthorityApi.Status.ACTIVE;
        Change.Draft draft = new Change.Draft()
                .step(
                        AuthorityApi.REGISTER,
                        new AuthorityApi.Register(
                                pem,
                                wanted.verification(),
                                wanted.mode() == null ? AuthorityApi.Mode.DEFAULT : wanted.mode(),
                                active ? AuthorityApi.Status.ACTIVE : AuthorityApi.Status.INACTIVE,
                                Boolean.TRUE.equals(wanted.autoRegistration()),
                                wanted.config() == null ? null : wanted.config().one()));
        tags.plan(draft, TagApi.Noun.CA_CERTIFICATE, wanted.name(), wanted.tags(), false);
        return (active ? draft : draft.last()).added(declaration);
    }

    private Change changed(Declaration declaration, Resource.Authority wanted, AuthorityApi.Detail now)
            throws Impossible {
        if (wanted.mode() != null && wanted.mode() != now.mode()) {
            throw Impossible.fixed("certificateMode", now.mode().name());
        }
        Change.Draft draft = new Change.Draft();
        AuthorityApi.Status status = wanted.status() == now.status() ? null : wanted.status();
        if (status == AuthorityApi.Status.ACTIVE && !wishes.reactivates()) {
            throw new Impossible("status: ACTIVE, and it is INACTIVE (expected: that; or let its devices be registered"
                    + " again with --reactivate-certificates)");
        }
        registration(draft, wanted, now, status == AuthorityApi.Status.ACTIVE ? status : null);
        tags.plan(draft, TagApi.Noun.CA_CERTIFICATE, wanted.name(), wanted.tags(), true);
        if (status != null) {
            draft.detail("status " + now.status() + " -> " + status);
        }
        if (status == AuthorityApi.Status.INACTIVE) { // last, as above
            draft.lastStep(AuthorityApi.UPDATE, new AuthorityApi.Update(wanted.name(), status, null, null, false));
        }
        return draft.changed(declaration);
    }

    /** @param status that it gets in the same step */
    private static void registration(
            Change.Draft draft,
            Resource.Authority wanted,
            AuthorityApi.Detail now,
            AuthorityApi.@Nullable Status status) {
        AuthorityApi.Config config =
                wanted.config() == null ? now.config() : wanted.config().one();
        boolean otherConfig = !same(config, now.config());
        boolean without = otherConfig && config == null;
        boolean coming = wanted.autoRegistration() == null ? now.autoRegistration() : wanted.autoRegistration();
        boolean otherComing = coming != now.autoRegistration();
        if (otherConfig) {
            draft.detail("registrationConfig");
        }
        if (otherComing) {
            draft.detail("autoRegistrationStatus " + word(now.autoRegistration()) + " -> " + word(coming));
        }
        if (otherConfig || otherComing || status != null) {
            draft.step(
                    AuthorityApi.UPDATE,
                    new AuthorityApi.Update(
                            wanted.name(),
                            status,
                            otherComing && !without ? coming : null,
                            otherConfig ? config : null,
                            without));
        }
        if (without && coming) { // what takes the configuration away switches it off as well
            draft.step(AuthorityApi.UPDATE, new AuthorityApi.Update(wanted.name(), null, true, null, false));
        }
    }

    private static String word(boolean autoRegistration) {
        return autoRegistration ? "ENABLE" : "DISABLE";
    }

    private static boolean same(AuthorityApi.@Nullable Config wanted, AuthorityApi.@Nullable Config now) {
        if (wanted == null || now == null) {
            return wanted == now;
        }
        String body = wanted.templateBody();
        String other = now.templateBody();
        return Objects.equals(wanted.templateName(), now.templateName())
                && Objects.equals(wanted.roleArn(), now.roleArn())
                && (body == null || other == null ? Objects.equals(body, other) : Documents.same(body, other));
    }
}
