package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(HelmExtension.class)
class HelmChartTest {
    private static final String NAME = "gatehouse";
    private static final Path MONITORING = Path.of("../conf/monitoring");

    @Test
    void helm_finds_nothing_wrong_with_the_chart(HelmProcess helm) throws Exception {
        assertThat(helm.lint()).isNull();
    }

    @Test
    void without_values_there_is_one_broker_with_a_volume_and_its_services(HelmProcess helm) throws Exception {
        assertThat(helm.objects())
                .extracting(Manifest::id)
                .containsExactlyInAnyOrder(
                        "ConfigMap/gatehouse",
                        "PodDisruptionBudget/gatehouse",
                        "Service/gatehouse",
                        "Service/gatehouse-headless",
                        "ServiceAccount/gatehouse",
                        "StatefulSet/gatehouse");
    }

    @Test
    void every_object_has_the_recommended_labels(HelmProcess helm) throws Exception {
        assertThat(helm.objects(HelmProcess.example("cert-manager"), "{networkPolicy: {enabled: true}}"))
                .allSatisfy(
                        manifest -> assertThat(manifest.object().getMetadata().getLabels())
                                .as(manifest.id())
                                .containsKeys(
                                        "app.kubernetes.io/name",
                                        "app.kubernetes.io/instance",
                                        "app.kubernetes.io/version",
                                        "app.kubernetes.io/component",
                                        "app.kubernetes.io/part-of",
                                        "app.kubernetes.io/managed-by",
                                        "helm.sh/chart"));
    }

    @Test
    void a_release_of_another_name_is_told_apart(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objectsOf("plant-7", "");
        Service service = Manifest.find(objects, Service.class, "plant-7-gatehouse");
        StatefulSet broker = Manifest.find(objects, StatefulSet.class, "plant-7-gatehouse");

        assertThat(service.getSpec().getSelector()).containsEntry("app.kubernetes.io/instance", "plant-7");
        assertThat(broker.getSpec().getServiceName()).isEqualTo("plant-7-gatehouse-headless");
        assertThat(Manifest.find(helm.objectsOf("x".repeat(53), ""), StatefulSet.class, "x".repeat(52))
                        .getMetadata())
                .isNotNull();
    }

    @Test
    void a_budget_never_keeps_a_node_from_being_drained(HelmProcess helm) throws Exception {
        PodDisruptionBudget budget = Manifest.find(helm.objects(), PodDisruptionBudget.class, NAME);

        assertThat(budget.getSpec().getMaxUnavailable().getValue()).isEqualTo(1);
        assertThat(budget.getSpec().getMinAvailable()).isNull();
        assertThat(Manifest.all(helm.objects("podDisruptionBudget: {enabled: false}"), PodDisruptionBudget.class))
                .isEmpty();
    }

    @Test
    void a_load_balancer_passes_the_connection_on_and_asks_the_probe(HelmProcess helm) throws Exception {
        Service service = Manifest.find(helm.objects(HelmProcess.example("nlb")), Service.class, NAME);
        Map<String, String> annotations = service.getMetadata().getAnnotations();
        String prefix = "service.beta.kubernetes.io/aws-load-balancer-";

        assertThat(service.getSpec().getType()).isEqualTo("LoadBalancer");
        assertThat(annotations)
                .containsEntry(prefix + "nlb-target-type", "ip")
                .containsEntry(prefix + "proxy-protocol", "*")
                .containsEntry(prefix + "healthcheck-port", "9464")
                .containsEntry(prefix + "healthcheck-path", "/readyz")
                .doesNotContainKey(prefix + "ssl-cert");
    }

