package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.harness.HangUps;
import io.gatehouse.harness.NotifyListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code target/dist}, which is what the image holds, run as the image runs it: the words and the environment of the
 * Dockerfile, the user of the image where the test may become it, folders of the installation that cannot be written.
 */
class DistIT {
    private static final Path DIST = Path.of("target/dist").toAbsolutePath();
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    Path folder;

    private Path installation;
    private Path data;

    @BeforeEach
    void install() throws Exception {
        assumeTrue(Files.exists(DIST.resolve("bin/gatehouse")), "target/dist is not built: run mvn verify");
        installation = folder.resolve("gatehouse");
        link(DIST, installation);
        data = Files.createDirectory(folder.resolve("data"));
        Files.createDirectories(folder.resolve("tmp"));
        permit(folder, "rwxr-xr-x");
        permit(folder.resolve("tmp"), "rwxrwxrwx");
        permit(data, "rwx------");
        folders().forEach(each -> permit(each, "r-xr-xr-x"));
    }

    @AfterEach
    void leave() throws IOException {
        folders().forEach(each -> permit(each, "rwxr-xr-x")); // or nobody can remove them
    }

    @Test
    void it_serves_devices_as_a_container_would_and_stops_in_order() throws Exception {
        String notify = "gatehouse-dist-" + ProcessHandle.current().pid();
        Installed gatehouse = asInTheImage(Map.of("NOTIFY_SOCKET", "@" + notify));
        var before = files();
        try (var systemd = new NotifyListener("\0" + notify);
                Installed.Up up = gatehouse.up(command())) {
            await().until(() -> systemd.heard().stream().anyMatch(state -> state.startsWith("READY=1")));
            expect(gatehouse.run("healthcheck"), "ready");
            String lamp = data.resolve("lamp").toString();
            expect(gatehouse.run("thing", "create", "lamp", "--out", lamp), "lamp");
            expect(gatehouse.run("pub", "--as", lamp, "lamp/hello", "{\"on\":true}"), "");

            up.signal("HUP");
            await().until(() -> systemd.heard().stream().anyMatch(state -> state.startsWith("RELOADING=1")));
            up.signal("TERM");

            assertThat(up.exitCode()).as("%s", up.said()).isZero();
            assertThat(up.said()).as("what Logback says of itself").noneMatch(line -> line.contains("|-INFO in"));
            await().until(() -> systemd.heard().stream().anyMatch(state -> state.startsWith("STOPPING=1")));
        }
        assertThat(files()).as("the installation").isEqualTo(before);
    }

    @Test
    void it_has_what_an_operator_looks_for() {
        for (String name : List.of(
                "LICENSE", "README.md", "conf/gatehouse.yaml", "docs/configuration.md", "systemd/gatehouse.service")) {
            assertThat(DIST.resolve(name)).isNotEmptyFile();
        }
        assertThat(DIST.resolve("bin/gatehouse")).isExecutable();
    }

    private static void expect(Installed.Run run, String words) {
        assertThat(run.exitCode()).as(run.text()).isZero();
        assertThat(run.text()).contains(words);
    }

    /** {@code CMD} of the Dockerfile, with the configuration of the image where it lies in the sources. */
    private List<String> command() throws IOException {
        Path configuration = Files.copy(Path.of("../docker/gatehouse.yaml"), folder.resolve("gatehouse.yaml"));
        List<String> words = new ArrayList<>(ImageFile.read().words("CMD"));
        words.replaceAll(word -> word.equals("/etc/gatehouse/gatehouse.yaml") ? configuration.toString() : word);
        assertThat(words).contains(configuration.toString());
        return words;
    }

    private Installed asInTheImage(Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(ImageFile.read().environment());
        assertThat(environment).containsEntry("GATEHOUSE_DATA", "/var/lib/gatehouse");
        environment.put("GATEHOUSE_DATA", data.toString());
        environment.remove("GATEHOUSE_CONFIG"); // it is named as CMD does
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("GATEHOUSE_JAVA_HOME", System.getProperty("java.home"));
        environment.put("GATEHOUSE_JAVA_OPTS", "-Xmx256m -Djava.io.tmpdir=" + folder.resolve("tmp"));
        environment.put("GATEHOUSE_LISTENERS_MQTTS_PORT", "0");
        environment.put("GATEHOUSE_CONTROL_PORT", "0");
        environment.put("GATEHOUSE_OBSERVABILITY_PORT", "0");
        environment.putAll(more);
        List<String> command = new ArrayList<>(HangUps.HEARD);
        command.addAll(user(environment));
        command.add(installation.resolve("bin/gatehouse").toString());
        return new Installed(command, environment, data);
    }

    /** Becomes the user of the image where this is root; elsewhere it stays who it is, which is no root either. */
    private List<String> user(Map<String, String> environment) throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        assumeTrue(Files.isExecutable(SETPRIV), "this is root, and without setpriv it cannot be somebody else");
        String uid = ImageFile.read().value("USER").split(":", 2)[0];
        List<String> become = List.of(
                SETPRIV.toString(),
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                "--bounding-set=-all");
        List<String> java = new ArrayList<>(become);
        java.addAll(List.of("test", "-x", environment.get("GATEHOUSE_JAVA_HOME") + "/bin/java"));
        assumeTrue(new ProcessBuilder(java).start().waitFor() == 0, "the JDK is for root alone here");
        Files.setAttribute(data, "unix:uid", Integer.parseInt(uid));
        return become;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> tree = Files.walk(installation)) {
            return tree.filter(Files::isDirectory).toList();
        }
    }

    private TreeSet<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(installation)) {
            return new TreeSet<>(tree.toList());
        }
    }

    private static void permit(Path path, String permissions) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same files in folders of their own; copied where the file system is another. */
    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each : tree.toList()) {
                Path place = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(place);
                } else if (Files.getFileStore(each).equals(Files.getFileStore(place.getParent()))) {
                    Files.createLink(place, each);
                } else {
                    Files.copy(each, place, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
