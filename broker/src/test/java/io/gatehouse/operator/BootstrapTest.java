package io.gatehouse.operator;

import static io.gatehouse.operator.OperatorsTest.done;
import static io.gatehouse.operator.OperatorsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.operator.OperatorResult.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** The token that makes the first administrator: once, and no other way. */
final class BootstrapTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path data;

    private final MemoryKeyValue store = new MemoryKeyValue();
    private Operators operators;
    private Bootstrap bootstrap;

    @BeforeEach
    void open() throws Exception {
        operators = Operators.open(store, data, () -> Instant.parse("2026-11-30T12:00:00Z"));
        bootstrap = new Bootstrap(operators, store, TOKEN);
    }

    @Test
    void it_makes_an_administrator_once_even_when_the_last_operator_is_gone() {
        assertThat(bootstrap.isOpen()).isTrue();

        NewAccessKey key = done(bootstrap.redeem(TOKEN, "ada"));

        assertThat(operators.find("ada"))
                .isNotNull()
                .satisfies(ada -> assertThat(ada.role()).isEqualTo(Role.ADMIN));
        assertThat(operators.holder(key.id())).isNotNull();
        refused(bootstrap.redeem(TOKEN, "eve"), Problem.NOT_AUTHORISED);
        done(operators.delete("ada"));
        refused(bootstrap.redeem(TOKEN, "eve"), Problem.NOT_AUTHORISED);
        assertThat(bootstrap.isOpen()).isFalse();
    }

    @Test
    void a_used_token_stays_used_after_a_restart_and_another_one_is_good() throws Exception {
        done(bootstrap.redeem(TOKEN, "ada"));
        done(operators.delete("ada"));
        Operators again = Operators.open(store, data, Instant::now);

        refused(new Bootstrap(again, store, TOKEN).redeem(TOKEN, "eve"), Problem.NOT_AUTHORISED);
        String other = "another-token-of-enough-characters";
        done(new Bootstrap(again, store, other).redeem(other, "ada"));
    }

    @Test
    void of_many_that_come_at_once_one_becomes_administrator() throws Exception {
        List<Callable<OperatorResult<NewAccessKey>>> calls = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            String name = "admin" + n;
            calls.add(() -> bootstrap.redeem(TOKEN, name));
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
    void where_there_is_an_operator_it_makes_none() {
        done(operators.create("ada", Role.VIEWER));

        refused(bootstrap.redeem(TOKEN, "eve"), Problem.NOT_AUTHORISED);
        assertThat(bootstrap.isOpen()).isFalse();
    }

    @Test
    void a_bad_name_does_not_use_it_up() {
        refused(bootstrap.redeem(TOKEN, "a b"), Problem.INVALID);

        done(bootstrap.redeem(TOKEN, "ada"));
    }

    @Test
    void guesses_are_refused_with_one_answer_and_so_is_every_token_where_none_is_configured() {
        for (String guess : List.of("", TOKEN.substring(1), TOKEN + "0", "0".repeat(32), "\u0000".repeat(10_000))) {
            refused(bootstrap.redeem(guess, "ada"), Problem.NOT_AUTHORISED);
        }
        Bootstrap none = new Bootstrap(operators, store, "");

        assertThat(none.isOpen()).isFalse();
        refused(none.redeem("", "ada"), Problem.NOT_AUTHORISED);
        assertThat(operators.list()).isEmpty();
    }

    @Test
    void the_token_itself_is_not_stored() {
        done(bootstrap.redeem(TOKEN, "ada"));
        StringBuilder stored = new StringBuilder();

        store.scan(
                StoredOperator.TOKEN_USED, entry -> stored.append(new String(entry.value(), StandardCharsets.UTF_8)));

        assertThat(stored.toString()).contains("sha256").doesNotContain(TOKEN);
    }
}
