package io.gatehouse.provisioning.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoredTaskTest {
    private static final RegistrationTask TASK = new RegistrationTask(
            UUID.randomUUID().toString(),
            "ada",
            new TaskInput(
                    "{\"Parameters\": {}}",
                    "factory",
                    "2026/devices.jsonl",
                    "arn:aws:iam::000000000000:role/bulk",
                    new InputVersion(4711, Instant.parse("2026-11-30T12:00:00.123456789Z"))),
            Instant.ofEpochMilli(1),
            Instant.ofEpochMilli(2),
            TaskStatus.FAILED,
            "because",
            new Progress(1, 2, 3, 4, 5, 6));

    private static RegistrationTask read(byte[] form) throws StoreException {
        return StoredTask.read(new Entry(StoredTask.key(TASK.id()), form, 1));
    }

    @Test
    void a_task_is_read_as_it_was_written() throws StoreException {
        assertThat(read(StoredTask.form(TASK))).isEqualTo(TASK);
        RegistrationTask silent = TASK.with(TaskStatus.IN_PROGRESS, null, Instant.ofEpochMilli(3));
        assertThat(read(StoredTask.form(silent))).isEqualTo(silent);
    }

    @Test
    void the_largest_template_fits() throws StoreException {
        TaskInput input = TASK.input();
        RegistrationTask large = new RegistrationTask(
                TASK.id(),
                TASK.startedBy(),
                new TaskInput("\u0001".repeat(10_240), input.bucket(), input.key(), input.roleArn(), input.version()),
                TASK.createdAt(),
                TASK.lastModifiedAt(),
                TASK.status(),
                "\u0001".repeat(5000),
                TASK.progress());

        assertThat(read(StoredTask.form(large))).isEqualTo(large);
        assertThat(large.message()).hasSize(2048);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"v\":2}", "{\"v\":1}", "{\"v\":1,\"startedBy\":7}"})
    void a_record_that_is_not_understood_stops_the_start(String form) {
        MemoryKeyValue store = new MemoryKeyValue();
        store.put(StoredTask.key(TASK.id()), form.getBytes(StandardCharsets.UTF_8))
                .join();

        assertThatThrownBy(() -> TaskTable.open(store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining(TASK.id());
    }

    @Test
    void an_id_that_is_no_uuid_names_no_folder() {
        assertThatThrownBy(() -> StoredTask.read(new Entry(StoredTask.key("../../etc"), StoredTask.form(TASK), 1)))
                .isInstanceOf(StoreException.class);
    }
}
