package io.gatehouse.provisioning.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditVerification;
import io.gatehouse.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks from their start to their end, and what stops them on the way. */
final class BulkRegistrationTest extends BulkGround {
    private static long number(JsonObject line) {
        return Objects.requireNonNull(line.wholeNumberOf("lineNumber"));
    }

    private double counted(String outcome) {
        return metrics.registry()
                .get("gatehouse.bulk.registration.lines")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void every_line_is_a_device_and_the_report_has_its_certificate() throws Exception {
        input(device("1"), "", device("2"), device("3"));
        BulkRegistration tasks = openTasks();

        RegistrationTask task = ended(tasks, start(tasks));

        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.message()).isNull();
        assertThat(task.percentage()).isEqualTo(100);
        assertThat(task.progress().registered()).isEqualTo(3);
        assertThat(task.progress().failed()).isZero();
        assertThat(things()).containsExactly("pump-1", "pump-2", "pump-3");
        List<JsonObject> results = report(task.id(), ReportType.RESULTS);
        assertThat(results).extracting(BulkRegistrationTest::number).containsExactly(1L, 3L, 4L);
        assertThat(results.get(1).member("response")).isInstanceOfSatisfying(JsonObject.class, response -> {
            assertThat(response.textOf("certificatePem")).startsWith("-----BEGIN CERTIFICATE-----");
            assertThat(response.member("resourceArns")).isInstanceOfSatisfying(JsonObject.class, arns -> {
                assertThat(arns.textOf("thing")).isEqualTo(arn("thing/pump-2"));
                assertThat(arns.textOf("certificate")).startsWith(arn("cert/"));
            });
        });
        assertThat(report(task.id(), ReportType.ERRORS)).isEmpty();
        assertThat(tasks.reports(task, ReportType.ERRORS)).isEmpty();
        assertThat(tasks.reports(task, ReportType.RESULTS))
                .hasSize(1)
                .first()
                .satisfies(
                        link -> assertThat(link).startsWith("file:///").endsWith("/" + task.id() + "/results.jsonl"));
    }

