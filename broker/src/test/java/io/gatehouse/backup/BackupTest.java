package io.gatehouse.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreOperations;
import io.gatehouse.engine.StoreStatistics;
import io.gatehouse.engine.rocks.DataDirectory;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a store with two certificates, and every reason not to take or restore one. */
class BackupTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
    private static final Restore.Consent NONE = new Restore.Consent(false, false, false);
    private static final Restore.Consent REPLACE = new Restore.Consent(true, false, false);
    private static final Restore.Consent EVERYTHING = new Restore.Consent(true, true, false);

    private static final TestDevice LAMP = RunningBroker.stranger("lamp");
    private static final TestDevice DOOR = RunningBroker.stranger("door");

    @TempDir
    private Path folder;

    private Path data;
    private Path backup;

    @BeforeEach
    void lamp_and_door_are_registered() throws Exception {
        data = folder.resolve("data");
        backup = folder.resolve("backups/first");
        Files.createDirectories(data.resolve("pki"));
        Files.writeString(data.resolve("pki/root.pem"), "the root");
        change(registry -> {
            register(registry, LAMP, CertificateStatus.ACTIVE);
            register(registry, DOOR, CertificateStatus.ACTIVE);
        });
    }

    private static void register(Registry registry, TestDevice device, CertificateStatus status) {
        try {
            RunningBroker.done(
                    registry.registerCertificate(device.issued().leaf().getEncoded(), status));
        } catch (CertificateEncodingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void change(Consumer<Registry> change) throws StoreException {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data));
                Registry registry = open(store)) {
            change.accept(registry);
        }
    }

    private static Registry open(RocksStore store) throws StoreException {
        return Registry.open(store.keyValue(), RunningBroker.SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
    }

    private Backup.Taken take() throws Exception {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data))) {
            return Backup.take(store, data, backup, "1.0", NOW);
        }
    }

    private Restore.Result restore(Path into, Restore.Consent consent) throws BackupException {
        return new Restore(backup, into, consent, NOW).run();
    }

    private List<CertificateStatus> statuses(Path of) throws StoreException {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(of));
                Registry registry = open(store)) {
            return Stream.of(LAMP, DOOR)
                    .map(device -> registry.certificate(device.certificateId()))
                    .map(certificate -> certificate == null ? null : certificate.status())
                    .toList();
        }
    }

    @Test
    void a_backup_is_restored_into_an_empty_folder_with_the_authority() throws Exception {
        Backup.Taken taken = take();
        Path other = folder.resolve("other");

        assertThat(taken.manifest().counts()).containsEntry("certificate", 2L);
        assertThat(taken.manifest().revision()).isEqualTo(2);
        assertThat(restore(other, NONE)).isInstanceOfSatisfying(Restore.Result.Restored.class, restored -> {
            assertThat(restored.compared()).isFalse();
            assertThat(restored.replaced()).isNull();
        });
        assertThat(statuses(other)).containsExactly(CertificateStatus.ACTIVE, CertificateStatus.ACTIVE);
        assertThat(other.resolve("pki/root.pem")).hasContent("the root");
        assertThat(names(other)).containsExactlyInAnyOrder("lock", "pki", "store");
    }

    @Test
    void nobody_but_the_owner_reads_a_backup_or_what_was_restored() throws Exception {
        take();
        restore(folder.resolve("other"), NONE);

        for (Path root : List.of(backup, folder.resolve("other"))) {
            try (Stream<Path> all = Files.walk(root)) {
                assertThat(all)
                        .hasSizeGreaterThan(5)
                        .allSatisfy(
                                path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                        .as(path.toString())
                                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
            }
        }
    }

    @Test
    void a_folder_that_holds_something_is_not_written_to() throws Exception {
        Files.createDirectories(backup);
        Files.writeString(backup.resolve("mine"), "mine");

        assertThatThrownBy(this::take).isInstanceOf(BackupException.class).hasMessageContaining("is empty");
        assertThat(names(backup)).containsExactly("mine");
        assertThat(names(backup.resolveSibling(""))).containsExactly("first");
    }

    @Test
    void a_folder_inside_the_data_folder_is_refused() {
        backup = data.resolve("backups/first");

        assertThatThrownBy(this::take)
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("outside the data folder");
    }

    @Test
    void a_backup_that_failed_leaves_nothing_behind() throws Exception {
        StoreOperations full = new StoreOperations() {
            @Override
            public void checkpoint(Path target) throws StoreException {
                try {
                    Files.createDirectories(target);
                    Files.writeString(target.resolve("000001.sst"), "half");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                throw new StoreException("no space left on device");
            }

            @Override
            public StoreStatistics statistics() {
                return new StoreStatistics(List.of(), 0);
            }
        };

        assertThatThrownBy(() -> Backup.take(full, data, backup, "1.0", NOW))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("no space left");
        assertThat(names(backup.resolveSibling(""))).isEmpty();
    }

    @Test
    void a_changed_a_missing_and_an_added_file_are_refused() throws Exception {
        take();
        Path file = firstStoreFile(".sst");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file); // it may be linked to the store's own
        Files.write(file, bytes);
        Files.delete(backup.resolve("pki/root.pem"));
        Files.writeString(backup.resolve("store/added"), "more");

        assertThatThrownBy(() -> restore(folder.resolve("other"), EVERYTHING))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(file.getFileName() + ": SHA-256")
                .hasMessageContaining("pki/root.pem: missing")
                .hasMessageContaining("store/added: not in the manifest");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void a_manifest_that_names_a_file_elsewhere_is_refused() throws Exception {
        take();
        Path manifest = backup.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("pki/root.pem", "pki/../../x"));

        assertThatThrownBy(() -> restore(folder.resolve("other"), EVERYTHING))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("path:");
    }

    @Test
    void a_folder_that_is_no_backup_is_refused() {
        assertThatThrownBy(() -> restore(folder.resolve("other"), NONE))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("manifest.json: missing");
    }

    @Test
    void a_folder_with_a_broker_is_not_touched() throws Exception {
        take();
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data))) {
            assertThat(store.batches()).isZero();
            assertThatThrownBy(() -> restore(data, EVERYTHING))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void a_store_is_replaced_only_when_told_so_and_is_kept_aside() throws Exception {
        take();

        assertThat(restore(data, NONE)).isInstanceOf(Restore.Result.Occupied.class);
        assertThat(restore(data, REPLACE))
                .isInstanceOfSatisfying(
                        Restore.Result.Restored.class,
                        restored -> assertThat(restored.compared()).isTrue());
        assertThat(data.resolve("replaced-20261120T101530Z/store/CURRENT")).exists();
        assertThat(data.resolve("replaced-20261120T101530Z/pki/root.pem")).exists();
        assertThat(statuses(data)).containsExactly(CertificateStatus.ACTIVE, CertificateStatus.ACTIVE);
    }

    @Test
    void certificates_revoked_or_deleted_since_are_named_and_need_consent() throws Exception {
        take();
        change(registry -> {
            registry.setCertificateStatus(LAMP.certificateId(), CertificateStatus.REVOKED);
            registry.setCertificateStatus(DOOR.certificateId(), CertificateStatus.INACTIVE);
            RunningBroker.done(registry.deleteCertificate(DOOR.certificateId()));
        });
        Reactivation lamp = new Reactivation(LAMP.certificateId(), subject(LAMP), "REVOKED");
        Reactivation door = new Reactivation(DOOR.certificateId(), subject(DOOR), "DELETED");

        assertThat(restore(data, REPLACE))
                .isInstanceOfSatisfying(
                        Restore.Result.WouldReactivate.class,
                        refused -> assertThat(refused.certificates()).containsExactlyInAnyOrder(lamp, door));
        assertThat(statuses(data)).containsExactly(CertificateStatus.REVOKED, null);

        assertThat(restore(data, EVERYTHING))
                .isInstanceOfSatisfying(
                        Restore.Result.Restored.class,
                        restored -> assertThat(restored.reactivated()).containsExactlyInAnyOrder(lamp, door));
        assertThat(statuses(data)).containsExactly(CertificateStatus.ACTIVE, CertificateStatus.ACTIVE);
    }

    @Test
    void a_store_that_cannot_be_compared_needs_consent() throws Exception {
        take();
        Files.delete(data.resolve("store/CURRENT"));

        assertThat(restore(data, REPLACE))
                .isInstanceOfSatisfying(
                        Restore.Result.WouldReactivate.class,
                        refused -> assertThat(refused.unreadable()).contains("CURRENT"));
        assertThat(restore(data, EVERYTHING)).isInstanceOf(Restore.Result.Restored.class);
        assertThat(statuses(data)).containsExactly(CertificateStatus.ACTIVE, CertificateStatus.ACTIVE);
    }

    @Test
    void a_dry_run_changes_nothing() throws Exception {
        take();
        List<String> before = names(data);

        assertThat(restore(data, new Restore.Consent(true, false, true))).isInstanceOf(Restore.Result.Restored.class);
        assertThat(restore(folder.resolve("other"), new Restore.Consent(false, false, true)))
                .isInstanceOf(Restore.Result.Restored.class);
        assertThat(names(data)).isEqualTo(before);
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void an_interrupted_restore_keeps_a_broker_from_starting_and_is_finished_by_the_next() throws Exception {
        take();
        Path staged = data.resolve(".restore.staged-1");
        Files.createDirectories(staged.resolve("store"));
        for (Path file : PrivateFolder.files(backup.resolve("store"))) {
            Files.copy(file, staged.resolve("store").resolve(file.getFileName()));
        }
        new PendingMoves("somewhere", ".restore.staged-1", "replaced-then").write(data);
        Files.createDirectories(data.resolve("replaced-then"));
        Files.move(data.resolve("store"), data.resolve("replaced-then/store")); // and then the power failed

        assertThatThrownBy(() -> RocksStore.open(StoreSettings.DEFAULTS.at(data)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("restore was interrupted");
        assertThat(restore(data, NONE)).isEqualTo(new Restore.Result.Finished("somewhere"));
        assertThat(data.resolve(DataDirectory.RESTORING)).doesNotExist();
        assertThat(staged).doesNotExist();
        assertThat(statuses(data)).containsExactly(CertificateStatus.ACTIVE, CertificateStatus.ACTIVE);
    }

    @Test
    void a_whole_store_has_no_problems_and_shows_what_it_holds() throws Exception {
        StoreExamination found = StoreExamination.of(data);

        assertThat(found.problems()).isEmpty();
        assertThat(found.read()).anySatisfy(read -> {
            assertThat(read.family()).isEqualTo("kv");
            assertThat(read.keys()).isEqualTo(2);
        });
        assertThat(StoreExamination.statistics(data).families())
                .anySatisfy(family -> assertThat(family.keys()).isEqualTo(2));
    }

    @Test
    void a_damaged_file_of_the_store_is_found() throws Exception {
        take();
        restore(folder.resolve("other"), NONE);
        data = folder.resolve("other");
        Path file = firstFile(data.resolve("store"), ".sst");
        byte[] bytes = Files.readAllBytes(file);
        bytes[10] ^= 1;
        Files.write(file, bytes);

        assertThat(StoreExamination.of(data).problems()).isNotEmpty();
    }

    @Test
    void every_record_of_the_registry_that_is_wrong_is_named() throws Exception {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data))) {
            byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
            byte[] attached = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
            store.keyValue().put(Key.of("thing", "broken"), nonsense).join();
            store.keyValue()
                    .put(Key.of("policy-attachment", "missing", LAMP.certificateId()), attached)
                    .join();
        }

        assertThat(StoreExamination.of(data).problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("thing broken"))
                .anySatisfy(problem -> assertThat(problem).contains("policy-attachment missing", "does not exist"));
    }

    @Test
    void a_store_that_a_broker_has_open_is_not_examined() throws Exception {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data))) {
            assertThat(store.batches()).isZero();
            assertThatThrownBy(() -> StoreExamination.of(data))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> StoreExamination.of(folder.resolve("nothing")))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("one with a store");
        assertThat(folder.resolve("nothing")).doesNotExist();
    }

    private static String subject(TestDevice device) {
        return device.issued().leaf().getSubjectX500Principal().getName();
    }

    private Path firstStoreFile(String suffix) throws IOException {
        return firstFile(backup.resolve("store"), suffix);
    }

    private static Path firstFile(Path in, String suffix) throws IOException {
        return PrivateFolder.files(in).stream()
                .filter(file -> file.toString().endsWith(suffix))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Path in) throws IOException {
        return PrivateFolder.files(in).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }
}
