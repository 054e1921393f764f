package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.Policies;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.pki.SigningRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.DescribeThingRegistrationTaskResponse;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.IotException;
import software.amazon.awssdk.services.iot.model.ReportType;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.Status;

/** Bulk registration, asked by AWS's own client: every operation, with its errors and pages. */
final class AwsSdkBulkRegistrationIT extends AwsSdkGround {
    private static final String ROLE = "arn:aws:iam::000000000000:role/bulk";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String CSR = SigningRequest.create().pem();

    @BeforeEach
    void makeBucket() throws IOException {
        Files.createDirectories(running.ground.bulkFolder().resolve("factory"));
        iot.createPolicy(r -> r.policyName("pumps").policyDocument(Policies.everything()));
    }

    private void input(String... lines) throws IOException {
        Files.writeString(
                running.ground.bulkFolder().resolve("factory/devices.jsonl"), String.join("\n", lines) + "\n");
    }

    private static String pump(int serial) {
        return Json.print(JsonValue.object()
                .put("Serial", Integer.toString(serial))
                .put("Csr", CSR)
                .build());
    }

    private String started() {
        return iot.startThingRegistrationTask(r -> r.templateBody(ProvisioningBodies.byRequest())
                        .inputFileBucket("factory")
                        .inputFileKey("devices.jsonl")
                        .roleArn(ROLE))
                .taskId();
    }

    private DescribeThingRegistrationTaskResponse described(String id) {
        return iot.describeThingRegistrationTask(r -> r.taskId(id));
    }

    private DescribeThingRegistrationTaskResponse ended(String id) {
        await().until(() ->
                described(id).status() != Status.IN_PROGRESS && described(id).status() != Status.CANCELLING);
        return described(id);
    }

    private Path report(String id, ReportType type) {
        var reports = iot.listThingRegistrationTaskReports(r -> r.taskId(id).reportType(type));
        assertThat(reports.reportType()).isEqualTo(type);
        assertThat(reports.resourceLinks()).hasSize(1);
        return Path.of(URI.create(reports.resourceLinks().getFirst()));
    }

    @Test
    void a_file_of_devices_is_registered_and_the_task_says_how_far_it_is() throws IOException {
        input(pump(1), "{\"Serial\": 2}", pump(3));

        String id = started();

        assertThat(running.ground.audited.getLast())
                .returns(arn("thingregistrationtask/" + id), AuditCall::resource)
                .returns("StartThingRegistrationTask", AuditCall::operation)
                .returns(null, AuditCall::before);
        assertThat(running.ground.audited.getLast().after()).isNotNull();
        var task = ended(id);
        assertThat(task.status()).isEqualTo(Status.COMPLETED);
        assertThat(task.taskId()).isEqualTo(id);
        assertThat(task.templateBody()).isEqualTo(ProvisioningBodies.byRequest());
        assertThat(task.inputFileBucket()).isEqualTo("factory");
        assertThat(task.inputFileKey()).isEqualTo("devices.jsonl");
        assertThat(task.roleArn()).isEqualTo(ROLE);
        assertThat(task.successCount()).isEqualTo(2);
        assertThat(task.failureCount()).isEqualTo(1);
        assertThat(task.percentageProgress()).isEqualTo(100);
        assertThat(task.creationDate())
                .isBetween(Instant.now().minusSeconds(60), Instant.now())
                .isBeforeOrEqualTo(task.lastModifiedDate());
        assertThat(iot.listThings().things()).hasSize(2);
        assertThat(Files.readString(report(id, ReportType.ERRORS)))
                .isEqualTo("{\"lineNumber\":2,\"offset\":" + (pump(1).length() + 1)
                        + ",\"message\":\"parameter \\\"Serial\\\": a number (expected: a string)\"}\n");
        String principal =
                iot.listThingPrincipals(r -> r.thingName("pump-3")).principals().getFirst();
        assertThat(Files.readAllLines(report(id, ReportType.RESULTS)))
                .hasSize(2)
                .last()
                .satisfies(line ->
                        assertThat(line).startsWith("{\"lineNumber\":3,").contains(principal));
    }

    @Test
    void a_task_is_stopped() throws IOException {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(pump(i));
        }
        input(many.toArray(String[]::new));
        String id = started();