    @Test
    void lines_that_cannot_be_used_are_told_one_by_one_and_hinder_no_other() throws Exception {
        input(
                device("1"),
                "{\"Serial\": ",
                device("3"),
                "{\"Serial\": \"4\"}",
                "x".repeat(10 << 20),
                "{\"Serial\": \"6\", \"Csr\": \"none\"}",
                "\u0000\u0000",
                device("1"));
        BulkRegistration tasks = openTasks();

        RegistrationTask task = ended(tasks, start(tasks));

        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.progress().registered()).isEqualTo(3);
        assertThat(task.progress().failed()).isEqualTo(5);
        assertThat(things()).containsExactly("pump-1", "pump-3");
        assertThat(counted("registered")).isEqualTo(3);
        assertThat(counted("failed")).isEqualTo(5);
        List<JsonObject> errors = report(task.id(), ReportType.ERRORS);
        assertThat(errors).extracting(BulkRegistrationTest::number).containsExactly(2L, 4L, 5L, 6L, 7L);
        assertThat(errors)
                .extracting(error -> error.textOf("message"))
                .satisfiesExactly(
                        message -> assertThat(message).startsWith("column "),
                        message -> assertThat(message)
                                .isEqualTo("parameter \"Csr\": no value (expected: one; the template"
                                        + " declares it without a Default)"),
                        message -> assertThat(message).isEqualTo("line: too long (expected: at most 262144 bytes)"),
                        message -> assertThat(message).startsWith("csr: not one PEM block"),
                        message -> assertThat(message).startsWith("column 2: document: not JSON"));
        assertThat(errors.getFirst().wholeNumberOf("offset"))
                .isEqualTo(device("1").length() + 1L);
    }

    @Test
    void reports_are_for_the_user_of_the_broker_alone() throws Exception {
        input(device("1"), "{");
        BulkRegistration tasks = openTasks();

        String id = ended(tasks, start(tasks)).id();

        TaskReports reports = new TaskReports(data());
        for (ReportType type : ReportType.values()) {
            Path file = reports.file(id, type);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(""))))
                    .isEqualTo("rwx------");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | factory | devices.jsonl | templateBody: line 1",
                "OK | factory | ../devices.jsonl | inputFileKey: ",
                "OK | factory | none.jsonl | inputFileKey: ",
                "OK | a/b | devices.jsonl | inputFileBucket: "
            })
    void what_is_wrong_with_a_request_is_told_at_once_and_nothing_is_kept(
            String template, String bucket, String key, String problem) throws Exception {
        input(device("1"));
        BulkRegistration tasks = openTasks();

        TaskStart came = tasks.start("ada", template.equals("OK") ? TEMPLATE : template, bucket, key, ROLE);

        assertThat(came)
                .isInstanceOfSatisfying(
                        TaskStart.Refused.class,
                        refused -> assertThat(refused.problem()).startsWith(problem));
        assertThat(tasks.start("ada", TEMPLATE, "factory", "devices.jsonl", "short"))
                .isEqualTo(new TaskStart.Refused("roleArn: 5 characters (expected: 20 to 2048)"));
        assertThat(tasks.all()).isEmpty();
    }

    @Test
    void a_stop_in_the_middle_finishes_one_line_and_begins_no_other() throws Exception {
        input(device("1"), device("2"), device("3"), device("4"), device("5"));
        Turnstile turnstile = new Turnstile(2, registrar::register);
        BulkRegistration tasks = openTasks(turnstile);
        String id = start(tasks);
        turnstile.awaitWaiting();

        assertThat(tasks.stop(id)).isInstanceOf(TaskStop.Stopped.class);

        assertThat(known(tasks, id).status()).isEqualTo(TaskStatus.CANCELLING);
        turnstile.letThrough(10);
        RegistrationTask task = ended(tasks, id);
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.progress().registered()).isEqualTo(3);
        assertThat(task.percentage()).isBetween(1, 99);
        assertThat(things()).containsExactly("pump-1", "pump-2", "pump-3");
        assertThat(report(id, ReportType.RESULTS)).hasSize(3);
        assertThat(tasks.stop(id)).isEqualTo(new TaskStop.Stopped(task));
    }

    @Test
    void one_task_is_worked_on_at_a_time_and_a_waiting_one_is_stopped_before_it_begins() throws Exception {
        input(device("1"));
        Turnstile turnstile = new Turnstile(0, registrar::register);
        BulkRegistration tasks = openTasks(turnstile);
        String first = start(tasks);
        String second = start(tasks);
        String third = start(tasks);
        turnstile.awaitWaiting();

        assertThat(((TaskStop.Stopped) tasks.stop(second)).task().status()).isEqualTo(TaskStatus.CANCELLED);

        turnstile.letThrough(10);
        assertThat(ended(tasks, third).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(ended(tasks, first).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(known(tasks, second).progress()).isEqualTo(Progress.NONE);
        assertThat(tasks.stop(first)).isEqualTo(new TaskStop.Over(TaskStatus.COMPLETED));
        assertThat(tasks.stop(UUID.randomUUID().toString())).isEqualTo(new TaskStop.NotFound());
    }

    @Test
    void more_tasks_than_may_wait_are_refused() throws Exception {
        input(device("1"));
        Turnstile turnstile = new Turnstile(0, registrar::register);
        BulkRegistration tasks = openTasks(turnstile);
        for (int i = 0; i < BulkRegistration.MOST_UNFINISHED; i++) {
            start(tasks);
        }

        assertThat(tasks.start("ada", TEMPLATE, "factory", "devices.jsonl", ROLE))
                .isInstanceOf(TaskStart.TooMany.class);

        assertThat(metrics.registry()
                        .get("gatehouse.bulk.registration.tasks")
                        .gauge()
                        .value())
                .isEqualTo(BulkRegistration.MOST_UNFINISHED);
        turnstile.letThrough(1);
        await().until(() ->
                tasks.start("ada", TEMPLATE, "factory", "devices.jsonl", ROLE) instanceof TaskStart.Started);
        turnstile.letThrough(100);
    }

    @Test
    void a_task_goes_on_after_an_orderly_restart_where_it_was() throws Exception {
        input(device("1"), "{", device("3"), device("4"));
        Turnstile turnstile = new Turnstile(1, registrar::register);
        BulkRegistration before = openTasks(turnstile);
        String id = start(before);
        String waiting = start(before);
        turnstile.awaitWaiting();
        turnstile.letThrough(1); // the line that is being registered when it is asked to stop
        before.close();
        Progress stood = known(before, id).progress();
        assertThat(stood.registered()).isBetween(1L, 3L);

        BulkRegistration after = openTasks();

        RegistrationTask task = ended(after, id);
        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.progress().registered()).isEqualTo(3);
        assertThat(task.progress().failed()).isEqualTo(1);
        assertThat(report(id, ReportType.RESULTS))
                .extracting(BulkRegistrationTest::number)
                .containsExactly(1L, 3L, 4L);
        assertThat(report(id, ReportType.ERRORS)).hasSize(1);
        assertThat(ended(after, waiting).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void lines_that_were_done_before_a_crash_and_not_written_down_are_done_again_to_no_effect() throws Exception {
        input(device("1"), device("2"), device("3"), device("4"));
        Turnstile turnstile = new Turnstile(2, registrar::register);
        BulkRegistration crashed = openTasks(turnstile);
        String id = start(crashed);
        turnstile.awaitWaiting(); // and for as long as the test lasts: it is as good as dead
        assertThat(known(crashed, id).progress()).isEqualTo(Progress.NONE);
        String certificate = registry.certificatesOfThing("pump-1", null, 10).getFirst();

        BulkRegistration after = openTasks();

        assertThat(ended(after, id).progress().registered()).isEqualTo(4);
        assertThat(report(id, ReportType.RESULTS))
                .extracting(BulkRegistrationTest::number)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(registry.certificatesOfThing("pump-1", null, 10)).containsExactly(certificate);
        turnstile.letThrough(10);
    }

    @Test
    void a_task_that_was_being_stopped_when_the_broker_ended_is_cancelled() throws Exception {
        input(device("1"), device("2"));
        Turnstile turnstile = new Turnstile(0, registrar::register);
        BulkRegistration crashed = openTasks(turnstile);
        String id = start(crashed);
        turnstile.awaitWaiting();
        crashed.stop(id);

        BulkRegistration after = openTasks();

        assertThat(ended(after, id).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(things()).isEmpty();
        turnstile.letThrough(10);
    }

    @Test
    void a_file_that_changes_before_its_turn_ends_the_task() throws Exception {
        input(device("1"));
        Turnstile turnstile = new Turnstile(0, registrar::register);
        BulkRegistration tasks = openTasks(turnstile);
        start(tasks);
        String waiting = start(tasks);
        turnstile.awaitWaiting();

        input(device("1"), device("2"));
        turnstile.letThrough(10);

        RegistrationTask task = ended(tasks, waiting);
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.message()).startsWith("inputFileKey: changed since the task was started");
        assertThat(things()).containsExactly("pump-1");
    }

    @Test
    void a_file_that_is_replaced_while_it_is_read_is_read_to_its_own_end() throws Exception {
        input(device("1"), device("2"), device("3"));
        Turnstile turnstile = new Turnstile(1, registrar::register);
        BulkRegistration tasks = openTasks(turnstile);
        String id = start(tasks);
        turnstile.awaitWaiting();

        Path other = Files.writeString(folder.resolve("bulk/factory/other"), device("9") + "\n");
        Files.move(other, folder.resolve("bulk/factory/devices.jsonl"), StandardCopyOption.REPLACE_EXISTING);
        turnstile.letThrough(10);

        assertThat(ended(tasks, id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(things()).containsExactly("pump-1", "pump-2", "pump-3");
    }

    @Test
    void the_audit_log_says_what_came_of_it_and_which_report_lists_the_devices() throws Exception {
        input(device("1"), "{", device("3"));
        BulkRegistration tasks = openTasks();

        String id = ended(tasks, start(tasks)).id();

        await().untilAsserted(() -> assertThat(AuditVerification.last(data().resolve(Audit.FOLDER), 1))
                .hasSize(1)
                .first()
                .satisfies(entry -> {
                    assertThat(entry.call().operator()).isEqualTo("ada");
                    assertThat(entry.call().operation()).isEqualTo("EndThingRegistrationTask");
                    assertThat(entry.call().resource()).isEqualTo(arn("thingregistrationtask/" + id));
                    assertThat(entry.call().result()).isEqualTo("Completed: 2 registered, 1 failed");
                    assertThat(entry.call().after())
                            .isEqualTo(Audit.digest(
                                    Files.readAllBytes(new TaskReports(data()).file(id, ReportType.RESULTS))));
                }));
    }

    @Test
    void nothing_is_registered_that_could_not_be_audited() throws Exception {
        input(device("1"));
        BulkRegistration tasks = openTasks();
        audit.close();

        RegistrationTask task = ended(tasks, start(tasks));

        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.message()).contains("audit log");
        assertThat(things()).isEmpty();
    }

    @Test
    void a_store_that_fails_ends_the_task_and_its_next_start_goes_on() throws Exception {
        input(device("1"), device("2"), device("3"));
        Turnstile turnstile = new Turnstile(1, registrar::register);
        BulkRegistration tasks = openTasks(turnstile);
        String id = start(tasks);
        turnstile.awaitWaiting();

        store.failWith("disk full");
        turnstile.letThrough(10);

        RegistrationTask failed = ended(tasks, id);
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.message()).startsWith("line 2: ").contains("disk full");
        assertThat(tasks.start("ada", TEMPLATE, "factory", "devices.jsonl", ROLE))
                .isInstanceOf(TaskStart.NotStored.class);
        store.failWith(null);
        assertThat(ended(openTasks(), id).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(things()).containsExactly("pump-1", "pump-2", "pump-3");
    }

    @Test
    void reports_that_are_gone_after_a_restart_end_the_task() throws Exception {
        input(device("1"), device("2"), device("3"));
        Turnstile turnstile = new Turnstile(1, registrar::register);
        BulkRegistration before = openTasks(turnstile);
        String id = start(before);
        turnstile.awaitWaiting();
        turnstile.letThrough(1);
        before.close();
        new TaskReports(data()).delete(id);

        RegistrationTask task = ended(openTasks(), id);

        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.message()).contains("results.jsonl: 0 bytes (expected: ");
    }

    @Test
    void an_empty_file_is_completed_without_devices() throws Exception {
        Files.write(folder.resolve("bulk/factory/devices.jsonl"), "".getBytes(StandardCharsets.UTF_8));
        BulkRegistration tasks = openTasks();

        RegistrationTask task = ended(tasks, start(tasks));

        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.percentage()).isEqualTo(100);
    }
}
