package io.gatehouse.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices are answered over HTTP, without a connection. */
final class JobsDataTest extends DeviceGround {
    private JobsData data;

    @BeforeEach
    void open() {
        data = new JobsData(jobs, registry, metrics.jobRequests(), clock);
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject done(JobsData.Answer answer) {
        assertThat(answer).isInstanceOf(JobsData.Answer.Done.class);
        return ((JobsData.Answer.Done) answer).body();
    }

    private static void refused(JobsData.Answer answer, String exception, int status) {
        assertThat(answer).isInstanceOf(JobsData.Answer.Refused.class);
        DeviceError error = ((JobsData.Answer.Refused) answer).error();
        assertThat(error.exception()).isEqualTo(exception);
        assertThat(error.status()).isEqualTo(status);
    }

    @Test
    void a_job_is_done_over_http_and_its_document_is_a_string() {
        jobs("lamp", "first");

        JsonObject pending = done(data.pending("lamp"));
        JsonObject started =
                object(done(data.startNext("lamp", bytes("{\"statusDetails\":{\"step\":\"1\"}}"))), "execution");
        JsonObject described = object(done(data.describe("lamp", "$next", null, "false")), "execution");
        JsonObject updated = done(
                data.update("lamp", "first", bytes("{\"status\":\"SUCCEEDED\",\"includeJobExecutionState\":true}")));

        assertThat(ids(pending, "queuedJobs")).containsExactly("first");
        assertThat(pending.has("timestamp")).isFalse(); // which the model has not
        assertThat(started.textOf("jobDocument")).isEqualTo(DOCUMENT);
        assertThat(described.has("jobDocument")).isFalse();
        assertThat(described.textOf("status")).isEqualTo("IN_PROGRESS");
        assertThat(object(updated, "executionState").textOf("status")).isEqualTo("SUCCEEDED");
        assertThat(done(data.startNext("lamp", new byte[0])).has("execution")).isFalse();
    }

    @Test
    void errors_have_the_names_and_statuses_of_the_model() {
        jobs("lamp", "first", "second");
        done(data.update("lamp", "first", bytes("{\"status\":\"FAILED\"}")));

        refused(data.pending("nobody"), "ResourceNotFoundException", 404);
        refused(data.describe("lamp", "none", null, null), "ResourceNotFoundException", 404);
        refused(data.describe("lamp", "first", null, null), "TerminalStateException", 410);
        refused(
                data.update("lamp", "first", bytes("{\"status\":\"SUCCEEDED\"}")),
                "InvalidStateTransitionException",
                409);
        refused(
                data.update("lamp", "second", bytes("{\"status\":\"SUCCEEDED\",\"expectedVersion\":9}")),
                "InvalidStateTransitionException",
                409);
        refused(data.update("lamp", "second", bytes("{")), "InvalidRequestException", 400);
    }

    @ParameterizedTest
    @CsvSource({"one,", "1.0,", ",maybe", ",''", "'',"})
    void a_query_that_is_wrong_is_told_so(String executionNumber, String includeJobDocument) {
        jobs("lamp", "first");

        refused(data.describe("lamp", "first", executionNumber, includeJobDocument), "InvalidRequestException", 400);
    }
}
