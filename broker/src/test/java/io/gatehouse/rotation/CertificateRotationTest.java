package io.gatehouse.rotation;

import static io.gatehouse.RunningBroker.SCOPE;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.audit.Audit;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lamp with an old certificate and a new one. */
final class CertificateRotationTest {
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final MovedClock clock = new MovedClock();
    private final Set<String> connected = new HashSet<>();
    private final AtomicInteger counted = new AtomicInteger();
    private Registry registry;
    private Audit audit;
    private CertificateUses uses;
    private CertificateRotation rotation;
    private String older;
    private String newer;

    @BeforeEach
    void make() throws Exception {
        InstantSource instants = () -> Instant.ofEpochMilli(clock.wallMillis());
        registry = Registry.open(new MemoryKeyValue(), SCOPE, RegistryLimits.STRICT, instants);
        audit = Audit.open(folder, instants);
        uses = CertificateUses.of(registry, clock);
        rotation = rotation(uses);
        done(registry.createThing("lamp", null, Map.of()));
        older = certificate();
        clock.move(Duration.ofDays(300));
        newer = certificate();
    }

    @AfterEach
    void close() throws Exception {
        registry.close();
        audit.close();
    }

    private CertificateRotation rotation(CertificateUses from) {
        return new CertificateRotation(
                registry, from, () -> Set.copyOf(connected), audit, PATIENCE, counted::incrementAndGet, clock);
    }

    /** An active one of the lamp. */
    private String certificate() throws Exception {
        String id = done(registry.registerCertificate(
                        RunningBroker.stranger("lamp").issued().leaf(), CertificateStatus.ACTIVE))
                .id();
        done(registry.attachThing("lamp", id));
        return id;
    }

    private void after(Duration time) {
        clock.move(time);
        rotation.look();
    }

    private CertificateStatus status(String id) {
        return Objects.requireNonNull(registry.certificate(id)).status();
    }

    private void nothingHappened() {
        assertThat(status(older)).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(status(newer)).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(counted).hasValue(0);
        assertThat(audit.entries()).isZero();
    }

    @Test
    void the_older_one_ends_when_the_newer_one_has_been_used_for_long_enough_and_it_has_not() {
        uses.used(older);
        uses.used(newer);

        after(PATIENCE);

        assertThat(status(older)).isEqualTo(CertificateStatus.INACTIVE);
        assertThat(status(newer)).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(counted).hasValue(1);
        assertThat(audit.entries()).isEqualTo(1);
    }

    @Test
    void one_that_was_not_used_since_the_start_ends_too() {
        uses.used(newer);

        after(PATIENCE);

        assertThat(status(older)).isEqualTo(CertificateStatus.INACTIVE);
    }

    @Test
    void not_before_the_time_is_over() {
        uses.used(newer);

        after(PATIENCE.minus(MINUTE));

        nothingHappened();
    }

    @Test
    void as_long_as_nobody_came_with_the_newer_one_the_older_one_stays() {
        uses.used(older);

        after(PATIENCE.multipliedBy(10));

        nothingHappened();
    }

    @Test
    void a_use_of_the_older_one_begins_the_time_anew() {
        uses.used(newer);
        clock.move(PATIENCE.minus(MINUTE));
        uses.used(older);
        after(PATIENCE.minus(MINUTE));
        nothingHappened();

        after(Duration.ofMinutes(11));

        assertThat(status(older)).isEqualTo(CertificateStatus.INACTIVE);
    }

    @Test
    void one_that_is_connected_stays_and_its_time_begins_when_it_was_last_seen_so() {
        uses.used(newer);
        connected.add(older);
        after(PATIENCE.multipliedBy(3));
        nothingHappened();
        connected.clear();
        after(PATIENCE.minus(MINUTE));
        nothingHappened();

        after(Duration.ofMinutes(11));

        assertThat(status(older)).isEqualTo(CertificateStatus.INACTIVE);
    }

    @Test
    void of_three_both_older_ones_end_and_the_newest_never() throws Exception {
        clock.move(MINUTE);
        String newest = certificate();
        uses.used(newest);

        after(PATIENCE);

        assertThat(status(older)).isEqualTo(CertificateStatus.INACTIVE);
        assertThat(status(newer)).isEqualTo(CertificateStatus.INACTIVE);
        assertThat(status(newest)).isEqualTo(CertificateStatus.ACTIVE);
        after(PATIENCE.multipliedBy(10));
        assertThat(status(newest)).isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void one_that_another_thing_needs_stays() {
        done(registry.createThing("gate", null, Map.of()));
        done(registry.attachThing("gate", older));
        uses.used(newer);

        after(PATIENCE);

        nothingHappened();
    }

    @Test
    void a_newer_one_that_is_not_active_any_more_replaces_nothing() {
        uses.used(newer);
        done(registry.setCertificateStatus(newer, CertificateStatus.REVOKED));

        after(PATIENCE);

        assertThat(status(older)).isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void one_that_somebody_activates_again_is_not_taken_away_at_once() {
        uses.used(newer);
        after(PATIENCE);
        done(registry.setCertificateStatus(older, CertificateStatus.ACTIVE));

        after(PATIENCE.minus(MINUTE));

        assertThat(status(older)).isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void a_revoked_one_stays_revoked() {
        done(registry.setCertificateStatus(older, CertificateStatus.REVOKED));
        uses.used(newer);

        after(PATIENCE);

        assertThat(status(older)).isEqualTo(CertificateStatus.REVOKED);
    }

    @Test
    void what_cannot_be_recorded_is_not_done() throws Exception {
        uses.used(newer);
        audit.close();

        after(PATIENCE);

        nothingHappened();
    }

    @Test
    void as_shipped_nothing_is_noted_and_nothing_ends() {
        CertificateUses none = CertificateUses.none();
        none.used(older);
        none.used(newer);
        clock.move(PATIENCE.multipliedBy(10));

        rotation(none).look();

        nothingHappened();
        assertThat(none.certificates()).isEmpty();
    }

    @Test
    void what_is_noted_is_forgotten_when_a_certificate_is_alone_again() {
        uses.used(older);
        uses.used(newer);
        assertThat(uses.certificates()).containsExactlyInAnyOrder(older, newer);
        done(registry.detachThing("lamp", older));

        after(PATIENCE);

        assertThat(uses.certificates()).isEmpty();
        uses.used(older);
        assertThat(uses.certificates()).isEmpty();
    }
}
