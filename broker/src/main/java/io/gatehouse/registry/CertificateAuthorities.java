package io.gatehouse.registry;

import io.gatehouse.registry.CertificateChecks.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registered CAs of a {@link Registry}, as AWS IoT Core's API knows them: readers on any thread, writers on virtual
 * threads, as there.
 */
public final class CertificateAuthorities {
    private final Index index;
    private final Journal journal;
    private final AuthorityPlans plans;
    private final RegistrationCode code;
    private final TagPlans tags;

    CertificateAuthorities(Index index, Journal journal, AuthorityPlans plans, RegistrationCode code, TagPlans tags) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
        this.code = code;
        this.tags = tags;
    }

    public @Nullable CaCertificate authority(String id) {
        return index.ca(id);
    }

    /**
     * Whether a certificate names a CA as its issuer whose devices may register by coming. Nothing is verified: it
     * costs a comparison for each CA, and may be asked for every stranger.
     *
     * @param issuer RFC 2253
     */
    public boolean registersAutomatically(String issuer) {
        return index.cas()
                .any(ca -> ca.autoRegistration()
                        && ca.status() == CaStatus.ACTIVE
                        && ca.subject().equals(issuer));
    }

    /**
     * A page of CAs, by id.
     *
     * @param after the last id of the page before, or null for the first page
     * @param templateName those that provision with this template; null for all
     */
    public List<CaCertificate> page(@Nullable String after, int max, boolean ascending, @Nullable String templateName) {
        List<CaCertificate> byId = index.cas().all();
        List<CaCertificate> ordered = ascending ? byId : byId.reversed();
        return ordered.stream()
                .filter(ca -> templateName == null
                        || (ca.config() != null
                                && templateName.equals(ca.config().templateName())))
                .filter(ca -> after == null
                        || (ca.id().compareTo(after) > 0) == ascending
                                && !ca.id().equals(after))
                .limit(max)
                .toList();
    }

    /** The code that a verification certificate has to have; one is made where there is none. */
    public ResourceResult<String> registrationCode() {
        return ResourceResult.of(journal.write(code::get));
    }

    /** The next one will be another. CAs that were registered with it stay. */
    public ResourceResult<String> deleteRegistrationCode() {
        return ResourceResult.of(journal.write(code::delete));
    }

    /**
     * InvalidRequest, CertificateValidation, RegistrationCodeValidation, ResourceAlreadyExists, LimitExceeded,
     * NotFound.
     */
    public ResourceResult<CaCertificate> register(CaRegistration wanted) {
        return register(wanted, Tags.NONE);
    }

    /** The same with tags. */
    public ResourceResult<CaCertificate> register(CaRegistration wanted, Tags given) {
        Reading ca = CertificateChecks.read(wanted.caCertificate());
        byte[] verification = wanted.verificationCertificate();
        Reading verifying = verification == null ? null : CertificateChecks.read(verification);
        return ResourceResult.of(journal.write(() -> tags.registration(
                registered -> tagged(registered.id()), given, plans.register(wanted, ca, verifying))));
    }

    /**
     * The same of who needs not prove that the key is theirs: whoever owns the data folder may as well write the
     * registry as one document. A verification certificate that is given is verified nevertheless.
     */
    public ResourceResult<CaCertificate> registerBelieved(CaRegistration wanted) {
        Reading ca = CertificateChecks.read(wanted.caCertificate());
        byte[] verification = wanted.verificationCertificate();
        Reading verifying = verification == null ? null : CertificateChecks.read(verification);
        return ResourceResult.of(journal.write(() -> plans.registerBelieved(wanted, ca, verifying)));
    }

    /** INACTIVE stops new certificates of that CA from being registered; those registered go on. */
    public ResourceResult<CaCertificate> update(String id, CaUpdate update) {
        return ResourceResult.of(journal.write(() -> plans.update(id, update)));
    }

    /** CertificateState while it is ACTIVE. */
    public ResourceResult<CaCertificate> delete(String id) {
        return ResourceResult.of(journal.write(() -> tags.deletion(tagged(id), plans.delete(id))));
    }

    static TaggedResource tagged(String id) {
        return new TaggedResource(Kind.CA, id);
    }
}
