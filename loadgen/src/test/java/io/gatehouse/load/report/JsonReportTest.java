package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Timeline;
import org.junit.jupiter.api.Test;

final class JsonReportTest {
    private static JsonNode json(RunReport report) throws JsonProcessingException {
        return new ObjectMapper().readTree(JsonReport.of(report));
    }

    /** Programs rely on them: a name that is missing here was renamed. */
    @Test
    void the_names_are_those_that_the_documentation_has() throws JsonProcessingException {
        JsonNode json = json(SampleRun.report());

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "version",
                        "scenario",
                        "command",
                        "begun",
                        "setting",
                        "machine",
                        "seconds",
                        "until",
                        "counts",
                        "rates",
                        "latencies",
                        "phases",
                        "failures",
                        "generator",
                        "findings",
                        "assertions",
                        "held",
                        "intervals");
        assertThat(json.get("counts").fieldNames())
                .toIterable()
                .containsExactly(
                        "connects",
                        "connected",
                        "resumed",
                        "ended",
                        "due",
                        "sent",
                        "held_back",
                        "acknowledged",
                        "received",
                        "foreign",
                        "lost",
                        "duplicated",
                        "reordered");
        assertThat(json.get("latencies").fieldNames())
                .toIterable()
                .containsExactly("tls", "connect", "acknowledgement", "delivery", "send_lag");
        assertThat(json.at("/latencies/delivery").fieldNames())
                .toIterable()
                .containsExactly("timed", "p50_ns", "p90_ns", "p99_ns", "p99_9_ns", "max_ns", "mean_ns");
        assertThat(json.at("/intervals/0").fieldNames())
                .toIterable()
                .containsExactly("seconds", "length", "open", "counts", "latencies", "failures", "generator");
    }

    @Test
    void the_values_are_those_of_the_measured_time() throws JsonProcessingException {
        JsonNode json = json(SampleRun.report());

        assertThat(json.get("begun").asText()).isEqualTo("2026-11-29T20:00:00.123456Z");
        assertThat(json.get("seconds").asDouble()).isEqualTo(80);
        assertThat(json.at("/counts/received").asLong()).isEqualTo(397_597);
        assertThat(json.at("/rates/due").asDouble()).isEqualTo(5000);
        assertThat(json.at("/latencies/delivery/p50_ns").asLong()).isBetween(800_000L, 1_100_000L);
        assertThat(json.at("/failures/0").toString())
                .isEqualTo("{\"kind\":\"timed_out\",\"detail\":\"answer\",\"number\":93}");
        assertThat(json.at("/generator/was_the_limit").asBoolean()).isFalse();
        assertThat(json.at("/assertions/1").toString())
                .isEqualTo("{\"assertion\":\"loss==0\",\"held\":false,\"measured\":\"3\"}");
        assertThat(json.get("held").asBoolean()).isFalse();
        assertThat(json.get("intervals")).hasSize(90);
        assertThat(json.at("/intervals/9/open").asLong()).isEqualTo(2000);
    }

    @Test
    void a_generator_that_was_the_limit_is_named_with_its_sentences() throws JsonProcessingException {
        JsonNode generator =
                json(SampleRun.report(new Generator(0.9, 0.99), 60)).get("generator");

        assertThat(generator.get("was_the_limit").asBoolean()).isTrue();
        assertThat(generator.at("/sentences/0").asText()).startsWith("The generator itself was the limit");
    }

    @Test
    void a_run_of_which_there_is_nothing_has_only_numbers() throws JsonProcessingException {
        JsonNode json = json(SampleRun.of(new Timeline()));

        assertThat(json.at("/rates/received").isNumber()).isTrue();
        assertThat(json.toString()).doesNotContain("NaN");
    }
}
