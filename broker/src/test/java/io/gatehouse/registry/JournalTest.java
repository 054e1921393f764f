package io.gatehouse.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.registry.RegistryChange.PoliciesChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What happens when a change is on disk and memory cannot take it: a defect, and maybe a revocation. */
final class JournalTest {
    private final MemoryKeyValue store = new MemoryKeyValue();
    private final List<String> lockedOut = new ArrayList<>();
    private final List<RegistryChange> told = new ArrayList<>();
    private final Journal journal =
            new Journal(store, lockedOut::addAll, commits -> CommitEvents.before(new Index(), commits));

    private RegistryResult<String> write(String key, Runnable apply) {
        return journal.write(() -> new Plan.Commit<>(
                List.of(new Change.Create(Keys.thing(key), new byte[1])),
                apply,
                List.of(new PoliciesChanged(Set.of("certificate"))),
                false,
                key));
    }

    private static void fail() {
        throw new IllegalStateException("a defect of this test");
    }

    @Test
    void those_concerned_by_a_change_that_memory_did_not_take_are_locked_out_and_everybody_is_told() {
        journal.addListener(told::add);
        long epoch = journal.epoch();

        RegistryResult<String> result;
        try (var _ = ExpectedErrors.expect("could not be taken into memory")) {
            result = write("lamp", JournalTest::fail);
        }

        assertThat(result.sentence()).contains("on disk and not in memory", "restart the broker");
        assertThat(lockedOut).containsExactly("certificate");
        assertThat(journal.epoch()).isEqualTo(epoch + 1);
        assertThat(told).hasSize(1);
    }

    @Test
    void a_change_is_late_from_the_moment_it_is_on_disk() {
        List<String> course = new ArrayList<>();
        journal.addListener(new RegistryListener() {
            @Override
            public void stored() {
                course.add("on disk");
            }

            @Override
            public void changed(RegistryChange change) {
                course.add("told");
            }
        });

        write("lamp", () -> course.add("in memory"));

        assertThat(course).containsExactly("on disk", "in memory", "told");
    }

    @Test
    void a_certificate_that_is_locked_out_is_unknown_to_the_gate() {
        Index index = new Index();
        index.put(certificate("concerned"));
        index.put(certificate("another"));

        index.lockOut(Set.of("concerned", "never registered"));

        assertThat(index.principal("concerned")).isNull();
        assertThat(index.certificate("concerned")).isNull();
        assertThat(index.principal("another")).isNotNull();
    }

    private static Certificate certificate(String id) {
        return new Certificate(
                id,
                new Der(new byte[1]),
                CertificateStatus.ACTIVE,
                Instant.EPOCH,
                Instant.ofEpochSecond(253_402_300_799L), // as far as certificates know
                "CN=" + id,
                "CN=" + id,
                "1",
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                CertificateMode.DEFAULT);
    }

    @Test
    void nothing_is_written_from_a_memory_that_is_not_what_is_on_disk() {
        try (var _ = ExpectedErrors.expect("could not be taken into memory")) {
            write("lamp", JournalTest::fail);
        }
        int commits = store.commits();

        assertThat(write("door", () -> {})).isInstanceOf(RegistryResult.StoreFailed.class);

        assertThat(store.commits()).isEqualTo(commits);
    }
}
