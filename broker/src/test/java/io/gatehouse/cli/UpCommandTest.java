package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationSource;
import io.gatehouse.control.BrokerView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {
    @TempDir
    Path folder;

    private final Started started = new Started();

    /** A broker that stops as soon as it has started, and remembers what it was started with. */
    private static final class Started implements BrokerStarter {
        private @Nullable Configuration configuration;

        @Override
        public Running start(Configuration configuration, ConfigurationSource source) {
            this.configuration = configuration;
            Path data = configuration.store().dataDirectory();
            return new Running() {
                @Override
                public BrokerView view() {
                    var listener = configuration.listeners().getFirst();
                    return new BrokerView(
                            "1.2.3",
                            Instant.EPOCH,
                            true,
                            List.of(new BrokerView.Listener(listener.name(), listener.host(), listener.port())),
                            "https://127.0.0.1:9443",
                            "BoringSSL",
                            "by the registry alone",
                            Instant.parse("2036-11-17T00:00:00Z"),
                            data.toString(),
                            64L << 20,
                            32L << 20);
                }

                @Override
                public int awaitStopped() {
                    return 0;
                }
            };
        }

        Configuration configuration() {
            assertThat(configuration).as("a broker was started").isNotNull();
            return java.util.Objects.requireNonNull(configuration);
        }
    }

    private CommandRun up(String typed, boolean terminal, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "up";
        all[1] = "--data";
        all[2] = "data";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandRun.in(folder, Map.of(), typed, terminal, started, all);
    }

    @Test
    void without_arguments_it_listens_on_loopback_8883_and_keeps_its_data_in_the_current_folder() {
        CommandRun run = CommandRun.in(
                folder, Map.of("GATEHOUSE_DATA", folder.resolve("data").toString()), "", false, started, "up");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(started.configuration().listeners().getFirst().host()).isEqualTo("127.0.0.1");
        assertThat(started.configuration().listeners().getFirst().port()).isEqualTo(8883);
        assertThat(folder.resolve("data")).isDirectory();
    }

    @Test
    void the_banner_has_what_one_needs_next_on_one_screen() {
        CommandRun run = up("", true);

        assertThat(run.out().lines()).hasSizeLessThanOrEqualTo(24);
        assertThat(run.out())
                .contains(
                        "Gatehouse 1.2.3, ready in ",
                        "mqtts 127.0.0.1:8883",
                        "BoringSSL",
                        "by the registry alone",
                        "development root until 2036-11-17, not for production",
                        folder.resolve("data").toString(),
                        "  ./gatehouse thing create lamp --out lamp\n",
                        "  ./gatehouse sub --as lamp 'lamp/#'\n")
                .doesNotContain("note ");
    }

    @Test
    void off_a_terminal_standard_output_is_left_to_the_log() {
        CommandRun run = up("", false);

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Gatehouse 1.2.3, ready in ", "mqtts 127.0.0.1:8883");
    }

    @Test
    void bind_and_port_change_where_it_listens_and_the_banner_warns() {
        CommandRun run = up("", true, "--bind", "0.0.0.0", "--port", "18883");

        assertThat(started.configuration().listeners().getFirst().host()).isEqualTo("0.0.0.0");
        assertThat(started.configuration().listeners().getFirst().port()).isEqualTo(18883);
        assertThat(run.out()).contains("note", "reachable from other machines with development certificates");
    }

    @Test
    void every_key_is_a_flag() {
        up("", false, "--limits.max-inflight=7");

        assertThat(started.configuration().limits().maxInflight()).isEqualTo(7);
    }

    @Test
    void a_configuration_with_problems_starts_nothing_and_shows_them_all() {
        CommandRun run = up("", false, "--limits.max-inflght=7", "--admin.port=70000");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("max-inflght", "did you mean limits.max-inflight", "70000", "correct all 2");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_broker_that_cannot_start_says_why() {
        CommandRun run = CommandRun.in(folder, "up");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("the broker did not start", "why: ", "do: ");
    }

    @Test
    void two_brokers_do_not_share_a_data_folder() {
        try (DataFolder taken = DataFolder.take(folder.resolve("data"))) {
            CommandRun run = up("", false, "--clean", "--yes");

            assertThat(taken.ours()).isEmpty();
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(run.err()).contains("no other broker runs on");
        }
    }

    @Test
    void clean_asks_and_no_keeps_everything() throws Exception {
        leftovers();

        CommandRun run = up("n\n", true, "--clean");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains(folder.resolve("data/store").toString(), "Delete? [y/N]", "Nothing was deleted.");
        assertThat(folder.resolve("data/store/000001.sst")).exists();
    }

    @Test
    void clean_deletes_what_gatehouse_made_and_nothing_else() throws Exception {
        leftovers();
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        Files.createSymbolicLink(folder.resolve("data/store/link"), outside);
        Files.writeString(folder.resolve("data/notes.txt"), "mine");

        CommandRun run = up("yes\n", true, "--clean");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("data/store")).doesNotExist();
        assertThat(folder.resolve("data/pki")).doesNotExist();
        assertThat(folder.resolve("data/notes.txt")).exists();
        assertThat(outside.resolve("file")).exists();
    }

    @Test
    void clean_with_nobody_to_ask_needs_yes() throws Exception {
        leftovers();

        CommandRun asked = up("y\n", false, "--clean");
        assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(asked.err()).contains("add --yes");
        assertThat(folder.resolve("data/store")).exists();

        assertThat(up("", false, "--clean", "--yes").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("data/store")).doesNotExist();
    }

    @Test
    void clean_deletes_nothing_in_a_folder_that_gatehouse_never_ran_on() throws Exception {
        Files.createDirectories(folder.resolve("data/store"));
        Files.writeString(folder.resolve("data/store/theirs"), "kept");

        up("", false, "--clean", "--yes");

        assertThat(folder.resolve("data/store/theirs")).exists();
    }

    private void leftovers() throws Exception {
        DataFolder.take(folder.resolve("data")).close();
        Files.createDirectories(folder.resolve("data/store"));
        Files.writeString(folder.resolve("data/store/000001.sst"), "x");
        Files.createDirectories(folder.resolve("data/pki"));
    }

    @Test
    void the_memory_of_the_store_beside_the_heap_is_told_when_the_broker_starts() {
        assertThat(up("", true).out())
                .contains("up to 96 MiB beside the heap (64 MiB block cache, 32 MiB write buffers)");
    }

    @Test
    void an_authority_that_has_ended_is_told_when_the_broker_starts() {
        var view = new BrokerView(
                "1.2.3",
                Instant.parse("2036-11-18T00:00:00Z"),
                true,
                List.of(),
                null,
                "BoringSSL",
                "by the registry alone",
                Instant.parse("2036-11-17T00:00:00Z"),
                folder.toString(),
                64L << 20,
                32L << 20);

        assertThat(new Banner(view, java.time.Duration.ZERO, folder).text())
                .contains("ENDED on 2036-11-17: devices refuse this broker; start over with up --clean");
    }
}
