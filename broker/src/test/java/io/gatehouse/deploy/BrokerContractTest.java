package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.gatehouse.cli.CommandRun;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.ObservabilitySettings;
import io.gatehouse.metrics.HealthState;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.metrics.ObservabilityServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the chart takes for granted of the broker. */
@ExtendWith(HelmExtension.class)
class BrokerContractTest {
    @TempDir
    Path folder;

    @Test
    void the_broker_takes_the_configuration_and_listens_where_the_pod_says(HelmProcess helm) throws Exception {
        DeployedBroker broker = DeployedBroker.of(helm.objects());
        Configuration configuration = broker.configuration(folder);

        assertThat(configuration.listeners())
                .extracting(ListenerSettings::name, ListenerSettings::host, ListenerSettings::port)
                .containsExactly(tuple("mqtts", "0.0.0.0", 8883));
        assertThat(configuration.observability().host()).isEqualTo("0.0.0.0");
        assertThat(ports(broker.container()))
                .containsEntry("mqtts", ListenerSettings.DEFAULTS.port())
                .containsEntry("metrics", ObservabilitySettings.DEFAULTS.port())
                .hasSize(2);
    }

    @Test
    void the_control_plane_is_on_the_pods_address_only_where_it_is_asked_for(HelmProcess helm) throws Exception {
        assertThat(DeployedBroker.of(helm.objects()).configuration(folder).control())
                .isEqualTo(ControlSettings.DEFAULTS);

        DeployedBroker asked =
                DeployedBroker.of(helm.objects("{control: {enabled: true}, config: {control: {port: 9444}}}"));

        assertThat(asked.configuration(folder).control().host()).isEqualTo("0.0.0.0");
        assertThat(ports(asked.container()))
                .containsEntry("control", asked.configuration(folder).control().port());
    }

    @Test
    void every_example_of_values_makes_a_broker_that_starts(HelmProcess helm) throws Exception {
        for (String example : List.of("nlb", "cert-manager", "monitoring", "trial")) {
            List<Manifest> objects = helm.objects(HelmProcess.example(example));

            Consistency.check(objects);
            assertThat(DeployedBroker.of(objects).configuration(folder))
                    .as(example)
                    .isNotNull();
        }
    }

    @Test
    void behind_a_load_balancer_its_headers_are_believed(HelmProcess helm) throws Exception {
        Configuration configuration =
                DeployedBroker.of(helm.objects(HelmProcess.example("nlb"))).configuration(folder);

        assertThat(configuration.listeners().getFirst().proxyProtocolFrom())
                .containsExactly("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24");
        assertThat(configuration.sessions().maxKeepAlive()).isLessThan(Duration.ofSeconds(350));
    }

