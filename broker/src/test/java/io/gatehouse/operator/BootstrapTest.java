package io.gatehouse.operator;

import static io.gatehouse.operator.OperatorsTest.done;
import static io.gatehouse.operator.OperatorsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.Key;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.operator.OperatorResult.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token that makes the first administrator: once, for an hour, and no other way. */
final class BootstrapTest {
    @TempDir
    private Path data;

    private final MemoryKeyValue store = new MemoryKeyValue();
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private Operators operators;
    private Bootstrap bootstrap;

    @BeforeEach
    void open() throws Exception {
        operators = Operators.open(store, data, () -> now);
        bootstrap = new Bootstrap(operators, store, data, () -> now);
    }

    private String offered() throws Exception {
        Path file = bootstrap.offer();
        assertThat(file).isNotNull();
        return Files.readString(file).strip();
    }

    @Test
    void a_first_start_leaves_a_token_that_its_owner_alone_can_read() throws Exception {
        String token = offered();

        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(Bootstrap.FILE))))
                .isEqualTo("rw-------");
        StringBuilder stored = new StringBuilder();
        store.scan(
                Key.of("operator-bootstrap"),
                entry -> stored.append(new String(entry.value(), StandardCharsets.UTF_8)));
        assertThat(stored.toString()).isNotEmpty().doesNotContain(token);
    }

    @Test
    void it_makes_an_administrator_once() throws Exception {
        String token = offered();
        NewAccessKey key = done(bootstrap.redeem(token, "ada"));

        assertThat(operators.find("ada"))
                .isNotNull()
                .satisfies(ada -> assertThat(ada.role()).isEqualTo(Role.ADMIN));
        assertThat(operators.holder(key.id())).isNotNull();
        assertThat(data.resolve(Bootstrap.FILE)).doesNotExist();
        refused(bootstrap.redeem(token, "eve"), Problem.NOT_AUTHORISED);
        done(operators.delete("ada"));
        refused(bootstrap.redeem(token, "eve"), Problem.NOT_AUTHORISED);
    }

    @Test
    void of_many_that_come_at_once_one_becomes_administrator() throws Exception {
        String token = offered();
        List<Callable<OperatorResult<NewAccessKey>>> calls = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            String name = "admin" + n;
            calls.add(() -> bootstrap.redeem(token, name));
        }
        int made = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<OperatorResult<NewAccessKey>> each : executor.invokeAll(calls)) {
                made += each.get() instanceof OperatorResult.Done ? 1 : 0;
            }
        }

        assertThat(made).isEqualTo(1);
        assertThat(operators.list()).hasSize(1);
    }

    @Test
    void it_ends_after_an_hour() throws Exception {
        String token = offered();
        now = now.plus(Duration.ofHours(1));

        refused(bootstrap.redeem(token, "ada"), Problem.NOT_AUTHORISED);
        assertThat(operators.list()).isEmpty();
    }

    @Test
    void every_start_makes_another_and_forgets_the_one_before() throws Exception {
        String first = offered();
        String second = offered();

        assertThat(second).isNotEqualTo(first);
        refused(bootstrap.redeem(first, "ada"), Problem.NOT_AUTHORISED);
        done(bootstrap.redeem(second, "ada"));
    }

    @Test
    void where_there_is_an_operator_none_is_offered_and_an_old_one_opens_nothing() throws Exception {
        String token = offered();
        done(operators.create("ada", Role.VIEWER));

        refused(bootstrap.redeem(token, "eve"), Problem.NOT_AUTHORISED);
        assertThat(bootstrap.offer()).isNull();
        assertThat(data.resolve(Bootstrap.FILE)).doesNotExist();
    }

    @Test
    void a_bad_name_does_not_use_it_up() throws Exception {
        String token = offered();

        refused(bootstrap.redeem(token, "a b"), Problem.INVALID);
        done(bootstrap.redeem(token, "ada"));
    }

    @Test
    void guesses_are_refused_with_one_answer() throws Exception {
        refused(bootstrap.redeem("", "ada"), Problem.NOT_AUTHORISED);
        String token = offered();
        for (String guess : List.of("", token.substring(1), token + "0", "0".repeat(64), "\u0000".repeat(10_000))) {
            refused(bootstrap.redeem(guess, "ada"), Problem.NOT_AUTHORISED);
        }
        done(bootstrap.redeem(token, "ada"));
    }
}
