package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.bulk.BulkRegistration;
import io.gatehouse.provisioning.bulk.Progress;
import io.gatehouse.provisioning.bulk.RegistrationTask;
import io.gatehouse.provisioning.bulk.ReportType;
import io.gatehouse.provisioning.bulk.TaskInput;
import io.gatehouse.provisioning.bulk.TaskStart;
import io.gatehouse.provisioning.bulk.TaskStatus;
import io.gatehouse.provisioning.bulk.TaskStop;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks of bulk registration: start, stop, describe, list, reports. */
final class ThingRegistrationTaskOperations implements OperationGroup {
    private final BulkRegistration tasks;

    ThingRegistrationTaskOperations(BulkRegistration tasks) {
        this.tasks = tasks;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.creation("StartThingRegistrationTask", this::start)
                .change(
                        "StopThingRegistrationTask",
                        call -> subject(existing(call).id()),
                        this::stop)
                .read("DescribeThingRegistrationTask", this::describe)
                .read("ListThingRegistrationTasks", this::list)
                .read("ListThingRegistrationTaskReports", this::reports);
    }

    /** @throws OperationRefused ResourceNotFoundException */
    private RegistrationTask existing(Call call) {
        String id = call.label("taskId", NamePattern.REGISTRATION_TASK);
        RegistrationTask task = tasks.find(id);
        if (task == null) {
            throw notFound(id);
        }
        return task;
    }

    private static OperationRefused notFound(String id) {
        return new OperationRefused(AwsError.RESOURCE_NOT_FOUND, "registration task " + id + " does not exist");
    }

    /** What a caller changes of it; how far it is changes by itself. */
    private Subject subject(String id) {
        return new Subject(tasks.arn(id), () -> audited(tasks.find(id)));
    }

    private static @Nullable JsonValue audited(@Nullable RegistrationTask task) {
        if (task == null) {
            return null;
        }
        TaskInput input = task.input();
        return JsonValue.object()
                .put("template", input.templateBody())
                .put("bucket", input.bucket())
                .put("key", input.key())
                .put("role", input.roleArn())
                .put("stopped", task.status() == TaskStatus.CANCELLING || task.status() == TaskStatus.CANCELLED)
                .build();
    }

    private JsonObject start(Call call) {
        Fields body = call.body();
        TaskStart came = tasks.start(
                call.caller().name(),
                body.requiredText("templateBody"),
                body.requiredText("inputFileBucket"),
                body.requiredText("inputFileKey"),
                body.requiredText("roleArn"));
        return switch (came) {
            case TaskStart.Started(RegistrationTask task) -> {
                call.made(subject(task.id()));
                yield JsonValue.object().put("taskId", task.id()).build();
            }
            case TaskStart.Refused(String problem) -> throw OperationRefused.invalid(problem);
            case TaskStart.TooMany(String problem) -> throw new OperationRefused(AwsError.LIMIT_EXCEEDED, problem);
            case TaskStart.NotStored(String problem) ->
                throw new OperationRefused(AwsError.SERVICE_UNAVAILABLE, problem);
        };
    }

    private JsonObject stop(Call call) {
        String id = existing(call).id();
        return switch (tasks.stop(id)) {
            case TaskStop.Stopped _ -> RegistryAnswers.NOTHING;
            case TaskStop.NotFound _ -> throw notFound(id);
            case TaskStop.Over(TaskStatus status) ->
                throw OperationRefused.invalid(
                        "taskId: " + id + " is " + status + " (expected: one that is " + TaskStatus.IN_PROGRESS + ")");
            case TaskStop.NotStored(String problem) ->
                throw new OperationRefused(AwsError.SERVICE_UNAVAILABLE, problem);
        };
    }

    private JsonObject describe(Call call) {
        RegistrationTask task = existing(call);
        TaskInput input = task.input();
        Progress progress = task.progress();
        return JsonValue.object()
                .put("taskId", task.id())
                .put("creationDate", RegistryAnswers.seconds(task.createdAt()))
                .put("lastModifiedDate", RegistryAnswers.seconds(task.lastModifiedAt()))
                .put("templateBody", input.templateBody())
                .put("inputFileBucket", input.bucket())
                .put("inputFileKey", input.key())
                .put("roleArn", input.roleArn())
                .put("status", task.status().word())
                .putIfPresent("message", task.message())
                .put("successCount", progress.registered())
                .put("failureCount", progress.failed())
                .put("percentageProgress", task.percentage())
                .build();
    }

    private JsonObject list(Call call) {
        TaskStatus wanted = wantedStatus(call);
        List<String> ids = tasks.all().stream()
                .filter(task -> wanted == null || task.status() == wanted)
                .map(RegistrationTask::id)
                .toList();
        return Listing.byToken(call, wanted).ofAll("taskIds", ids, Function.identity(), JsonValue::of);
    }

    private static @Nullable TaskStatus wantedStatus(Call call) {
        String word = call.query().text("status");
        TaskStatus status = word == null ? null : TaskStatus.named(word);
        if (word != null && status == null) {
            String words =
                    Arrays.stream(TaskStatus.values()).map(TaskStatus::word).collect(Collectors.joining(", "));
            throw OperationRefused.invalid("status: " + Json.quoted(word) + " (expected: one of " + words + ")");
        }
        return status;
    }

    private JsonObject reports(Call call) {
        RegistrationTask task = existing(call);
        ReportType type = call.query().constant("reportType", ReportType.class);
        if (type == null) {
            throw OperationRefused.invalid("reportType: missing (expected: "
                    + Arrays.stream(ReportType.values()).map(Enum::name).collect(Collectors.joining(" or ")) + ")");
        }
        JsonObject page = Listing.byToken(call, task.id(), type)
                .ofAll("resourceLinks", tasks.reports(task, type), Function.identity(), JsonValue::of);
        JsonValue.ObjectBuilder answer = JsonValue.object();
        page.members().forEach(member -> answer.put(member.name(), member.value()));
        return answer.put("reportType", type.name()).build();
    }
}