    @Test
    void several_listeners_are_ports_of_the_pod_and_of_the_service(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objects("""
                config:
                  listeners:
                    mqtts: {host: 0.0.0.0, port: 8883}
                    everything-behind-443: {host: 0.0.0.0, port: 8443, protocols: [mqtt, https, wss]}
                service:
                  type: NodePort
                  externalTrafficPolicy: Local
                  ports: {everything-behind-443: 443}
                  nodePorts: {mqtts: 30883}
                networkPolicy: {enabled: true}
                """);
        Service service = Manifest.find(objects, Service.class, NAME);
        NetworkPolicy policy = Manifest.find(objects, NetworkPolicy.class, NAME);

        assertThat(service.getSpec().getPorts())
                .extracting(
                        ServicePort::getName,
                        ServicePort::getPort,
                        port -> port.getTargetPort().getValue(),
                        ServicePort::getNodePort)
                .containsExactlyInAnyOrder(
                        tuple("mqtts", 8883, "mqtts", 30883), tuple("everything-behi", 443, "everything-behi", null));
        assertThat(service.getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
        assertThat(policy.getSpec().getIngress().getFirst().getPorts())
                .extracting(port -> port.getPort().getValue())
                .containsExactlyInAnyOrder("mqtts", "everything-behi");
        assertThat(container(objects).getPorts())
                .extracting(port -> port.getName() + "=" + port.getContainerPort())
                .containsExactlyInAnyOrder("mqtts=8883", "everything-behi=8443", "metrics=9464");
    }

    @Test
    void the_control_plane_has_a_port_and_a_service_of_its_own_where_it_is_asked_for(HelmProcess helm)
            throws Exception {
        List<Manifest> objects = helm.objects("""
                control: {enabled: true, service: {port: 443, annotations: {note: kept}}}
                service: {type: LoadBalancer}
                """);
        Consistency.check(objects);
        Service operators = Manifest.find(objects, Service.class, "gatehouse-control");

        assertThat(operators.getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(operators.getMetadata().getAnnotations()).containsEntry("note", "kept");
        assertThat(operators.getSpec().getPorts())
                .extracting(
                        ServicePort::getName,
                        ServicePort::getPort,
                        port -> port.getTargetPort().getValue())
                .containsExactly(tuple("control", 443, "control"));
        assertThat(Manifest.find(objects, Service.class, NAME).getSpec().getPorts())
                .extracting(ServicePort::getName)
                .containsExactly("mqtts");
        assertThat(container(objects).getPorts())
                .extracting(port -> port.getName() + "=" + port.getContainerPort())
                .containsExactlyInAnyOrder("mqtts=8883", "control=9443", "metrics=9464");
        assertThat(environment(objects)).containsEntry("GATEHOUSE_CONTROL_HOST", "0.0.0.0");
        assertThat(environment(helm.objects())).doesNotContainKey("GATEHOUSE_CONTROL_HOST");
    }

    @Test
    void the_token_for_the_first_operator_comes_out_of_a_secret_that_may_be_gone(HelmProcess helm) throws Exception {
        String values = "control: {enabled: true, bootstrapToken: {existingSecret: first, key: word}}";

        assertThat(container(helm.objects(values)).getEnv())
                .filteredOn(variable -> variable.getName().equals("GATEHOUSE_CONTROL_BOOTSTRAP_TOKEN"))
                .singleElement()
                .extracting(variable -> variable.getValueFrom().getSecretKeyRef())
                .satisfies(secret -> assertThat(secret.getName()).isEqualTo("first"))
                .satisfies(secret -> assertThat(secret.getKey()).isEqualTo("word"))
                .satisfies(secret -> assertThat(secret.getOptional()).isTrue());
        assertThat(helm.notes(values)).contains("the token of the Secret first", "--bootstrap-token-file");
        assertThat(environment(helm.objects("control: {enabled: true}")))
                .doesNotContainKey("GATEHOUSE_CONTROL_BOOTSTRAP_TOKEN");
    }

    @Test
    void the_network_policy_lets_only_those_that_are_named_reach_the_control_plane(HelmProcess helm) throws Exception {
        List<Manifest> named = helm.objects("""
                control: {enabled: true, from: [{podSelector: {matchLabels: {role: operator}}}]}
                networkPolicy: {enabled: true}
                """);
        List<Manifest> nobody = helm.objects("{control: {enabled: true}, networkPolicy: {enabled: true}}");
        Consistency.check(named);

        assertThat(Manifest.find(named, NetworkPolicy.class, NAME).getSpec().getIngress())
                .filteredOn(rule -> rule.getPorts().stream()
                        .anyMatch(port -> port.getPort().getValue().equals("control")))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getPorts()).hasSize(1))
                .satisfies(rule -> assertThat(rule.getFrom())
                        .singleElement()
                        .satisfies(from -> assertThat(from.getPodSelector().getMatchLabels())
                                .containsEntry("role", "operator")));
        assertThat(Manifest.find(nobody, NetworkPolicy.class, NAME).getSpec().getIngress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getValue())
                .containsExactly("mqtts", "metrics");
    }

    @Test
    void a_certificate_of_cert_manager_is_one_that_the_broker_can_read(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objects(HelmProcess.example("cert-manager"));
        Certificate certificate = Manifest.find(objects, Certificate.class, NAME);
        Volume volume = volume(objects, "tls");

        assertThat(certificate.getSpec().getPrivateKey().getEncoding()).isEqualTo("PKCS8");
        assertThat(certificate.getSpec().getUsages()).contains("server auth");
        assertThat(volume.getSecret().getSecretName())
                .isEqualTo(certificate.getSpec().getSecretName());
        assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
        assertThat(environment(objects))
                .containsEntry("GATEHOUSE_TLS_CERTIFICATE", "/run/gatehouse/tls/tls.crt")
                .containsEntry("GATEHOUSE_TLS_KEY", "/run/gatehouse/tls/tls.key");
    }

