package io.gatehouse.deploy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationLoader;
import io.gatehouse.config.ConfigurationSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The broker as it would come up in the pod.
 *
 * @param environment of the container
 */
record DeployedBroker(PodSpec pod, Container container, Map<String, String> environment, String file) {
    static DeployedBroker of(List<Manifest> manifests) {
        PodSpec pod = Manifest.all(manifests, StatefulSet.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec();
        Container container = pod.getContainers().getFirst();
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue());
        }
        String name = pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals("config"))
                .findFirst()
                .orElseThrow()
                .getConfigMap()
                .getName();
        String file = Objects.requireNonNull(
                Manifest.find(manifests, ConfigMap.class, name).getData().get("gatehouse.yaml"));
        return new DeployedBroker(pod, container, environment, file);
    }

    /** What the broker's own loader makes of file and environment. */
    Configuration configuration(Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("gatehouse.yaml"), file);
        return switch (ConfigurationLoader.load(new ConfigurationSources(path, environment, List.of()))) {
            case ConfigurationLoader.Loaded loaded -> loaded.configuration();
            case ConfigurationLoader.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
