package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TracingSettingsTest {
    private static ConfigurationLoader.Result load(String... flags) {
        return ConfigurationLoader.load(
                new ConfigurationSources(null, Map.of("COLLECTOR", "Bearer x"), List.of(flags)));
    }

    private static TracingSettings settings(String... flags) {
        if (load(flags) instanceof ConfigurationLoader.Loaded loaded) {
            return loaded.configuration().tracing();
        }
        throw new AssertionError(load(flags));
    }

    @Test
    void it_is_off_unless_a_collector_is_named() {
        assertThat(TracingSettings.DEFAULTS.isOn()).isFalse();
        assertThat(settings("--tracing.endpoint=http://127.0.0.1:4318").isOn()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
        "http://127.0.0.1:4318/, http://127.0.0.1:4318/v1/traces",
        "https://traces.example/otlp/v1/traces, https://traces.example/otlp/v1/traces",
        "http://[::1]:4318, http://[::1]:4318/v1/traces",
    })
    void the_path_of_otlp_is_meant_where_there_is_none(String endpoint, String address) {
        assertThat(settings("--tracing.endpoint=" + endpoint).address()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoint=127.0.0.1:4318 | tracing.endpoint: 127.0.0.1:4318 (expected: an http or https address",
                "endpoint=ftp://a | tracing.endpoint: ftp://a (expected: an http or https address",
                "endpoint=http://u:p@a | tracing.endpoint: http://u:p@a (expected: an http or https address",
                "sample=often | tracing.sample: often (expected: a number from 0 to 1)",
                "sample=1.5 | tracing.sample: 1.5 (expected: 0 to 1)",
                "sample=NaN | tracing.sample: NaN (expected: 0 to 1)",
                "max-spans-per-second=0 | tracing.max-spans-per-second: 0 (expected: 1 to 10000)",
            })
    void what_cannot_be_meant_is_refused_in_one_line(String flag, String line) {
        assertThat(load("--tracing." + flag))
                .isInstanceOfSatisfying(
                        ConfigurationLoader.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .asString()
                                .contains(line));
    }

    @Test
    void the_credential_is_referred_to_and_never_printed() {
        TracingSettings settings = settings("--tracing.authorization=${env:COLLECTOR}");

        assertThat(settings.authorization()).isEqualTo("Bearer x");
        assertThat(settings).asString().doesNotContain("Bearer");
    }
}