    @Test
    void a_secret_of_ones_own_is_mounted_in_the_same_place(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objects("tls: {existingSecret: mine}");

        assertThat(volume(objects, "tls").getSecret().getSecretName()).isEqualTo("mine");
        assertThat(environment(objects)).containsEntry("GATEHOUSE_TLS_KEY", "/run/gatehouse/tls/tls.key");
        assertThat(Manifest.all(objects, Certificate.class)).isEmpty();
    }

    @Test
    void authorities_come_from_one_of_three_places(HelmProcess helm) throws Exception {
        List<Manifest> map = helm.objects("trustBundle: {configMap: {name: roots, key: bundle.pem}}");
        List<Manifest> secret = helm.objects("trustBundle: {secret: {name: roots}, issuers: false}");
        List<Manifest> cluster = helm.objects("trustBundle: {clusterTrustBundle: {name: roots}}");
        List<Manifest> signer = helm.objects(
                "trustBundle: {clusterTrustBundle: {signerName: example.com/s, labelSelector: {matchLabels: {a: b}}}}");

        assertThat(volume(map, "trust").getConfigMap().getItems().getFirst().getKey())
                .isEqualTo("bundle.pem");
        assertThat(volume(secret, "trust").getSecret().getSecretName()).isEqualTo("roots");
        assertThat(volume(cluster, "trust")
                        .getProjected()
                        .getSources()
                        .getFirst()
                        .getClusterTrustBundle())
                .satisfies(bundle -> assertThat(bundle.getName()).isEqualTo("roots"))
                .satisfies(bundle -> assertThat(bundle.getPath()).isEqualTo("ca.crt"));
        assertThat(volume(signer, "trust")
                        .getProjected()
                        .getSources()
                        .getFirst()
                        .getClusterTrustBundle())
                .satisfies(bundle -> assertThat(bundle.getSignerName()).isEqualTo("example.com/s"))
                .satisfies(bundle ->
                        assertThat(bundle.getLabelSelector().getMatchLabels()).containsEntry("a", "b"));
        assertThat(environment(map)).containsEntry("GATEHOUSE_REVOCATION_ISSUERS", "/run/gatehouse/trust/ca.crt");
        assertThat(environment(secret)).doesNotContainKey("GATEHOUSE_REVOCATION_ISSUERS");
    }

