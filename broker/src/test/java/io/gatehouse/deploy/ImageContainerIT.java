package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Capability;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** The image and {@code docker/compose.yaml}, in a Docker engine. */
class ImageContainerIT {
    private static final String IMAGE = "gatehouse:test";
    private static final Duration PATIENCE = Duration.ofMinutes(10); // images are built and pulled

    @BeforeEach
    void engine() throws Exception {
        boolean engine = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        assumeTrue(engine && succeeds("docker", "version"), "no Docker engine runs here");
    }

    @Test
    void the_image_serves_devices_with_a_root_that_cannot_be_written() throws Exception {
        assertThat(succeeds("docker", "build", "-f", "../docker/Dockerfile", "-t", IMAGE, ".."))
                .isTrue();
        try (GenericContainer<?> broker = new GenericContainer<>(IMAGE)) {
            broker.withExposedPorts(8883, 9464)
                    .withTmpFs(Map.of("/tmp", ""))
                    .withCreateContainerCmdModifier(create -> create.getHostConfig()
                            .withReadonlyRootfs(true)
                            .withCapDrop(Capability.ALL)
                            .withSecurityOpts(List.of("no-new-privileges:true")))
                    .waitingFor(Wait.forHealthcheck().withStartupTimeout(PATIENCE));
            broker.start();

            aDevicePublishes(broker);
            assertThat(broker.execInContainer("bash", "-c", "echo $UID").getStdout())
                    .isEqualTo("10001\n");
            broker.getDockerClient().stopContainerCmd(broker.getContainerId()).exec();
            assertThat(broker.getCurrentContainerInfo().getState().getExitCodeLong())
                    .isZero();
        }
    }

    @Test
    void compose_starts_a_broker_that_prometheus_scrapes_and_grafana_shows() throws Exception {
        assumeTrue(succeeds("docker", "compose", "version"), "no Docker Compose here");
        try (ComposeContainer stack = new ComposeContainer(new File("../docker/compose.yaml"))) {
            stack.withOptions("--profile observability")
                    .withBuild(true)
                    .waitingFor("gatehouse", Wait.forHealthcheck().withStartupTimeout(PATIENCE))
                    .waitingFor("grafana", Wait.forHealthcheck().withStartupTimeout(PATIENCE));
            stack.start();

            aDevicePublishes(stack.getContainerByServiceName("gatehouse").orElseThrow());
        }
    }

    private static void aDevicePublishes(ContainerState broker) throws Exception {
        String lamp = "/var/lib/gatehouse/lamp";
        done(broker.execInContainer("gatehouse", "thing", "create", "lamp", "--out", lamp));
        done(broker.execInContainer("gatehouse", "pub", "--as", lamp, "lamp/hello", "{}"));
    }

    private static void done(Container.ExecResult result) {
        assertThat(result.getExitCode()).as(result.toString()).isZero();
    }

    private static boolean succeeds(String... words) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            var _ = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
