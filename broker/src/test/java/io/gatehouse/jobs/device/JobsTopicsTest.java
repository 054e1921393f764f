package io.gatehouse.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.session.ServiceAnswer;
import io.gatehouse.session.ServiceRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices are answered over MQTT. */
final class JobsTopicsTest extends DeviceGround {
    private JobsTopics topics;

    @BeforeEach
    void open() {
        topics = new JobsTopics(jobs, registry, metrics.jobRequests(), clock);
    }

    private static ServiceRequest request(String topic, String payload) {
        return new ServiceRequest(
                Topic.of("$aws/things/" + topic), payload.getBytes(StandardCharsets.UTF_8), "client", "certificate");
    }

    private JsonObject accepted(String topic, String payload) {
        ServiceAnswer answer = topics.answer(request(topic, payload));
        JsonObject body = json(answer.payload());
        assertThat(answer.topic().name()).as("%s", body).isEqualTo("$aws/things/" + topic + "/accepted");
        assertThat(body.wholeNumberOf("timestamp")).isEqualTo(clock.wallMillis() / 1000);
        return body;
    }

    private JsonObject rejected(String topic, String payload, String code) {
        ServiceAnswer answer = topics.answer(request(topic, payload));
        JsonObject body = json(answer.payload());
        assertThat(answer.topic().name()).as("%s", body).isEqualTo("$aws/things/" + topic + "/rejected");
        assertThat(body.textOf("code")).as("%s", body).isEqualTo(code);
        assertThat(body.textOf("message")).isNotBlank();
        assertThat(body.wholeNumberOf("timestamp")).isEqualTo(clock.wallMillis() / 1000);
        return body;
    }

