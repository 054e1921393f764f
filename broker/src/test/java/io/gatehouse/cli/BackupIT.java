package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, restores and documents of a whole broker, by the commands of an operator. */
class BackupIT {
    @TempDir
    private Path folder;

    private RunningBroker broker;

    @BeforeEach
    void start() {
        broker = RunningBroker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private CommandRun run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--data";
        all[arguments.length + 1] = broker.folder().toString();
        return CommandRun.in(folder, all);
    }

    @Test
    void a_backup_under_load_holds_all_that_was_acknowledged_before_it_and_opens() throws Exception {
        TestDevice lamp = broker.device("lamp");
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        AtomicInteger published = new AtomicInteger();
        int before;
        int after;
        try (ExecutorService load = Executors.newFixedThreadPool(2)) {
            try {
                Future<?> writes = load.submit(() -> {
                    while (!enough.get()) {
                        RunningBroker.done(broker.registry().putPolicy(name(written.get()), Policies.everything()));
                        written.incrementAndGet();
                    }
                });
                Future<?> messages = load.submit(() -> publish(lamp, enough, published));
                Awaitility.await().until(() -> written.get() > 20 && published.get() > 20);
                before = written.get();
                int publishedBefore = published.get();

                CommandRun backup = run("backup", "first");

                assertThat(backup.err()).isEmpty();
                assertThat(backup.out()).contains("files", "revision", "policy");
                after = written.get() + 1;
                Awaitility.await().until(() -> written.get() > after && published.get() > publishedBefore);
                enough.set(true);
                writes.get();
                messages.get();
            } finally {
                enough.set(true);
            }
        }

        CommandRun restored = CommandRun.in(folder, "restore", "first", "--data", "other");
        assertThat(restored.err()).isEmpty();
        assertThat(restored.out()).contains("restored", "no store to compare with");
        CommandRun verified = CommandRun.in(folder, "store", "verify", "--data", "other");
        assertThat(verified.exitCode()).as(verified.out() + verified.err()).isEqualTo(ExitCode.OK);
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("other")));
                Registry registry = Registry.open(
                        store.keyValue(), RunningBroker.SCOPE, RegistryLimits.EXTENDED, InstantSource.system())) {
            assertThat(registry.certificate(lamp.certificateId()))
                    .isEqualTo(broker.registry().certificate(lamp.certificateId()));
            int there = 0;
            while (registry.policy(name(there)) != null) {
                there++;
            }
            assertThat(there).isBetween(before, after);
            assertThat(registry.policies("load-", null, Integer.MAX_VALUE)).hasSize(there);
        }
    }

    private static String name(int number) {
        return "load-" + number;
    }

    private void publish(TestDevice device, AtomicBoolean enough, AtomicInteger published) {
        Mqtt5BlockingClient client = device.mqtt5(broker);
        client.connect();
        while (!enough.get()) {
            client.publishWith()
                    .topic("lamp/load")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(new byte[100])
                    .send();
            published.incrementAndGet();
        }
        client.disconnect();
    }

    @Test
    void a_running_broker_is_asked_for_its_store_and_is_not_restored_over() {
        assertThat(run("backup", "first").exitCode()).isEqualTo(ExitCode.OK);

        CommandRun again = run("backup", "first");
        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("or is empty");
        CommandRun stats = run("store", "stats");
        assertThat(stats.out()).contains("kv", "write-ahead log").doesNotContain("no broker runs");
        CommandRun restore = run("restore", "first", "--force");
        assertThat(restore.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(restore.err()).contains("in use");
        assertThat(run("store", "verify").err()).contains("in use");
    }

    @Test
    void a_backup_without_a_broker_says_that_none_runs() {
        CommandRun run = CommandRun.in(folder, "backup", "first", "--data", "nobody");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(folder.resolve("first")).doesNotExist();
    }

    @Test
    void a_tampered_backup_is_refused_and_a_revoked_certificate_is_shown() throws Exception {
        TestDevice lamp = broker.device("lamp");
        assertThat(run("backup", "first").exitCode()).isEqualTo(ExitCode.OK);
        RunningBroker.done(broker.registry().setCertificateStatus(lamp.certificateId(), CertificateStatus.REVOKED));
        assertThat(run("backup", "second").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(CommandRun.in(folder, "restore", "second", "--data", "other").exitCode())
                .isEqualTo(ExitCode.OK);

        CommandRun refused = CommandRun.in(folder, "restore", "first", "--data", "other", "--force");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains(lamp.certificateId(), "REVOKED now, ACTIVE in the backup", "CN=lamp");
        CommandRun agreed =
                CommandRun.in(folder, "restore", "first", "--data", "other", "--force", "--reactivate-certificates");
        assertThat(agreed.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(agreed.out()).contains("LET IN AGAIN", lamp.certificateId());

        Path current = folder.resolve("first/store/CURRENT");
        Files.writeString(current, "MANIFEST-000000\n");
        CommandRun tampered = CommandRun.in(folder, "restore", "first", "--data", "third");
        assertThat(tampered.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(tampered.err()).contains("not as it was taken", "store/CURRENT");
        assertThat(folder.resolve("third")).doesNotExist();
    }

    @Test
    void what_is_probably_not_meant_in_policies_is_shown_before_and_after_an_import() {
        broker.device("lamp", "wide", Policies.everything());
        broker.device("door", "narrow", Policies.document(Policies.allow("iot:Connect", "client/door")));
        assertThat(run("registry", "export", "registry.json").err()).isEmpty();
        RunningBroker.done(
                broker.registry().putPolicy("wide", Policies.document(Policies.allow("iot:Connect", "client/lamp"))));

        assertThat(run("registry", "import", "registry.json", "--dry-run").out())
                .contains("~ policy wide", ":\nBROAD_ALLOW at Statement[0]", "\n  instead: ")
                .containsPattern("policy wide version [0-9]+:\n")
                .doesNotContain("policy narrow");
        assertThat(run("registry", "import", "registry.json").out())
                .containsPattern("policy wide version [0-9]+:\nBROAD_ALLOW");
        assertThat(run("registry", "import", "registry.json").out())
                .as("of what does not change")
                .doesNotContain("BROAD_ALLOW");
    }

    @Test
    void an_import_reaches_live_sessions() throws Exception {
        TestDevice lamp = broker.device("lamp");
        assertThat(run("registry", "export", "registry.json").err()).isEmpty();
        Path document = folder.resolve("registry.json");
        Mqtt5BlockingClient client = lamp.mqtt5(broker);
        client.connect();
        String text = Files.readString(document);
        Files.writeString(document, text.replace("\"status\": \"ACTIVE\"", "\"status\": \"REVOKED\""));

        CommandRun look = run("registry", "import", "registry.json", "--dry-run");
        assertThat(look.out()).contains("~ certificate " + lamp.certificateId(), "nothing was changed");
        assertThat(client.getState().isConnected()).isTrue();
        assertThat(run("registry", "import", "registry.json").err()).isEmpty();
        Awaitility.await().until(() -> !client.getState().isConnected());

        Files.writeString(document, text);
        CommandRun refused = run("registry", "import", "registry.json");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains(lamp.certificateId(), "REVOKED now, ACTIVE in the document");
        Files.writeString(document, text.replace("\"things\"", "\"thinks\""));
        assertThat(run("registry", "import", "registry.json").err()).contains("line ", "thinks");
    }
}