        iot.stopThingRegistrationTask(r -> r.taskId(id));

        assertThat(running.ground.audited.getLast())
                .returns(arn("thingregistrationtask/" + id), AuditCall::resource)
                .returns("ok", AuditCall::result);
        var stopped = ended(id);
        assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
        assertThat(stopped.percentageProgress()).isLessThan(100);
        assertThat(iot.listThings().things()).hasSizeLessThan(1000);
        iot.stopThingRegistrationTask(r -> r.taskId(id));

        input(pump(1));
        String other = started();
        ended(other);
        refused(
                InvalidRequestException.class,
                () -> iot.stopThingRegistrationTask(r -> r.taskId(other)),
                "is Completed (expected: one that is InProgress)");
    }

    @Test
    void tasks_are_listed_in_pages_and_by_status() throws IOException {
        input(pump(1));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(started());
        }
        ids.forEach(this::ended);

        assertThat(iot.listThingRegistrationTasksPaginator(r -> r.maxResults(2)).taskIds())
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(iot.listThingRegistrationTasks(r -> r.status(Status.COMPLETED))
                        .taskIds())
                .hasSize(5);
        assertThat(iot.listThingRegistrationTasks(r -> r.status(Status.FAILED)).taskIds())
                .isEmpty();
        refused(
                InvalidRequestException.class,
                () -> iot.listThingRegistrationTasks(r -> r.status("Lost")),
                "status: \"Lost\" (expected: one of InProgress, Cancelling, ");
    }

    @Test
    void what_is_not_there_or_not_asked_properly_is_refused() throws IOException {
        input(pump(1));
        refused(
                InvalidRequestException.class,
                () -> iot.startThingRegistrationTask(r -> r.templateBody(ProvisioningBodies.byRequest())
                        .inputFileBucket("factory")
                        .inputFileKey("../../audit/0000000000000000001.jsonl")
                        .roleArn(ROLE)),
                "inputFileKey: \"../../audit");
        refused(
                InvalidRequestException.class,
                () -> iot.startThingRegistrationTask(r -> r.templateBody("{")
                        .inputFileBucket("factory")
                        .inputFileKey("devices.jsonl")
                        .roleArn(ROLE)),
                "templateBody: ");
        refused(
                InvalidRequestException.class,
                () -> iot.startThingRegistrationTask(r -> r.templateBody(ProvisioningBodies.byRequest())),
                "inputFileBucket: missing");
        refused(ResourceNotFoundException.class, () -> described(NOBODY), "registration task " + NOBODY);
        refused(
                ResourceNotFoundException.class,
                () -> iot.stopThingRegistrationTask(r -> r.taskId(NOBODY)),
                "registration task " + NOBODY);
        refused(
                ResourceNotFoundException.class,
                () -> iot.listThingRegistrationTaskReports(r -> r.taskId(NOBODY).reportType(ReportType.ERRORS)),
                "registration task " + NOBODY);
        refused(InvalidRequestException.class, () -> described("a_b"), "taskId: ");
        String id = started();
        refused(
                InvalidRequestException.class,
                () -> iot.listThingRegistrationTaskReports(r -> r.taskId(id)),
                "reportType: missing (expected: ERRORS or RESULTS)");
        assertThat(iot.listThingRegistrationTasks(r -> {}).taskIds()).containsExactly(id);
        ended(id);
    }

    @Test
    void who_looks_starts_and_stops_nothing() throws Exception {
        input(pump(1));
        try (IotClient viewer = running.sdk("VIEWER", HttpClient.Version.HTTP_2)) {
            refused(
                    IotException.class,
                    () -> viewer.startThingRegistrationTask(r -> r.templateBody(ProvisioningBodies.byRequest())
                            .inputFileBucket("factory")
                            .inputFileKey("devices.jsonl")
                            .roleArn(ROLE)),
                    "expected for StartThingRegistrationTask: OPERATOR");
            String id = started();
            refused(
                    IotException.class,
                    () -> viewer.stopThingRegistrationTask(r -> r.taskId(id)),
                    "expected for StopThingRegistrationTask: OPERATOR");
            assertThat(viewer.listThingRegistrationTasks(r -> {}).taskIds()).containsExactly(id);
            ended(id);
        }
    }
}
