package io.gatehouse.registry;

import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.Enrolment.Enrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Many devices at once. Each stands or falls for itself, as if it had been asked for alone, and is answered in its
 * place; what stands shares commits, because a commit that waits for the disk costs the same for one device as for two
 * hundred. Virtual threads; other writers get their turn between two commits.
 */
public final class BulkChanges {
    private final Journal journal;
    private final EnrolmentPlans enrolments;
    private final RemovalPlans removals;
    private final CertificatePlans certificates;

    BulkChanges(Journal journal, EnrolmentPlans enrolments, RemovalPlans removals, CertificatePlans certificates) {
        this.journal = journal;
        this.enrolments = enrolments;
        this.removals = removals;
        this.certificates = certificates;
    }

    /** Makes devices known. Of one that is refused nothing is written. */
    public List<RegistryResult<Enrolled>> enrol(List<Enrolment> wanted) {
        List<Supplier<BulkStep<Enrolled>>> steps = new ArrayList<>();
        for (Enrolment one : wanted) {
            Reading reading = CertificateChecks.read(one.certificate()); // before anybody waits for it
            steps.add(() -> enrolments.enrol(one, reading));
        }
        return write(steps);
    }

    /**
     * Removes things, each in one step with the certificates that are its own: those have no thing besides, and are let
     * in no more. A certificate that stands for another thing too is only detached.
     */
    public List<RegistryResult<Removal>> remove(List<String> things) {
        List<Supplier<BulkStep<Removal>>> steps = new ArrayList<>();
        things.forEach(thing -> steps.add(() -> removals.remove(thing)));
        return write(steps);
    }

    /** As {@link Registry#setCertificateStatus} for each. */
    public List<RegistryResult<Certificate>> setStatus(List<String> ids, CertificateStatus status) {
        List<Supplier<BulkStep<Certificate>>> steps = new ArrayList<>();
        ids.forEach(id ->
                steps.add(() -> new BulkStep<>(Set.of(Keys.certificate(id)), certificates.setStatus(id, status))));
        return write(steps);
    }

    private <T> List<RegistryResult<T>> write(List<Supplier<BulkStep<T>>> steps) {
        List<RegistryResult<T>> results = new ArrayList<>(steps.size());
        while (results.size() < steps.size()) {
            Batch<T> batch = new Batch<>();
            List<Supplier<BulkStep<T>>> rest = steps.subList(results.size(), steps.size());
            RegistryResult<Boolean> written = journal.write(() -> batch.fill(rest));
            List<RegistryResult<T>> known = batch.results(written);
            results.addAll(known.isEmpty() ? List.of(refused(written)) : known);
        }
        return results;
    }

    private static <T> RegistryResult<T> refused(RegistryResult<Boolean> written) {
        return written.map(done -> {
            throw new IllegalStateException("batch: done without a step (expected: at least one)");
        });
    }
}