    private double counted(String operation, String outcome) {
        return metrics.registry()
                .get("gatehouse.jobs.requests")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    // ---- What there is to do

    @Test
    void a_device_sees_what_it_has_to_do_in_the_order_in_which_it_was_made() {
        jobs("lamp", "b", "a");
        jobs("other", "elsewhere");

        JsonObject before = accepted("lamp/jobs/get", "{}");
        accepted("lamp/jobs/start-next", "{}");
        JsonObject after = accepted("lamp/jobs/get", "");

        assertThat(ids(before, "queuedJobs")).containsExactly("b", "a");
        assertThat(ids(before, "inProgressJobs")).isEmpty();
        assertThat(ids(after, "queuedJobs")).containsExactly("a");
        assertThat(ids(after, "inProgressJobs")).containsExactly("b");
        assertThat(counted("GetPendingJobExecutions", "accepted")).isEqualTo(2);
    }

    @Test
    void a_device_without_jobs_is_told_so() {
        JsonObject pending = accepted("lamp/jobs/get", "{}");

        assertThat(ids(pending, "queuedJobs")).isEmpty();
        assertThat(accepted("lamp/jobs/start-next", "{}").has("execution")).isFalse();
        assertThat(accepted("lamp/jobs/$next/get", "{}").has("execution")).isFalse();
    }

    @Test
    void the_next_one_is_started_with_its_details_and_stays_as_it_is_when_asked_for_again() {
        jobs("lamp", "first", "second");

        JsonObject started = object(
                accepted("lamp/jobs/start-next", "{\"statusDetails\":{\"step\":\"1\"},\"stepTimeoutInMinutes\":5}"),
                "execution");
        JsonObject again =
                object(accepted("lamp/jobs/start-next", "{\"statusDetails\":{\"step\":\"2\"}}"), "execution");

        assertThat(started.textOf("jobId")).isEqualTo("first");
        assertThat(started.textOf("thingName")).isEqualTo("lamp");
        assertThat(started.textOf("status")).isEqualTo("IN_PROGRESS");
        assertThat(started.wholeNumberOf("queuedAt")).isEqualTo(HandClock.BEGIN);
        assertThat(started.wholeNumberOf("startedAt")).isEqualTo(HandClock.BEGIN + 2);
        assertThat(started.wholeNumberOf("executionNumber")).isEqualTo(1);
        assertThat(started.wholeNumberOf("versionNumber")).isEqualTo(2);
        assertThat(started.wholeNumberOf("approximateSecondsBeforeTimedOut")).isEqualTo(300);
        assertThat(object(started, "statusDetails").textOf("step")).isEqualTo("1");
        assertThat(again).hasToString(started.toString());
    }

    @Test
    void a_document_is_json_as_it_was_given() {
        jobs("lamp", "first");

        JsonObject next = object(accepted("lamp/jobs/$next/get", "{}"), "execution");
        JsonObject without = object(
                accepted("lamp/jobs/first/get", "{\"includeJobDocument\":false,\"executionNumber\":1}"), "execution");

        assertThat(object(next, "jobDocument")).hasToString(DOCUMENT);
        assertThat(without.has("jobDocument")).isFalse();
        assertThat(without.textOf("status")).isEqualTo("QUEUED");
    }

    @Test
    void a_job_may_have_the_name_of_a_request() {
        jobs("lamp", "get", "start-next");

        assertThat(object(accepted("lamp/jobs/get/get", "{}"), "execution").textOf("jobId"))
                .isEqualTo("get");
        assertThat(object(accepted("lamp/jobs/start-next/get", "{}"), "execution")
                        .textOf("jobId"))
                .isEqualTo("start-next");
    }

    // ---- Reports

    @Test
    void a_device_reports_how_far_it_is_until_it_has_succeeded() {
        jobs("lamp", "first", "second");

        JsonObject began = accepted(
                "lamp/jobs/first/update",
                "{\"status\":\"IN_PROGRESS\",\"statusDetails\":{\"at\":\"50%\"},\"expectedVersion\":1,"
                        + "\"includeJobExecutionState\":true,\"includeJobDocument\":true}");
        JsonObject ended = accepted("lamp/jobs/first/update", "{\"status\":\"SUCCEEDED\",\"executionNumber\":1}");

        JsonObject state = object(began, "executionState");
        assertThat(state.textOf("status")).isEqualTo("IN_PROGRESS");
        assertThat(state.wholeNumberOf("versionNumber")).isEqualTo(2);
        assertThat(object(state, "statusDetails").textOf("at")).isEqualTo("50%");
        assertThat(object(began, "jobDocument")).hasToString(DOCUMENT);
        assertThat(ended.has("executionState")).isFalse();
        assertThat(ended.has("jobDocument")).isFalse();
        assertThat(ids(accepted("lamp/jobs/get", "{}"), "queuedJobs")).containsExactly("second");
    }

    @Test
    void a_report_of_another_version_is_rejected_with_what_there_is() {
        jobs("lamp", "first");

        JsonObject body = rejected(
                "lamp/jobs/first/update", "{\"status\":\"SUCCEEDED\",\"expectedVersion\":7}", "VersionMismatch");

        assertThat(object(body, "executionState").textOf("status")).isEqualTo("QUEUED");
        assertThat(object(body, "executionState").wholeNumberOf("versionNumber"))
                .isEqualTo(1);
    }

    @Test
    void what_has_ended_stays_as_it_ended() {
        jobs("lamp", "first");
        accepted("lamp/jobs/first/update", "{\"status\":\"FAILED\"}");

        JsonObject update =
                rejected("lamp/jobs/first/update", "{\"status\":\"IN_PROGRESS\"}", "InvalidStateTransition");
        JsonObject describe = rejected("lamp/jobs/first/get", "{}", "TerminalStateReached");

        assertThat(object(update, "executionState").textOf("status")).isEqualTo("FAILED");
        assertThat(describe.has("executionState")).isFalse();
        assertThat(counted("UpdateJobExecution", "InvalidStateTransition")).isEqualTo(1);
    }

    // ---- Requests that are wrong

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"clientToken\":",
                "{\"clientToken\":\"a\",\"clientToken\":\"b\"}",
                "{\"x\":[[[[[[[[1]]]]]]]]}",
                "{} {}",
                "{\"x\":\"\\ud800\"}"
            })
    void what_is_no_json_is_told_so(String payload) {
        rejected("lamp/jobs/get", payload, "InvalidJson");
    }

    @Test
    void a_request_has_a_length() {
        rejected("lamp/jobs/get", "{\"x\":\"" + "y".repeat(128 * 1024) + "\"}", "InvalidJson");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        get               | []
        get               | {"clientToken":7}
        start-next        | {"statusDetails":"x"}
        start-next        | {"statusDetails":{"x":1}}
        start-next        | {"statusDetails":{"x y":"1"}}
        start-next        | {"stepTimeoutInMinutes":0}
        start-next        | {"stepTimeoutInMinutes":1.5}
        start-next        | {"stepTimeoutInMinutes":10081}
        first/get         | {"executionNumber":"1"}
        first/get         | {"includeJobDocument":"yes"}
        a.b/get           | {}
        first/update      | {}
        first/update      | {"status":null}
        first/update      | {"status":"succeeded"}
        first/update      | {"status":"QUEUED"}
        first/update      | {"status":"CANCELED"}
        first/update      | {"status":"TIMED_OUT"}
        first/update      | {"status":"SUCCEEDED","expectedVersion":"1"}
        first/update      | {"status":"SUCCEEDED","includeJobExecutionState":1}
        $next/update      | {"status":"SUCCEEDED"}
        """)
    void what_is_asked_wrongly_is_told_so(String topic, String payload) {
        jobs("lamp", "first");

        rejected("lamp/jobs/" + topic, payload, "InvalidRequest");

        assertThat(ids(accepted("lamp/jobs/get", "{}"), "queuedJobs")).containsExactly("first");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        nobody/jobs/get          | {}
        nobody/jobs/start-next   | {}
        nobody/jobs/$next/get    | {}
        lamp/jobs/none/get       | {}
        lamp/jobs/first/get      | {"executionNumber":2}
        lamp/jobs/none/update    | {"status":"SUCCEEDED"}
        other/jobs/first/get     | {}
        other/jobs/first/update  | {"status":"SUCCEEDED"}
        """)
    void what_is_not_there_is_told_so(String topic, String payload) {
        jobs("lamp", "first");

        rejected(topic, payload, "ResourceNotFound");
    }

    @Test
    void fields_that_nobody_knows_are_ignored() {
        accepted("lamp/jobs/get", "{\"future\":{\"is\":[\"here\"]},\"clientToken\":null}");
    }

    @Test
    void a_token_comes_back_with_the_answer_whatever_it_is() {
        String longest = "x".repeat(64);

        assertThat(accepted("lamp/jobs/get", "{\"clientToken\":\"" + longest + "\"}")
                        .textOf("clientToken"))
                .isEqualTo(longest);
        assertThat(rejected("lamp/jobs/none/get", "{\"clientToken\":\"mine\"}", "ResourceNotFound")
                        .textOf("clientToken"))
                .isEqualTo("mine");
        assertThat(rejected("lamp/jobs/none/update", "{\"clientToken\":\"mine\",\"status\":1}", "InvalidRequest")
                        .textOf("clientToken"))
                .isEqualTo("mine");
        assertThat(rejected("lamp/jobs/get", "{\"clientToken\":\"" + longest + "x\"}", "InvalidRequest")
                        .has("clientToken"))
                .isFalse();
        assertThat(rejected("lamp/jobs/get", "{\"clientToken\":\"" + "é".repeat(33) + "\"}", "InvalidRequest")
                        .has("clientToken"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lamp/jobs/x", "lamp/jobs/x/y", "lamp/jobs/update", "lamp/jobs/x/start-next", "lamp/jobs/"})
    void a_topic_that_means_nothing_is_told_so(String topic) {
        rejected(topic, "{\"clientToken\":\"t\"}", "InvalidTopic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$aws/things/lamp/jobs/notify",
                "$aws/things/lamp/jobs/notify-next",
                "$aws/things/lamp/jobs/get/accepted",
                "$aws/things/lamp/jobs/x/get/rejected",
                "$aws/things/lamp/jobs/a/b/get",
                "$aws/things/lamp/jobs",
                "$aws/things/lamp/shadow/get",
                "things/lamp/jobs/get",
                "$aws/rules/lamp/jobs/get"
            })
    void other_topics_are_not_answered(String topic) {
        assertThat(topics.answers(Topic.of(topic))).isFalse();
    }

    @Test
    void who_finds_no_room_or_meets_a_defect_is_answered() {
        ServiceRequest request = request("lamp/jobs/get", "{}");

        ServiceAnswer overloaded = topics.overloaded(request);
        ServiceAnswer failed = topics.failed(request);

        assertThat(overloaded.topic().name()).isEqualTo("$aws/things/lamp/jobs/get/rejected");
        assertThat(json(overloaded.payload()).textOf("code")).isEqualTo("RequestThrottled");
        assertThat(failed.topic().name()).isEqualTo("$aws/things/lamp/jobs/get/rejected");
        assertThat(json(failed.payload()).textOf("code")).isEqualTo("InternalError");
    }
}
