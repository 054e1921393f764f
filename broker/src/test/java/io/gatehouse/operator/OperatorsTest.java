package io.gatehouse.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.operator.OperatorResult.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators and their keys, as they are kept and as they change. */
final class OperatorsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String CERTIFICATE = "ab".repeat(32);

    @TempDir
    private Path data;

    private final MemoryKeyValue store = new MemoryKeyValue();
    private Operators operators;

    @BeforeEach
    void open() throws Exception {
        operators = reopened();
    }

    private Operators reopened() throws StoreException, IOException {
        return Operators.open(store, data, () -> NOW);
    }

    static <T> T done(OperatorResult<T> result) {
        assertThat(result).isInstanceOf(OperatorResult.Done.class);
        return ((OperatorResult.Done<T>) result).value();
    }

    static void refused(OperatorResult<?> result, Problem problem) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        OperatorResult.Refused.class,
                        refused -> assertThat(refused.problem()).isEqualTo(problem));
    }

    private static String secret(Operators from, String keyId) {
        OperatorIndex.Held held = from.holder(keyId);
        assertThat(held).isNotNull();
        byte[] secret = from.secret(held);
        assertThat(secret).isNotNull();
        return new String(secret, StandardCharsets.US_ASCII);
    }

    private String everythingStored() {
        StringBuilder all = new StringBuilder();
        for (Key table : List.of(StoredOperator.TABLE, StoredOperator.USES)) {
            store.scan(table, entry -> all.append(new String(entry.value(), StandardCharsets.UTF_8)));
        }
        return all.toString();
    }

    private List<String> policiesKept() throws Exception {
        Operator kept = reopened().find("ada");
        assertThat(kept).isNotNull();
        return kept.policies();
    }

    @Test
    void policies_are_kept_and_are_ten_at_most() throws Exception {
        done(operators.create("ada", Role.VIEWER));
        for (int n = 0; n < Operator.MOST_POLICIES; n++) {
            done(operators.attachPolicy("ada", "p" + n));
        }
        refused(operators.attachPolicy("ada", "one more"), Problem.LIMIT_EXCEEDED);
        assertThat(done(operators.attachPolicy("ada", "p3")).policies()).hasSize(Operator.MOST_POLICIES);
        refused(operators.detachPolicy("ada", "another"), Problem.NOT_FOUND);
        refused(operators.attachPolicy("grace", "p0"), Problem.NOT_FOUND);

        done(operators.detachPolicy("ada", "p0"));

        assertThat(policiesKept()).containsExactly("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9");
    }

    @Test
    void an_operator_that_was_stored_before_there_were_policies_has_none() throws Exception {
        done(operators.create("ada", Role.ADMIN));
        Key key = StoredOperator.key("ada");
        store.scan(StoredOperator.TABLE, entry -> {
            String older = new String(entry.value(), StandardCharsets.UTF_8).replace(",\"policies\":[]", "");
            assertThat(older).doesNotContain("policies");
            store.put(key, older.getBytes(StandardCharsets.UTF_8)).join();
        });

        assertThat(policiesKept()).isEmpty();
    }

    @Test
    void whoever_is_changed_is_told_after_the_change_holds() {
        List<String> told = new ArrayList<>();
        operators.addListener(name -> told.add(name + " " + (operators.enabled(name) != null)));
        long before = operators.epoch();

        done(operators.create("ada", Role.ADMIN));
        done(operators.setDisabled("ada", true));
        done(operators.delete("ada"));
        refused(operators.delete("ada"), Problem.NOT_FOUND);

        assertThat(told).containsExactly("ada true", "ada false", "ada false");
        assertThat(operators.epoch()).isEqualTo(before + 3);
    }

    @Test
    void there_is_no_operator_and_no_key_until_somebody_makes_one() {
        assertThat(operators.list()).isEmpty();
        assertThat(data.resolve(SecretBox.FILE)).doesNotExist();
    }

    @Test
    void a_new_operator_has_one_key_of_our_own_kind() {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));

        assertThat(key.id()).matches("GHAK[A-Z2-7]{16}");
        assertThat(key.secret()).matches("[A-Za-z0-9+/]{40}");
        assertThat(secret(operators, key.id())).isEqualTo(key.secret());
        assertThat(key.toString()).doesNotContain(key.secret());
    }

    @Test
    void secrets_survive_a_restart_and_are_nowhere_in_the_clear() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.VIEWER));

        assertThat(secret(reopened(), key.id())).isEqualTo(key.secret());
        assertThat(everythingStored()).isNotEmpty().doesNotContain(key.secret());
        assertThat(String.valueOf(operators.find("ada"))).doesNotContain(key.secret());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(SecretBox.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void with_another_key_file_old_keys_open_nothing_and_are_named() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));
        Files.delete(data.resolve(SecretBox.FILE));

        Operators without = reopened();
        assertThat(without.unusableKeys()).containsExactly(key.id());

        NewAccessKey fresh = done(without.addKey("ada"));
        assertThat(without.unusableKeys()).containsExactly(key.id());
        assertThat(secret(without, fresh.id())).isEqualTo(fresh.secret());
    }

    @Test
    void a_sealed_secret_opens_in_its_own_record_only() throws Exception {
        NewAccessKey ada = done(operators.create("ada", Role.VIEWER));
        NewAccessKey eve = done(operators.create("eve", Role.ADMIN));
        String stored = everythingStored();
        assertThat(stored).contains(ada.id());
        Operator kept = operators.find("ada");
        assertThat(kept).isNotNull();
        AccessKey moved = new AccessKey(eve.id(), kept.keys().getFirst().sealedSecret(), NOW);
        Operator forged = new Operator("eve", Role.ADMIN, false, List.of(moved), List.of(), List.of(), NOW);
        store.put(StoredOperator.key("eve"), StoredOperator.form(forged)).join();

        assertThat(reopened().unusableKeys()).containsExactly(eve.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "../up", "a/b", "a\nb", "caf\u00e9", "a\u0000", "\u202eada"})
    void a_name_that_could_be_read_otherwise_is_refused(String name) {
        refused(operators.create(name, Role.ADMIN), Problem.INVALID);
        refused(operators.create("x".repeat(65), Role.ADMIN), Problem.INVALID);
        assertThat(operators.list()).isEmpty();
    }

    @Test
    void a_name_is_given_once() {
        done(operators.create("ada", Role.VIEWER));

        refused(operators.create("ada", Role.ADMIN), Problem.ALREADY_EXISTS);
        assertThat(operators.list())
                .singleElement()
                .satisfies(ada -> assertThat(ada.role()).isEqualTo(Role.VIEWER));
    }

    @Test
    void keys_are_rotated_with_two_at_a_time() throws Exception {
        NewAccessKey old = done(operators.create("ada", Role.OPERATOR));
        NewAccessKey fresh = done(operators.addKey("ada"));

        refused(operators.addKey("ada"), Problem.LIMIT_EXCEEDED);
        assertThat(secret(operators, old.id())).isEqualTo(old.secret());
        done(operators.removeKey("ada", old.id()));
        refused(operators.removeKey("ada", old.id()), Problem.NOT_FOUND);

        assertThat(operators.holder(old.id())).isNull();
        assertThat(reopened().holder(old.id())).isNull();
        assertThat(secret(reopened(), fresh.id())).isEqualTo(fresh.secret());
    }

    @Test
    void who_is_disabled_is_nobody_until_enabled_again() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));
        done(operators.addCertificate("ada", CERTIFICATE));
        done(operators.setDisabled("ada", true));

        assertThat(operators.holder(key.id())).isNull();
        assertThat(operators.withCertificate(CERTIFICATE)).isNull();
        assertThat(reopened().holder(key.id())).isNull();

        done(operators.setDisabled("ada", false));
        assertThat(operators.holder(key.id())).isNotNull();
    }

    @Test
    void a_certificate_is_one_operators() {
        done(operators.create("ada", Role.ADMIN));
        done(operators.create("eve", Role.VIEWER));
        done(operators.addCertificate("ada", CERTIFICATE));

        refused(operators.addCertificate("eve", CERTIFICATE), Problem.ALREADY_EXISTS);
        refused(operators.addCertificate("eve", CERTIFICATE.toUpperCase(Locale.ROOT)), Problem.INVALID);
        refused(operators.removeCertificate("eve", CERTIFICATE), Problem.NOT_FOUND);
        done(operators.removeCertificate("ada", CERTIFICATE));
        assertThat(operators.withCertificate(CERTIFICATE)).isNull();
    }

    @Test
    void who_is_deleted_leaves_nothing() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));
        operators.used(key.id(), new KeyUse(NOW, "192.0.2.1", "iot"));
        done(operators.delete("ada"));

        refused(operators.delete("ada"), Problem.NOT_FOUND);
        assertThat(everythingStored()).isEmpty();
        assertThat(reopened().list()).isEmpty();
    }

    @Test
    void what_the_store_does_not_take_leaves_operators_keys_and_their_last_uses_as_they_were() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));
        KeyUse use = new KeyUse(NOW, "192.0.2.1", "iot");
        operators.used(key.id(), use);
        Operator before = operators.find("ada");

        store.failWith("disk full");
        refused(operators.removeKey("ada", key.id()), Problem.FAILED);
        refused(operators.delete("ada"), Problem.FAILED);
        refused(operators.setRole("ada", Role.VIEWER), Problem.FAILED);
        store.failWith(null);

        assertThat(operators.find("ada")).isSameAs(before);
        assertThat(operators.holder(key.id())).isNotNull();
        assertThat(operators.lastUse(key.id())).isEqualTo(use);
        assertThat(reopened().lastUse(key.id())).isEqualTo(use);

        done(operators.removeKey("ada", key.id()));
        assertThat(operators.lastUse(key.id())).isNull();
        assertThat(reopened().lastUse(key.id())).isNull();
    }

    @Test
    void of_many_uses_of_a_key_at_once_one_is_written_down() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));
        for (Instant moment : List.of(NOW, NOW.plus(KeyUses.PACE))) {
            int before = store.commits();
            List<Callable<Void>> calls = new ArrayList<>();
            for (int n = 0; n < 50; n++) {
                calls.add(() -> {
                    operators.used(key.id(), new KeyUse(moment, "192.0.2.1", "iot"));
                    return null;
                });
            }
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Void> each : executor.invokeAll(calls)) {
                    each.get();
                }
            }

            assertThat(store.commits() - before).isEqualTo(1);
        }
    }

    @Test
    void the_last_use_of_a_key_is_exact_in_memory_and_written_down_now_and_then() throws Exception {
        NewAccessKey key = done(operators.create("ada", Role.ADMIN));
        List<Entry> writes = new ArrayList<>();
        store.watch(StoredOperator.USES, (_, entry) -> {
            if (entry != null) {
                writes.add(entry);
            }
        });
        for (int second = 0; second < 2000; second++) {
            operators.used(key.id(), new KeyUse(NOW.plusSeconds(second), "192.0.2.1", "iot"));
        }

        assertThat(writes).hasSize(3);
        assertThat(operators.lastUse(key.id())).isEqualTo(new KeyUse(NOW.plusSeconds(1999), "192.0.2.1", "iot"));
        assertThat(reopened().lastUse(key.id())).isEqualTo(new KeyUse(NOW.plusSeconds(1800), "192.0.2.1", "iot"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "{\"v\":2}",
                "{\"v\":1,\"role\":\"GOD\",\"disabled\":false,\"keys\":[],\"certificates\":[],\"createdAt\":0}",
                "{\"v\":1,\"role\":\"ADMIN\",\"keys\":[],\"certificates\":[],\"createdAt\":0}",
                "{\"v\":1,\"role\":\"ADMIN\",\"disabled\":false,\"keys\":[{}],\"certificates\":[],\"createdAt\":0}",
                "{\"v\":1,\"role\":\"ADMIN\",\"disabled\":false,\"keys\":[{\"id\":\"GHAK\",\"sealed\":\"s3cret!\","
                        + "\"createdAt\":0}],\"certificates\":[],\"createdAt\":0}"
            })
    void a_record_that_cannot_be_read_stops_the_start_and_is_not_shown(String record) {
        store.put(StoredOperator.key("ada"), record.getBytes(StandardCharsets.UTF_8))
                .join();

        assertThatThrownBy(this::reopened)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("operator ada")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void what_a_killed_start_left_of_a_key_file_is_no_key_file() throws Exception {
        Files.writeString(data.resolve("." + SecretBox.FILE + ".new"), "half a k");

        NewAccessKey key = done(reopened().create("ada", Role.ADMIN));

        assertThat(secret(reopened(), key.id())).isEqualTo(key.secret());
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve(SecretBox.FILE));
        }
    }

    @Test
    void a_key_file_that_others_may_read_or_that_is_none_stops_the_start() throws Exception {
        done(operators.create("ada", Role.ADMIN));
        Path file = data.resolve(SecretBox.FILE);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::reopened).isInstanceOf(IOException.class).hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "nonsense");
        assertThatThrownBy(this::reopened).isInstanceOf(IOException.class).hasMessageNotContaining("nonsense");

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertThatThrownBy(this::reopened).isInstanceOf(IOException.class);
    }
}