    @Test
    void the_files_of_the_configuration_are_where_the_volumes_are(HelmProcess helm) throws Exception {
        DeployedBroker broker = DeployedBroker.of(helm.objects(HelmProcess.example("cert-manager")));
        Configuration configuration = broker.configuration(folder);
        Map<String, String> mounts = broker.container().getVolumeMounts().stream()
                .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));

        assertThat(configuration.tls().certificate()).isEqualTo(Path.of(mounts.get("tls"), "tls.crt"));
        assertThat(configuration.tls().key()).isEqualTo(Path.of(mounts.get("tls"), "tls.key"));
        assertThat(configuration.revocation().issuers()).isEqualTo(Path.of(mounts.get("trust"), "ca.crt"));
        // Below the volume and not at its top: fsGroup opens that to the group, and this folder is for its owner.
        assertThat(configuration.store().dataDirectory()).hasParentRaw(Path.of(mounts.get("data")));
        assertThat(broker.environment())
                .containsEntry(
                        "GATEHOUSE_DATA", configuration.store().dataDirectory().toString());
        assertThat(broker.container().getArgs())
                .containsExactly("up", "--config", mounts.get("config") + "/gatehouse.yaml");
    }

    @Test
    void the_probes_ask_what_the_broker_answers(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objects("serviceMonitor: {enabled: true}");
        Container container = DeployedBroker.of(objects).container();
        HealthState health = new HealthState();
        try (Metrics metrics = new Metrics(1);
                ObservabilityServer server = ObservabilityServer.start("127.0.0.1", 0, metrics, health);
                HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://127.0.0.1:" + server.address().getPort();

            // Not started yet: it must not be restarted for it, and gets no clients.
            assertThat(status(client, address, container.getStartupProbe().getHttpGet()))
                    .isEqualTo(503);
            assertThat(status(client, address, container.getReadinessProbe().getHttpGet()))
                    .isEqualTo(503);
            assertThat(status(client, address, container.getLivenessProbe().getHttpGet()))
                    .isEqualTo(200);
            String scraped = Manifest.all(objects, ServiceMonitor.class)
                    .getFirst()
                    .getSpec()
                    .getEndpoints()
                    .getFirst()
                    .getPath();
            assertThat(get(client, address + scraped).body()).contains("gatehouse_");
        }
    }

    @Test
    void the_commands_of_the_pod_are_there(HelmProcess helm) throws Exception {
        Container container = DeployedBroker.of(helm.objects()).container();
        List<String> hook = container.getLifecycle().getPreStop().getExec().getCommand();

        assertThat(hook).first().isEqualTo("gatehouse");
        for (String command : List.of(hook.get(1), container.getArgs().getFirst(), "healthcheck")) {
            assertThat(CommandRun.in(folder, command, "--help").exitCode())
                    .as(command)
                    .isZero();
        }
    }

    @Test
    void the_drain_ends_before_kubernetes_loses_patience(HelmProcess helm) throws Exception {
        DeployedBroker broker = DeployedBroker.of(helm.objects());
        Configuration configuration = broker.configuration(folder);
        Duration ordered = configuration
                .shutdown()
                .drain()
                .plus(configuration.shutdown().disconnectWithin())
                .plus(configuration.shutdown().grace());
        var readiness = broker.container().getReadinessProbe();

        assertThat(ordered).isLessThan(Duration.ofSeconds(broker.pod().getTerminationGracePeriodSeconds()));
        assertThat(configuration.shutdown().drain())
                .as("long enough for the probe to fail")
                .isGreaterThanOrEqualTo(
                        Duration.ofSeconds((long) readiness.getPeriodSeconds() * readiness.getFailureThreshold()));
    }

    @Test
    void numbers_and_words_of_values_arrive_as_they_were_written(HelmProcess helm) throws Exception {
        Configuration configuration = DeployedBroker.of(helm.objects("""
                        config:
                          listeners: {mqtts: {host: 0.0.0.0, port: 8883, max-connections: 1500000}}
                          revocation: {ocsp: "off"}
                          store: {fsync: "off"}
                          policy: {account: "000000000012"}
                          sessions: {max-expiry: 3d}
                          limits: {max-packet-bytes: 512KiB}
                        """)).configuration(folder);

        assertThat(configuration.listeners().getFirst().maxConnections()).isEqualTo(1_500_000);
        assertThat(configuration.policy().account()).isEqualTo("000000000012");
        assertThat(configuration.sessions().maxExpiry()).isEqualTo(Duration.ofDays(3));
        assertThat(configuration.limits().maxPacketBytes()).isEqualTo(512 * 1024);
        assertThat(configuration.store().dataDirectory()).isEqualTo(Path.of("/var/lib/gatehouse/data"));
    }

    private static Map<String, Integer> ports(Container container) {
        return container.getPorts().stream()
                .collect(Collectors.toMap(port -> port.getName(), port -> port.getContainerPort()));
    }

    private static int status(HttpClient client, String address, HTTPGetAction probe) throws Exception {
        return get(client, address + probe.getPath()).statusCode();
    }

    private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
