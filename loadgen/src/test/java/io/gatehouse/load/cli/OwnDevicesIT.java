package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.FleetBroker;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.FleetPolicy;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.IdentityFolder;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.load.fleet.Registration;
import io.gatehouse.pki.KeyKind;
import io.gatehouse.registry.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that were there before the run, in files of their own. */
final class OwnDevicesIT {
    private static final int DEVICES = 4;
    private static final String RUN = "before";

    @TempDir
    Path data;

    @TempDir
    Path folder;

    private Path devices;
    private FleetBroker broker;
    private List<Identity> identities;

    @BeforeEach
    void start() throws Exception {
        broker = FleetBroker.start(data);
        devices = folder.resolve("devices");
        identities = done(Mint.ofBroker(data)).identities(names(), 0, DEVICES, KeyKind.P256, Progress.NONE);
        try (Registration registration = done(Registration.open(data))) {
            done(IdentityFolder.write(
                    devices, identities, registration.broker().caPem(), registration.broker(), Progress.NONE));
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static NameTemplate names() {
        return done(NameTemplate.of("lamp-%i"));
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }

    /** As they are in a house: each a thing with a certificate that has a policy. */
    private void registerThem() {
        try (Registration registration = done(Registration.open(data))) {
            FleetPolicy policy = done(FleetPolicy.ofRun(RUN, registration.broker()));
            assertThat(done(registration.register(policy, identities, Progress.NONE))
                            .done())
                    .isEqualTo(DEVICES);
        }
    }

    private Played pairs(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("pairs", "-r", "100", "-d", "1s", "-q", "1"));
        arguments.addAll(List.of(more));
        return Played.of(folder, arguments.toArray(String[]::new));
    }

    private static void allCame(Played played) {
        assertThat(played.exitCode()).as(played.words()).isZero();
        assertThat(played.result().path("failures")).isEmpty();
        assertThat(played.count("connected")).isEqualTo(DEVICES);
        assertThat(played.count("received")).isEqualTo(100);
    }

    @Test
    void devices_of_a_folder_are_registered_for_the_run_and_removed() throws Exception {
        allCame(pairs("--devices", devices.toString(), "--data", data.toString()));

        assertThat(broker.registry().things("", null, 1)).isEmpty();
        assertThat(broker.registry().certificates("", null, 1)).isEmpty();
        assertThat(broker.registry().policies("", null, 1)).isEmpty();
    }

    @Test
    void devices_that_were_registered_before_are_so_behind_the_run_with_what_they_had() throws Exception {
        registerThem();

        allCame(pairs("--devices", devices.toString(), "--data", data.toString()));

        Registry registry = broker.registry();
        assertThat(registry.things("", null, DEVICES + 1)).hasSize(DEVICES);
        assertThat(registry.certificatesOfPolicy("load-" + RUN, null, DEVICES + 1))
                .hasSize(DEVICES);
        assertThat(registry.policies("", null, 2)).hasSize(1); // that of the run is gone
    }

    @Test
    void a_fleet_that_is_made_does_not_take_the_things_of_others() throws Exception {
        registerThem();

        Played played = pairs("-c", "" + DEVICES, "--name", "lamp-%i", "--data", data.toString());

        assertThat(played.exitCode()).as(played.words()).isEqualTo(2);
        assertThat(played.err().lines()).hasSize(1).first().asString().contains("--name: thing lamp-");
        assertThat(broker.registry().certificates("", null, DEVICES + 1)).hasSize(DEVICES);
    }

    @Test
    void a_fleet_that_is_saved_stays_registered_and_connects_again() throws Exception {
        Path saved = folder.resolve("saved");

        allCame(pairs("-c", "" + DEVICES, "--save", saved.toString(), "--data", data.toString()));
        assertThat(broker.registry().things("", null, DEVICES + 1)).hasSize(DEVICES);
        allCame(pairs("--devices", saved.toString(), "--data", data.toString()));

        assertThat(broker.registry().things("", null, DEVICES + 1)).hasSize(DEVICES);
        assertThat(broker.registry().certificates("", null, DEVICES + 1)).hasSize(DEVICES);
    }

    @Test
    void nothing_is_saved_over_what_is_there_and_then_nothing_is_registered() throws Exception {
        Path saved = folder.resolve("saved");
        Files.writeString(Files.createDirectories(saved.resolve("load-0")).resolve("key.pem"), "somebody's");

        Played played = pairs("-c", "" + DEVICES, "--save", saved.toString(), "--data", data.toString());

        assertThat(played.exitCode()).as(played.words()).isEqualTo(2);
        assertThat(played.err().lines()).hasSize(1).first().asString().contains("nothing is overwritten");
        assertThat(saved.resolve("load-0").resolve("key.pem")).hasContent("somebody's");
        assertThat(broker.registry().things("", null, 1)).isEmpty();
    }

    @Test
    void devices_of_a_list_connect() throws Exception {
        Path list = folder.resolve("devices.csv");
        Files.writeString(
                list,
                identities.stream()
                        .map(Identity::name)
                        .map(name -> String.join(
                                ",", name, "devices/" + name + "/chain.pem", "devices/" + name + "/key.pem"))
                        .collect(Collectors.joining("\n", "name,certificate,key\n", "\n")));

        allCame(pairs("--devices-csv", list.toString(), "--data", data.toString()));
    }

    @Test
    void one_certificate_is_one_device_of_a_gatehouse() throws Exception {
        Path lamp = devices.resolve("lamp-0");
        String[] files = {
            "--cert",
            lamp.resolve("chain.pem").toString(),
            "--key",
            lamp.resolve("key.pem").toString()
        };
        Played one = Played.of(
                folder,
                Stream.of(new String[] {"idle", "-c", "1", "-d", "100ms", "--data", data.toString()}, files)
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        assertThat(one.exitCode()).as(one.words()).isZero();
        assertThat(one.count("connected")).isEqualTo(1);

        Played many = Played.of(
                folder,
                Stream.of(new String[] {"idle", "-c", "2", "-d", "100ms", "--data", data.toString()}, files)
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        assertThat(many.exitCode()).isEqualTo(2);
        assertThat(many.err().lines()).hasSize(1).first().asString().contains("--cert", "2 devices");
    }

    @Test
    void a_fleet_of_which_one_is_refused_leaves_nothing_behind() throws Exception {
        try (Registration registration = done(Registration.open(data))) {
            FleetPolicy policy = done(FleetPolicy.ofRun(RUN, registration.broker()));
            Identity elsewhere = new Identity(
                    "somebody", identities.get(2).key(), identities.get(2).chain());
            done(registration.register(policy, List.of(elsewhere), Progress.NONE));
        }

        Played played = pairs("--devices", devices.toString(), "--data", data.toString());

        assertThat(played.exitCode()).as(played.words()).isEqualTo(3);
        assertThat(played.err().lines()).hasSize(1).first().asString().contains("lamp-2", "somebody");
        assertThat(broker.registry().things("lamp-", null, 1)).isEmpty();
        assertThat(broker.registry().policies("", null, 2)).hasSize(1);
    }

    @Test
    void a_gatehouse_that_is_told_to_be_foreign_lets_in_whom_it_knows() throws Exception {
        registerThem();

        allCame(pairs(
                "--foreign",
                "--host",
                "localhost",
                "--port",
                "" + broker.address().getPort(),
                "--ca",
                devices.resolve("lamp-0/ca.pem").toString(),
                "--devices",
                devices.toString(),
                "--topic",
                FleetPolicy.topics(RUN) + "%c"));

        assertThat(broker.registry().things("", null, DEVICES + 1)).hasSize(DEVICES);
    }
}
