package io.gatehouse.registry;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.ThingRegistrationPlans.Claim;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who exists, and what is bound to whom. Readers on any thread, without a lock; writers on virtual threads, one commit
 * at a time, returning when the change is on disk.
 *
 * <h2>Model</h2>
 *
 * The store holds one record for every thing, certificate, CA, policy, version of a policy, type, group and attachment.
 * The memory holds all of them again, arranged for the one question that is asked all day: what is bound to this
 * certificate? The answer is one immutable {@link Principal} behind one look-up.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>What a reader sees is on disk. What a writer returned {@link RegistryResult.Done} for survives {@code kill -9}
 *       and, with fsync {@code always}, a power failure.
 *   <li>A change of several records is one commit: after a crash all of it is there, or nothing.
 *   <li>{@link #epoch} moves after the memory and before the listeners. Take the epoch, then decide; a decision kept
 *       under that epoch is never older than the epoch says.
 *   <li>Listeners hear of changes in their order.
 *   <li>A record that cannot be read stops the start.
 * </ul>
 *
 * <h2>Rejected</h2>
 *
 * A cache over the store: a miss would be a disk read on a loop, and an unknown certificate is always a miss. One
 * immutable snapshot of everything: the JDK has no persistent maps, and copying a million entries for each change is
 * not one. Commits that overlap: the later one would have to be planned against changes that may yet fail. Writers that
 * wait share a commit instead, where neither rests on what the other changes: see {@link Journal}.
 */
public final class Registry implements AutoCloseable {
    private final Index index;
    private final Journal journal;
    private final ThingPlans things;
    private final CertificatePlans certificates;
    private final CaPlans cas;
    private final PolicyPlans policies;
    private final AttachmentPlans attachments;
    private final ProvisioningPlans provisioning;
    private final PolicyVersions policyVersions;
    private final ThingTypes thingTypes;
    private final ThingGroups thingGroups;
    private final RegistryDocuments documents;
    private final BulkChanges bulk;
    private final CertificateRegistrations registrations;
    private final CertificateAuthorities authorities;
    private final ProvisioningTemplates templates;
    private final ThingRegistrationPlans thingRegistrations;
    private final EventConfigurations eventConfigurations;
    private final BillingGroups billingGroups;
    private final TagPlans tagPlans;
    private final ResourceTags tags;

    private Registry(Index index, KeyValue store, PolicyScope scope, RegistryLimits limits, InstantSource clock) {
        this.index = index;
        this.journal = new Journal(store, index::lockOut, commits -> CommitEvents.before(index, commits));
        this.tagPlans = new TagPlans(index);
        this.tags = new ResourceTags(index, journal, tagPlans);
        this.billingGroups = new BillingGroups(index, journal, new BillingGroupPlans(index, clock), tagPlans);
        ThingTypePlans types = new ThingTypePlans(index, clock);
        this.things = new ThingPlans(index, types, limits, clock);
        this.cas = new CaPlans(index, limits, clock);
        this.certificates = new CertificatePlans(index, cas, clock);
        this.policies = new PolicyPlans(index, scope, limits, clock);
        this.attachments = new AttachmentPlans(index, limits);
        this.provisioning = new ProvisioningPlans(index, things, certificates, policies);
        this.policyVersions = new PolicyVersions(journal, policies);
        this.thingTypes = new ThingTypes(index, journal, types, tagPlans);
        Membership membership = new Membership(index, limits.groups());
        this.thingGroups = new ThingGroups(
                index,
                journal,
                new GroupPlans(index, limits.groups(), clock),
                new DynamicGroupPlans(index, limits.groups(), clock),
                membership,
                tagPlans);
        this.documents = new RegistryDocuments(index, journal, new ImportPlans(index, scope, limits, clock));
        this.bulk = new BulkChanges(
                journal,
                new EnrolmentPlans(index, things, certificates, attachments),
                new RemovalPlans(index),
                certificates);
        CertificateRegistrationPlans registering =
                new CertificateRegistrationPlans(index, certificates, cas, scope, clock);
        this.registrations = new CertificateRegistrations(journal, registering);
        RegistrationCode code = new RegistrationCode(index);
        this.authorities = new CertificateAuthorities(
                index, journal, new AuthorityPlans(index, cas, code, scope, clock), code, tagPlans);
        this.templates = new ProvisioningTemplates(index, journal, new TemplatePlans(index, scope, clock), tagPlans);
        this.thingRegistrations =
                new ThingRegistrationPlans(index, things, registering, policies, membership, limits, clock);
        this.eventConfigurations = new EventConfigurations(index, journal, clock);
    }

    /**
     * Reads everything into memory.
     *
     * @param store stays open as long as the registry; the registry does not close it
     * @throws StoreException a record cannot be read: the broker must not start
     */
    public static Registry open(KeyValue store, PolicyScope scope, RegistryLimits limits, InstantSource clock)
            throws StoreException {
        return new Registry(Loader.load(store, scope), store, scope, limits, clock);
    }

    /** The store keeps milliseconds, so nothing else is ever shown. */
    static Instant now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    // ---- Readers: any thread, no lock. Null and empty mean that there is no such thing, never an error.

    /** A certificate with all that is bound to it, as of one moment. */
    public @Nullable Principal principal(String certificateId) {
        return index.principal(certificateId);
    }

    public @Nullable Certificate certificate(String id) {
        return index.certificate(id);
    }

    public @Nullable Thing thing(String name) {
        return index.thing(name);
    }

    public @Nullable Policy policy(String name) {
        return index.policy(name);
    }

    public @Nullable CaCertificate ca(String id) {
        return index.ca(id);
    }

    /** Things attached to a certificate, by name. */
    public List<Thing> thingsOf(String certificateId) {
        Principal principal = index.principal(certificateId);
        return principal == null
                ? List.of()
                : principal.things().stream().map(BoundThing::thing).toList();
    }

    /** Whether that certificate is attached to that thing, whatever the certificate's status. */
    public boolean isAttached(String certificateId, String thingName) {
        Principal principal = index.principal(certificateId);
        return principal != null && principal.thing(thingName) != null;
    }

    /** Policies attached to a certificate, by name; the same list until something changes. */
    public List<CompiledPolicy> policiesOf(String certificateId) {
        Principal principal = index.principal(certificateId);
        return principal == null ? List.of() : principal.policies();
    }

    /**
     * A page of at most {@code max} things whose names begin with {@code prefix}, by name.
     *
     * @param after the last name of the page before, or null for the first page
     */
    public List<Thing> things(String prefix, @Nullable String after, int max) {
        return index.things().page(prefix, after, max);
    }

    /**
     * Shows things whose names begin with {@code prefix}, by name, until {@code goesOn} says false. Nothing is copied
     * and nobody waits, so a million may be looked at; of what is changed meanwhile some is seen.
     *
     * @param after name behind which it begins, or null for the first
     */
    public void eachThing(String prefix, @Nullable String after, Predicate<Thing> goesOn) {
        index.things().each(prefix, after, goesOn);
    }

    /** A page of certificates, by id, as {@link #things}. */
    public List<Certificate> certificates(String prefix, @Nullable String after, int max) {
        return index.principals().page(prefix, after, max);
    }

    /** A page of policies, by name, as {@link #things}. */
    public List<Policy> policies(String prefix, @Nullable String after, int max) {
        return index.policies().page(prefix, after, max);
    }

    /** A page of certificates in the opposite order, before the id {@code before} or from the last one for null. */
    public List<Certificate> certificatesBackwards(@Nullable String before, int max) {
        return index.principals().pageBackwards(before, max);
    }

    /** A page of policies in the opposite order, as {@link #certificatesBackwards}. */
    public List<Policy> policiesBackwards(@Nullable String before, int max) {
        return index.policies().pageBackwards(before, max);
    }

    /** All registered CAs, by id. */
    public List<CaCertificate> cas() {
        return index.cas().all();
    }

    /** A page of ids of the certificates a thing is attached to. */
    public List<String> certificatesOfThing(String thingName, @Nullable String after, int max) {
        return index.certificatesOfThing().of(thingName, after == null ? "" : after, max);
    }

    /** Ids of all certificates for which a policy may count: its own, and those of things in or under its groups. */
    public Set<String> certificatesConcernedByPolicy(String policyName) {
        return index.concernedByPolicy(policyName);
    }

    /** A page of ids of the certificates a policy is attached to. */
    public List<String> certificatesOfPolicy(String policyName, @Nullable String after, int max) {
        return index.certificatesOfPolicy().of(policyName, after == null ? "" : after, max);
    }

    /**
     * Moves with every change after which some certificate may do other things than before; starts above 0. Whoever
     * finds it moved may still keep what it derived from a {@link #principal} that is the same object as before.
     */
    public long epoch() {
        return journal.epoch();
    }

    public void addListener(RegistryListener listener) {
        journal.addListener(listener);
    }

    /** Deprecated types included. */
    public ThingTypes thingTypes() {
        return thingTypes;
    }

    public ThingGroups thingGroups() {
        return thingGroups;
    }

    public PolicyVersions policyVersions() {
        return policyVersions;
    }

    /** The whole registry as one text. */
    public RegistryDocuments documents() {
        return documents;
    }

    /** Device certificates, as AWS's API changes them. */
    public CertificateRegistrations registrations() {
        return registrations;
    }

    /** CAs, as AWS's API changes them. */
    public CertificateAuthorities authorities() {
        return authorities;
    }

    public ProvisioningTemplates templates() {
        return templates;
    }

    /** Which changes are told as events. */
    public EventConfigurations eventConfigurations() {
        return eventConfigurations;
    }

    public BillingGroups billingGroups() {
        return billingGroups;
    }

    /** Of types, groups of both kinds, policies, CAs and templates. */
    public ResourceTags tags() {
        return tags;
    }

    /** Many devices at once. */
    public BulkChanges bulk() {
        return bulk;
    }

    // ---- Writers: virtual threads. They block until the change is on disk, and never for anything else but the disk.

    /** Done as well when the very same thing exists. */
    public RegistryResult<Thing> createThing(String name, @Nullable String typeName, Map<String, String> attributes) {
        return createThing(name, typeName, attributes, null);
    }

    /** @param billingGroup that it shall be in; null says nothing of it */
    public RegistryResult<Thing> createThing(
            String name, @Nullable String typeName, Map<String, String> attributes, @Nullable String billingGroup) {
        return journal.write(Footprint.ofThing(name), () -> things.create(name, typeName, attributes, billingGroup));
    }

    /**
     * Replaces type and attributes. A type that it has not yet must exist and not be deprecated.
     *
     * @param expectedVersion the version the caller has seen, or 0 for any
     */
    public RegistryResult<Thing> updateThing(
            String name, @Nullable String typeName, Map<String, String> attributes, long expectedVersion) {
        return journal.write(Footprint.ofThing(name), () -> things.update(name, typeName, attributes, expectedVersion));
    }

    /** What the update does not name stays, whoever changes it meanwhile. */
    public RegistryResult<Thing> updateThing(String name, ThingUpdate update) {
        return journal.write(Footprint.ofThing(name), () -> things.update(name, update));
    }

    /** Refused while it is attached. It leaves its groups. */
    public RegistryResult<Thing> deleteThing(String name) {
        return deleteThing(name, 0);
    }

    /** @param expectedVersion the version the caller has seen, or 0 for any */
    public RegistryResult<Thing> deleteThing(String name, long expectedVersion) {
        return journal.write(Footprint.ofThing(name), () -> things.delete(name, expectedVersion));
    }

    public RegistryResult<Certificate> registerCertificate(X509Certificate certificate, CertificateStatus status) {
        return register(CertificateChecks.read(certificate), status);
    }

    /**
     * Makes a certificate known. It needs no registered CA; when one signed it, that one must be ACTIVE.
     *
     * @param certificate DER, or PEM, of which the first certificate counts
     * @param status anything but PENDING_TRANSFER
     */
    public RegistryResult<Certificate> registerCertificate(byte[] certificate, CertificateStatus status) {
        return register(CertificateChecks.read(certificate), status);
    }

    private RegistryResult<Certificate> register(Reading reading, CertificateStatus status) {
        return journal.write(Footprint.of(reading), () -> certificates.register(reading, status));
    }

    /** See {@link CertificateStatus} for what may follow what. Done as well when it has that status. */
    public RegistryResult<Certificate> setCertificateStatus(String id, CertificateStatus status) {
        return journal.write(Footprint.ofCertificate(id), () -> certificates.setStatus(id, status));
    }

    /** Refused while it is ACTIVE, or while something is attached to it. */
    public RegistryResult<Certificate> deleteCertificate(String id) {
        return deleteCertificate(id, false);
    }

    /** @param withPolicies whether its policies are detached in the same commit; its things never are */
    public RegistryResult<Certificate> deleteCertificate(String id, boolean withPolicies) {
        return journal.write(Footprint.ofCertificate(id), () -> certificates.delete(id, withPolicies));
    }

    /**
     * Makes a CA known. It lets nobody in by itself.
     *
     * @param certificate DER, or PEM, of which the first certificate counts
     */
    public RegistryResult<CaCertificate> registerCa(byte[] certificate, CaStatus status) {
        Reading reading = CertificateChecks.read(certificate);
        return journal.write(() -> cas.register(reading, status));
    }

    /** INACTIVE stops new certificates of that CA from being registered; those registered go on. */
    public RegistryResult<CaCertificate> setCaStatus(String id, CaStatus status) {
        return journal.write(() -> cas.setStatus(id, status));
    }

    /** Refused while it is ACTIVE. */
    public RegistryResult<CaCertificate> deleteCa(String id) {
        return journal.write(() -> tagPlans.deletion(CertificateAuthorities.tagged(id), cas.delete(id)));
    }

    /**
     * Creates a policy, or gives it a new version that is in force at once; the document in force again changes
     * nothing. {@link #policyVersions} has the finer steps.
     */
    public RegistryResult<Policy> putPolicy(String name, String json) {
        return journal.write(() -> policies.put(name, json));
    }

    /** Done as well when it exists with that very document in force; refused when it has another one. */
    public RegistryResult<Policy> createPolicy(String name, String json) {
        return createPolicy(name, json, Tags.NONE);
    }

    /** Where it exists with that document, it has to have these tags too, unless there are none. */
    public RegistryResult<Policy> createPolicy(String name, String json, Tags wanted) {
        return journal.write(() -> tagPlans.creation(taggedPolicy(name), wanted, policies.create(name, json)));
    }

    /** Refused while it is attached, or has versions that are not in force. */
    public RegistryResult<Policy> deletePolicy(String name) {
        return journal.write(() -> tagPlans.deletion(taggedPolicy(name), policies.delete(name)));
    }

    private static TaggedResource taggedPolicy(String name) {
        return new TaggedResource(Kind.POLICY, name);
    }

    /** Done as well when it is attached already. */
    public RegistryResult<Attachment> attachPolicy(String policyName, String certificateId) {
        return journal.write(
                Footprint.ofCertificate(certificateId), () -> attachments.attachPolicy(policyName, certificateId));
    }

    public RegistryResult<Attachment> detachPolicy(String policyName, String certificateId) {
        return journal.write(
                Footprint.ofCertificate(certificateId), () -> attachments.detachPolicy(policyName, certificateId));
    }

    /** Beside other things of the certificate. */
    public RegistryResult<Attachment> attachThing(String thingName, String certificateId) {
        return attachThing(thingName, certificateId, ThingPrincipalType.NON_EXCLUSIVE_THING);
    }

    /**
     * Done as well when it is attached so already; attached in the other way, it changes to this one, in one step.
     * Refused where the certificate has another thing and one of the two is exclusive.
     */
    public RegistryResult<Attachment> attachThing(String thingName, String certificateId, ThingPrincipalType type) {
        return journal.write(
                Footprint.ofCertificate(certificateId).andThing(thingName),
                () -> attachments.attachThing(thingName, certificateId, type));
    }

    public RegistryResult<Attachment> detachThing(String thingName, String certificateId) {
        return journal.write(
                Footprint.ofCertificate(certificateId).andThing(thingName),
                () -> attachments.detachThing(thingName, certificateId));
    }

    /** A thing, its certificate, its policy and both attachments: all in one commit, or nothing. */
    public RegistryResult<Provisioning.Provisioned> provision(Provisioning wanted) {
        Reading reading = CertificateChecks.read(wanted.certificate());
        return journal.write(
                Footprint.of(reading).andThing(wanted.thingName()), () -> provisioning.provision(wanted, reading));
    }

    /**
     * What a provisioning template wants of one device: in one commit, or nothing. Asked again for the same
     * certificate, it is done already.
     */
    public ResourceResult<ThingRegistration.Registered> registerThing(ThingRegistration wanted) {
        Claim claim = Claim.of(wanted.certificate().source());
        ThingRegistration.WantedThing thing = wanted.thing();
        Supplier<Plan<ResourceResult<ThingRegistration.Registered>>> planner =
                () -> thingRegistrations.register(wanted, claim);
        if (thing != null && thing.groups() != null) { // whether a group is full is what others may be changing
            return ResourceResult.of(journal.write(planner));
        }
        Footprint certificate = Footprint.of(claim);
        return ResourceResult.of(
                journal.write(thing == null ? certificate : certificate.andThing(thing.name()), planner));
    }

    /** Writers that may share a commit and have no answer yet. */
    int waitingWriters() {
        return journal.waitingWriters();
    }

    /** Waits for the writer at work; later ones throw {@link IllegalStateException}. Readers go on. */
    @Override
    public void close() {
        journal.close();
    }
}