    @Test
    void what_a_cluster_needs_beside_it_finds_its_place(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objects("""
                image: {repository: registry.example/gatehouse, digest: "sha256:%s"}
                imagePullSecrets: [{name: registry}]
                nodeSelector: {pool: brokers}
                tolerations: [{key: brokers, operator: Exists}]
                affinity: {nodeAffinity: {}}
                priorityClassName: high
                podAnnotations: {note: kept}
                podLabels: {team: devices}
                commonLabels: {cost: devices}
                restartOnConfigChange: true
                serviceAccount: {create: false, name: ours}
                persistence: {existingClaim: old}
                preStop: {enabled: false}
                extraEnv: [{name: GATEHOUSE_LOG_LEVEL, value: DEBUG}]
                extraArgs: [--limits.max-topic-levels=16]
                extraVolumes: [{name: more, emptyDir: {}}]
                extraVolumeMounts: [{name: more, mountPath: /more}]
                extraObjects:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: "{{ .Release.Name }}-more"}}
                  - |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: {{ .Release.Name }}-text}
                """.formatted("0f".repeat(32)));
        StatefulSet broker = Manifest.find(objects, StatefulSet.class, NAME);
        PodSpec pod = broker.getSpec().getTemplate().getSpec();

        assertThat(container(objects).getImage()).isEqualTo("registry.example/gatehouse@sha256:" + "0f".repeat(32));
        assertThat(container(objects).getLifecycle()).isNull();
        assertThat(container(objects).getArgs()).endsWith("--limits.max-topic-levels=16");
        assertThat(pod.getServiceAccountName()).isEqualTo("ours");
        assertThat(pod.getPriorityClassName()).isEqualTo("high");
        assertThat(pod.getNodeSelector()).containsEntry("pool", "brokers");
        assertThat(volume(objects, "data").getPersistentVolumeClaim().getClaimName())
                .isEqualTo("old");
        assertThat(broker.getSpec().getVolumeClaimTemplates()).isEmpty();
        assertThat(broker.getMetadata().getLabels()).containsEntry("cost", "devices");
        assertThat(broker.getSpec().getTemplate().getMetadata().getLabels()).containsEntry("team", "devices");
        assertThat(broker.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("note", "kept")
                .containsKey("checksum/config");
        assertThat(environment(objects)).containsEntry("GATEHOUSE_LOG_LEVEL", "DEBUG");
        assertThat(Manifest.all(objects, ConfigMap.class))
                .extracting(map -> map.getMetadata().getName())
                .containsExactlyInAnyOrder("gatehouse", "gatehouse-more", "gatehouse-text");
    }

    @Test
    void a_new_version_of_the_chart_alone_does_not_restart_the_broker(HelmProcess helm) throws Exception {
        StatefulSet broker = Manifest.find(helm.objects(), StatefulSet.class, NAME);

        assertThat(broker.getSpec().getTemplate().getMetadata().getLabels())
                .doesNotContainKeys("helm.sh/chart", "app.kubernetes.io/version");
    }

    @Test
    void alerts_and_dashboards_arrive_as_they_are(HelmProcess helm) throws Exception {
        List<Manifest> objects = helm.objects(HelmProcess.example("monitoring"));
        Manifest rule = objects.stream()
                .filter(manifest -> manifest.object() instanceof PrometheusRule)
                .findFirst()
                .orElseThrow();

        assertThat(rule.tree().path("spec"))
                .isEqualTo(Manifest.yaml(Files.readString(MONITORING.resolve("alerts.yaml"))));
        try (Stream<Path> dashboards = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path dashboard : dashboards.toList()) {
                String file = dashboard.getFileName().toString();
                ConfigMap map =
                        Manifest.find(objects, ConfigMap.class, "gatehouse-dashboard-" + file.replace(".json", ""));
                assertThat(map.getData()).containsExactly(Map.entry(file, Files.readString(dashboard)));
                assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
            }
        }
    }

    @Test
    void nothing_selects_the_pod_of_helm_test(HelmProcess helm, @TempDir Path folder) throws Exception {
        List<Manifest> objects = helm.objectsOf(withTestsAsObjects(folder));
        Pod test = Manifest.find(objects, Pod.class, "gatehouse-test");

        assertThat(test.getSpec().getContainers().getFirst().getArgs())
                .containsExactly("healthcheck", "--url", "http://gatehouse-headless.gatehouse:9464/readyz");
        for (Service service : Manifest.all(objects, Service.class)) {
            assertThat(test.getMetadata().getLabels().entrySet())
                    .as(service.getMetadata().getName())
                    .doesNotContainSequence(service.getSpec().getSelector().entrySet());
        }
        RestrictedPod.check(test.getSpec());
    }

    /** Helm shows hooks to a cluster only: the chart again, with the pod as an ordinary object. */
    private static Path withTestsAsObjects(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(HelmProcess.CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(HelmProcess.CHART.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace("helm.sh/hook: test", "hook: none"));
            }
        }
        return folder;
    }

    @Test
    void the_notes_say_what_is_not_for_production(HelmProcess helm) throws Exception {
        assertThat(helm.notes(""))
                .contains("NOT FOR PRODUCTION", "kubectl -n gatehouse exec gatehouse-0 -- gatehouse conn ls")
                .doesNotContain("NOTHING IS KEPT");
        assertThat(helm.notes("{tls: {existingSecret: mine}, persistence: {enabled: false}}"))
                .contains("in the Secret mine", "NOTHING IS KEPT")
                .doesNotContain("NOT FOR PRODUCTION", "operator create");
        assertThat(helm.notes("control: {enabled: true}"))
                .contains(
                        "exec gatehouse-0 -- gatehouse operator create ada --role admin",
                        "https://gatehouse-control.gatehouse.svc:9443",
                        "Every pod of the cluster reaches it");
        assertThat(helm.notes("{control: {enabled: true}, networkPolicy: {enabled: true}}"))
                .contains("Nobody reaches it: control.from is empty");
    }

    private static Container container(List<Manifest> objects) {
        return pod(objects).getContainers().getFirst();
    }

    private static PodSpec pod(List<Manifest> objects) {
        return Manifest.all(objects, StatefulSet.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    private static Volume volume(List<Manifest> objects, String name) {
        return pod(objects).getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + name));
    }

    private static Map<String, String> environment(List<Manifest> objects) {
        return container(objects).getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}
