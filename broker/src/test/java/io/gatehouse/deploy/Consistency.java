package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cluster finds out only when it is too late: names in one object that another one has to have. */
final class Consistency {
    private static final int LONGEST_PORT_NAME = 15;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    private final List<Manifest> manifests;
    private final StatefulSet broker;
    private final PodTemplateSpec template;
    private final Container container;

    private Consistency(List<Manifest> manifests) {
        this.manifests = manifests;
        broker = Manifest.all(manifests, StatefulSet.class).getFirst();
        template = broker.getSpec().getTemplate();
        container = template.getSpec().getContainers().getFirst();
    }

    static void check(List<Manifest> manifests) {
        Consistency objects = new Consistency(manifests);
        objects.names();
        objects.selectors();
        objects.ports();
        objects.volumes();
        RestrictedPod.check(objects.template.getSpec());
    }

    private void names() {
        assertThat(manifests).extracting(Manifest::id).doesNotHaveDuplicates();
        for (Manifest manifest : manifests) {
            assertThat(manifest.object().getMetadata().getName())
                    .as(manifest.id())
                    .matches(DNS_LABEL);
            assertThat(manifest.object().getMetadata().getLabels().values())
                    .as(manifest.id())
                    .allMatch(value -> LABEL_VALUE.matcher(value).matches());
        }
        String account = template.getSpec().getServiceAccountName();
        assertThat(Manifest.find(manifests, ServiceAccount.class, account).getAutomountServiceAccountToken())
                .isFalse();
        assertThat(broker.getSpec().getServiceName())
                .isIn(Manifest.all(manifests, Service.class).stream()
                        .map(service -> service.getMetadata().getName())
                        .toList());
    }

    private void selectors() {
        matched(broker.getSpec().getSelector());
        Manifest.all(manifests, Service.class)
                .forEach(service -> matched(service.getSpec().getSelector()));
        Manifest.all(manifests, PodDisruptionBudget.class)
                .forEach(budget -> matched(budget.getSpec().getSelector()));
        Manifest.all(manifests, NetworkPolicy.class)
                .forEach(policy -> matched(policy.getSpec().getPodSelector()));
        template.getSpec().getTopologySpreadConstraints().forEach(spread -> matched(spread.getLabelSelector()));
        for (ServiceMonitor monitor : Manifest.all(manifests, ServiceMonitor.class)) {
            Map<String, String> wanted = monitor.getSpec().getSelector().getMatchLabels();
            List<Service> scraped = Manifest.all(manifests, Service.class).stream()
                    .filter(service ->
                            service.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet()))
                    .toList();
            assertThat(scraped).as("scraped once").hasSize(1);
            assertThat(scraped.getFirst().getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .containsAll(monitor.getSpec().getEndpoints().stream()
                            .map(Endpoint::getPort)
                            .toList());
        }
    }

    private void matched(LabelSelector selector) {
        matched(selector.getMatchLabels());
    }

    private void matched(Map<String, String> selector) {
        assertThat(selector).isNotEmpty();
        assertThat(template.getMetadata().getLabels()).containsAllEntriesOf(selector);
    }

    private void ports() {
        Set<Object> open =
                container.getPorts().stream().map(ContainerPort::getName).collect(Collectors.toSet());
        assertThat(open).allMatch(name -> ((String) name).length() <= LONGEST_PORT_NAME);
        for (Service service : Manifest.all(manifests, Service.class)) {
            assertThat(service.getSpec().getPorts())
                    .as(service.getMetadata().getName())
                    .isNotEmpty()
                    .allMatch(port -> open.contains(port.getTargetPort().getValue()));
        }
        for (Probe probe :
                List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())) {
            assertThat(probe.getHttpGet().getPort().getValue()).isEqualTo("metrics");
        }
        Manifest.all(manifests, NetworkPolicy.class).stream()
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .flatMap(rule -> rule.getPorts().stream())
                .forEach(port -> assertThat(port.getPort().getValue()).isIn(open));
    }

    private void volumes() {
        Set<String> there = Stream.concat(
                        template.getSpec().getVolumes().stream().map(Volume::getName),
                        broker.getSpec().getVolumeClaimTemplates().stream()
                                .map(claim -> claim.getMetadata().getName()))
                .collect(Collectors.toSet());
        Set<String> mounted =
                container.getVolumeMounts().stream().map(VolumeMount::getName).collect(Collectors.toSet());
        assertThat(mounted).isEqualTo(there);
        assertThat(new HashSet<>(container.getVolumeMounts().stream()
                        .map(VolumeMount::getMountPath)
                        .toList()))
                .as("places")
                .hasSameSizeAs(container.getVolumeMounts())
                .contains("/tmp", "/etc/gatehouse", "/var/lib/gatehouse");
    }
}
