package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that {@code mvn -Pimage} packs, unpacked and started without an engine: its layers as the root of a file
 * system that cannot be written, with {@code /proc}, a {@code /tmp} that nothing may be executed from, and the words,
 * user and environment that stand in the image.
 */
class ImageTarIT {
    private static final Path TAR = Path.of("target/gatehouse-image.tar").toAbsolutePath();

    /** What an engine does before it starts the first program, as far as it matters here. */
    private static final String CONTAINER = """
            set -e; root=$1; uid=$2; shift 2
            mount --bind "$root" "$root"
            mount -t proc proc "$root/proc"
            for each in null random urandom; do mount --bind /dev/$each "$root/dev/$each"; done
            mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 tmpfs "$root/tmp"
            mount --bind "$root/var/lib/gatehouse" "$root/var/lib/gatehouse"
            mount -o remount,ro,bind "$root"
            exec chroot --userspec="$uid" "$root" "$@"
            """;

    @TempDir
    Path folder;

    private Path root;
    private JsonNode image;

    @BeforeEach
    void unpack() throws Exception {
        assumeTrue(Files.exists(TAR), "no image here: mvn -Pimage -pl broker verify makes it");
        run("tar", "-xf", TAR.toString(), "-C", folder.toString());
        root = Files.createDirectory(folder.resolve("root"));
        ObjectMapper json = new ObjectMapper();
        JsonNode manifest =
                json.readTree(folder.resolve("manifest.json").toFile()).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            String packed = folder.resolve(layer.asText()).toString();
            run("tar", "--warning=no-unknown-keyword", "-xpzf", packed, "-C", root.toString());
        }
        image = json.readTree(folder.resolve(manifest.get("Config").asText()).toFile())
                .get("config");
    }

    @Test
    void it_says_of_itself_what_the_dockerfile_says() throws Exception {
        ImageFile file = ImageFile.read();

        assertThat(environment()).isEqualTo(file.environment());
        assertThat(words("Entrypoint")).isEqualTo(file.words("ENTRYPOINT"));
        assertThat(words("Cmd")).isEqualTo(file.words("CMD"));
        assertThat(image.get("User").asText()).isEqualTo(file.value("USER"));
        assertThat(image.get("WorkingDir").asText()).isEqualTo("/var/lib/gatehouse");
        assertThat(image.get("Volumes").has(file.value("VOLUME"))).isTrue();
        for (String port : file.value("EXPOSE").split(" ")) {
            assertThat(image.get("ExposedPorts").has(port + "/tcp")).as(port).isTrue();
        }
    }

    @Test
    void it_serves_devices_and_stops_in_order_with_nothing_but_its_own_files() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give a process another root");
        Files.createDirectory(root.resolve("proc"));
        for (String device : List.of("null", "random", "urandom")) {
            Files.createDirectories(root.resolve("dev"));
            Files.createFile(root.resolve("dev").resolve(device));
        }
        Installed gatehouse = inContainer("");
        assumeTrue(gatehouse.run("version").exitCode() == 0 || mayMount(), "nothing may be mounted here");

        try (Installed.Up up = gatehouse.up(words("Cmd"))) {
            expect(gatehouse.run("healthcheck"), "ready");
            expect(gatehouse.run("thing", "create", "lamp", "--out", "/var/lib/gatehouse/lamp"), "lamp");
            expect(gatehouse.run("pub", "--as", "/var/lib/gatehouse/lamp", "lamp/hello", "{}"), "");

            up.signal("TERM");

            assertThat(up.exitCode()).as("%s", up.said()).isZero();
            assertThat(up.said()).noneMatch(line -> line.contains("[aot]"));
        }
        assertThat(inContainer("-Xlog:aot=info:stdout").run("version").text())
                .as("the start-up cache fits")
                .contains("Opened AOT cache /opt/gatehouse/lib/gatehouse.aot", "Mapped static  region #0")
                .doesNotContain("Unable to use AOT cache");
    }

    private static boolean mayMount() throws Exception {
        return new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                        .start()
                        .waitFor()
                == 0;
    }

    private static void expect(Installed.Run run, String words) {
        assertThat(run.exitCode()).as(run.text()).isZero();
        assertThat(run.text()).contains(words);
    }

    private Installed inContainer(String javaOptions) {
        Map<String, String> environment = environment();
        environment.put("PATH", environment.get("PATH") + ":/usr/sbin:/sbin");
        environment.put("GATEHOUSE_LISTENERS_MQTTS_PORT", "0");
        environment.put("GATEHOUSE_CONTROL_PORT", "0");
        environment.put("GATEHOUSE_OBSERVABILITY_PORT", "0");
        environment.put("GATEHOUSE_JAVA_OPTS", javaOptions);
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "bash",
                "-c",
                CONTAINER,
                "container",
                root.toString(),
                image.get("User").asText()));
        command.addAll(words("Entrypoint"));
        return new Installed(command, environment, folder);
    }

    private Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        image.get("Env").forEach(each -> {
            String[] parts = each.asText().split("=", 2);
            variables.put(parts[0], parts[1]);
        });
        return variables;
    }

    private List<String> words(String of) {
        List<String> words = new ArrayList<>();
        image.get(of).forEach(word -> words.add(word.asText()));
        return words;
    }

    private static void run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
