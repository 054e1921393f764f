package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
    @TempDir
    Path folder;

    @Test
    void nothing_at_all_gives_the_defaults() {
        assertThat(loaded("", Map.of()).configuration()).isEqualTo(Configuration.defaultsOf(Compatibility.EXTENDED));
    }

    @Test
    void strict_compatibility_sets_the_numbers_of_aws() {
        Configuration strict = loaded("compatibility: strict", Map.of()).configuration();

        assertThat(strict).isEqualTo(Configuration.defaultsOf(Compatibility.STRICT));
        assertThat(strict.limits().maxPayloadBytes()).isEqualTo(128 * 1024);
        assertThat(strict.sessions().maxExpiry()).hasHours(1);
        assertThat(strict.sessions().backlogRate()).isEqualTo(10);
    }

    @Test
    void a_key_of_the_file_wins_over_strict_compatibility() {
        var loaded = loaded("limits: {max-topic-levels: 9}\ncompatibility: strict", Map.of());

        assertThat(loaded.configuration().limits().maxTopicLevels()).isEqualTo(9);
    }

    @Test
    void flags_win_over_the_environment_and_the_environment_over_the_file() {
        String file = "limits:\n  max-topic-levels: 1\n  max-sessions: 1\n  receive-maximum: 1\n";
        Map<String, String> environment =
                Map.of("GATEHOUSE_LIMITS_MAX_SESSIONS", "2", "GATEHOUSE_LIMITS_RECEIVE_MAXIMUM", "2");

        var loaded = loaded(file, environment, "--limits.receive-maximum=3");

        LimitSettings limits = loaded.configuration().limits();
        assertThat(limits.maxTopicLevels()).isEqualTo(1);
        assertThat(limits.maxSessions()).isEqualTo(2);
        assertThat(limits.receiveMaximum()).isEqualTo(3);
        assertThat(origin(loaded, "limits.max-topic-levels")).endsWith("gatehouse.yaml:2:3");
        assertThat(origin(loaded, "limits.max-sessions")).isEqualTo("environment GATEHOUSE_LIMITS_MAX_SESSIONS");
        assertThat(origin(loaded, "limits.receive-maximum")).isEqualTo("flag --limits.receive-maximum");
        assertThat(origin(loaded, "limits.max-inflight")).isEqualTo("default");
    }

    @Test
    void values_have_types_and_units() {
        Configuration configuration = loaded("""
                        listeners:
                          front-door: {port: 0, host: "::1"}
                          backdoor:
                            port: 9000
                        tls:
                          versions: [TLSv1.3]
                          groups: x25519, secp256r1
                          resumption: true
                          ticket-lifetime: 90s
                        sessions:
                          foreign-client-id: clean
                        store:
                          fsync: 10ms
                          block-cache-bytes: 2GiB
                        """, Map.of()).configuration();

        assertThat(configuration.listeners())
                .extracting(ListenerSettings::name)
                .containsExactly("front-door", "backdoor");
        assertThat(configuration.listeners().getFirst().host()).isEqualTo("::1");
        assertThat(configuration.tls().versions()).containsExactly("TLSv1.3");
        assertThat(configuration.tls().groups()).containsExactly("x25519", "secp256r1");
        assertThat(configuration.tls().resumption()).isTrue();
        assertThat(configuration.tls().ticketLifetime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(configuration.sessions().foreignClientId()).isEqualTo(SessionSettings.ForeignClientId.CLEAN);
        assertThat(configuration.store().fsync()).isEqualTo(StoreSettings.Fsync.EVERY_10_MILLIS);
        assertThat(configuration.store().blockCacheBytes()).isEqualTo(2L << 30);
    }

    @Test
    void a_listener_of_the_defaults_is_reached_by_the_environment_alone() {
        var loaded = loaded("", Map.of("GATEHOUSE_LISTENERS_MQTTS_PORT", "0"));

        assertThat(loaded.configuration().listeners().getFirst().port()).isZero();
    }

    @Test
    void all_problems_are_told_at_once_in_the_order_of_the_file() {
        String file = """
                limits:
                  max-paket-bytes: 1KiB
                  max-topic-levels: 0
                  receive-maximum: 70000
                  max-topic-levels: 3
                tls:
                  handshake-timeout: soon
                  versions: [TLSv1.1]
                sessoins:
                  max-expiry: 1h
                """;

        assertThat(problems(file, Map.of("GATEHOUSE_TLS_RESUMPTOIN", "true"), "--threads.loops=many"))
                .map(text -> text.replace(folder + "/", ""))
                .containsExactly(
                        "gatehouse.yaml:2:3: limits.max-paket-bytes: unknown key;"
                                + " did you mean limits.max-packet-bytes?",
                        "gatehouse.yaml:3:3: limits.max-topic-levels: 0 (expected: 1 to 1024)",
                        "gatehouse.yaml:4:3: limits.receive-maximum: 70000 (expected: 1 to 65535)",
                        "gatehouse.yaml:5:3: limits.max-topic-levels: given twice (first at gatehouse.yaml:3:3)",
                        "gatehouse.yaml:7:3: tls.handshake-timeout: soon (expected: " + Quantity.DURATION + ")",
                        "gatehouse.yaml:8:3: tls.versions: TLSv1.1 (expected: TLSv1.3, TLSv1.2 or both)",
                        "gatehouse.yaml:10:3: sessoins.max-expiry: unknown key; did you mean sessions.max-expiry?",
                        "flag --threads.loops: threads.loops: many (expected: a whole number up to 2147483647)",
                        "environment GATEHOUSE_TLS_RESUMPTOIN: unknown variable;"
                                + " did you mean GATEHOUSE_TLS_RESUMPTION?");
    }

    @Test
    void a_default_that_does_not_fit_what_was_set_is_told_too() {
        assertThat(problems("limits:\n  max-packet-bytes: 1KiB\n"))
                .singleElement()
                .asString()
                .endsWith("gatehouse.yaml:2:3: limits.max-packet-bytes-before-connect: 16384, the default,"
                        + " (expected: 128 to 1024)");
    }

    @Test
    void sessions_live_for_an_hour_in_strict_mode_and_for_7_days_where_that_is_written() {
        assertThat(problems("compatibility: strict\nsessions: {max-expiry: 8d}\n"))
                .singleElement()
                .asString()
                .contains("sessions.max-expiry: ")
                .contains("(expected: at most 7d with compatibility: strict)");
        assertThat(loaded("compatibility: strict\nsessions: {max-expiry: 7d}\n", Map.of())
                        .configuration()
                        .sessions()
                        .maxExpiry())
                .hasDays(7);
        assertThat(loaded("sessions: {max-expiry: 8d}\n", Map.of())
                        .configuration()
                        .sessions()
                        .maxExpiry())
                .hasDays(8);
    }

    @Test
    void two_keys_that_belong_together_are_checked_together() {
        assertThat(problems("tls:\n  certificate: server.pem\n"))
                .singleElement()
                .asString()
                .contains("tls.key: null, the default, (expected: set together with certificate)");
    }

    @Test
    void the_wrong_shape_is_told_as_such() {
        assertThat(problems("limits: 5")).singleElement().asString().contains("(expected: a section with keys");
        assertThat(problems("compatibility: [strict]"))
                .singleElement()
                .asString()
                .contains("compatibility: a list");
        assertThat(problems("compatibility:")).singleElement().asString().contains("compatibility: nothing");
        assertThat(problems("- a\n- b")).singleElement().asString().contains("sections and keys");
        assertThat(problems("tls: {versions: [[a]]}")).first().asString().contains("a list of plain values");
        assertThat(problems("? [a]\n: b")).singleElement().asString().contains("a name before the colon");
        assertThat(problems("threads: {loops: 1}\n---\nthreads: {loops: 2}"))
                .singleElement()
                .asString()
                .contains("one document");
    }

    @Test
    void a_section_without_keys_is_a_section_with_defaults() {
        assertThat(loaded("limits:\ntls:\n", Map.of()).configuration())
                .isEqualTo(Configuration.defaultsOf(Compatibility.EXTENDED));
    }

    @Test
    void tags_anchors_and_aliases_are_refused() {
        assertThat(problems("threads: {loops: !!int 5}"))
                .singleElement()
                .asString()
                .contains("no tags");
        assertThat(problems("threads: {loops: &a 5}"))
                .singleElement()
                .asString()
                .contains("no anchors");
        assertThat(problems("threads: {loops: *a}")).singleElement().asString().contains("no alias");
        assertThat(problems("threads: !java.net.URL {loops: 1}"))
                .singleElement()
                .asString()
                .contains("no tags");
    }

    @Test
    void broken_yaml_is_told_with_its_place() {
        assertThat(problems("tls:\n  versions: [TLSv1.3\nlimits: 1"))
                .first()
                .asString()
                .matches(".*gatehouse.yaml:3:\\d+: not YAML: .*");
    }

    @Test
    void a_hostile_file_is_refused_without_a_stack_overflow() {
        assertThat(problems("a: " + "{b: ".repeat(50_000))).isNotEmpty();
        assertThat(problems("a: " + "[".repeat(100_000))).isNotEmpty();
        assertThat(problems("#".repeat(1024 * 1024 + 1)))
                .singleElement()
                .asString()
                .contains("at most 1MiB");
    }

    @Test
    void a_file_that_is_not_there_or_not_text_is_told() throws IOException {
        var missing = new ConfigurationSources(folder.resolve("none.yaml"), Map.of(), List.of());
        assertThat(ConfigurationLoader.load(missing)).asString().contains("no such file");

        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0x41});
        assertThat(ConfigurationLoader.load(new ConfigurationSources(binary, Map.of(), List.of())))
                .asString()
                .contains("not UTF-8");
    }

    @Test
    void a_value_may_come_from_a_file_or_a_variable_and_is_never_printed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "eu-central-1\n");

        var loaded = loaded(
                "policy: {region: '${file:" + secret + "}', account: '${env:ACCOUNT}'}",
                Map.of("ACCOUNT", "123456789012"));

        assertThat(loaded.configuration().policy().region()).isEqualTo("eu-central-1");
        assertThat(loaded.configuration().policy().account()).isEqualTo("123456789012");
        assertThat(loaded.settings().toString()).doesNotContain("eu-central-1", "123456789012");
        assertThat(problems("policy: {region: '${env:NONE}'}"))
                .singleElement()
                .asString()
                .contains("that is set");
        assertThat(problems("policy: {region: '${file:/no/where}'}"))
                .first()
                .asString()
                .contains("can be read");
        assertThat(problems("policy: {region: '${vault:x}'}"))
                .singleElement()
                .asString()
                .contains("${env:NAME}");
    }

    @Test
    void variables_of_others_are_left_alone() {
        Map<String, String> environment = Map.of("GATEHOUSE_HOME", "/opt", "GATEHOUSE_PORT_8883_TCP", "tcp://10.0.0.1");

        assertThat(loaded("", environment).configuration()).isNotNull();
    }

    @Test
    void a_flag_without_a_value_and_an_unknown_flag_are_told() {
        assertThat(problems("", Map.of(), "--limits.max-sessions"))
                .singleElement()
                .asString()
                .contains("(expected: --section.key=value)");
        assertThat(problems("", Map.of(), "--limit.max-sessions=1"))
                .singleElement()
                .asString()
                .contains("did you mean limits.max-sessions?");
    }

    @Test
    void a_listener_name_that_cannot_be_a_label_is_refused_with_all_that_is_wrong_below_it() {
        assertThat(problems("listeners: {Front Door: {port: 99999}}"))
                .hasSize(2)
                .anyMatch(text -> text.contains("a name of lower-case letters"))
                .anyMatch(text -> text.contains("listeners.Front Door.port: 99999 (expected: 0 to 65535)"));
    }

    private ConfigurationLoader.Loaded loaded(String yaml, Map<String, String> environment, String... flags) {
        return switch (load(yaml, environment, flags)) {
            case ConfigurationLoader.Loaded loaded -> loaded;
            case ConfigurationLoader.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private List<String> problems(String yaml) {
        return problems(yaml, Map.of());
    }

    private List<String> problems(String yaml, Map<String, String> environment, String... flags) {
        return switch (load(yaml, environment, flags)) {
            case ConfigurationLoader.Loaded loaded -> throw new AssertionError(loaded.configuration());
            case ConfigurationLoader.Invalid invalid ->
                invalid.problems().stream().map(ConfigProblem::toString).toList();
        };
    }

    private ConfigurationLoader.Result load(String yaml, Map<String, String> environment, String... flags) {
        try {
            Path file = Files.writeString(folder.resolve("gatehouse.yaml"), yaml);
            return ConfigurationLoader.load(new ConfigurationSources(file, environment, List.of(flags)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String origin(ConfigurationLoader.Loaded loaded, String key) {
        return loaded.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .map(setting -> setting.origin().toString())
                .findFirst()
                .orElseThrow();
    }
}
