package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One object for Kubernetes.
 *
 * @param tree as it was written
 * @param object the same, read into the types of the API; a field that these do not have is refused
 */
record Manifest(JsonNode tree, HasMetadata object) {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Pod", Pod.class,
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "cert-manager.io/v1/Certificate", Certificate.class,
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .addModule(new SimpleModule().setDeserializerModifier(new NothingElse()))
            .build(); // unknown properties fail: Jackson's default

    /** The models keep fields they do not know in a map; without that they are unknown properties. */
    private static final class NothingElse extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public BeanDeserializerBuilder updateBuilder(
                DeserializationConfig config, BeanDescription description, BeanDeserializerBuilder builder) {
            builder.setAnySetter(null);
            return builder;
        }
    }

    /** All objects of a text with any number of documents; empty ones are passed over. */
    static List<Manifest> all(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : documents(yaml)) {
            if (document != null) {
                manifests.add(of(STRICT.valueToTree(document)));
            }
        }
        return manifests;
    }

    private static Iterable<Object> documents(String yaml) {
        // A key that is there twice is refused: whoever reads it next takes the other one.
        return new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadAllFromString(yaml);
    }

    /** The one document of a text, whatever it is. */
    static JsonNode yaml(String text) {
        return STRICT.valueToTree(documents(text).iterator().next());
    }

    private static Manifest of(JsonNode tree) {
        String kind = tree.path("apiVersion").asText() + "/" + tree.path("kind").asText();
        assertThat(KINDS).as("a kind that is known here").containsKey(kind);
        try {
            return new Manifest(tree, STRICT.treeToValue(tree, KINDS.get(kind)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException unknown) {
            throw new AssertionError(kind + ": " + unknown.getMessage(), unknown);
        }
    }

    /** Such as {@code Service/gatehouse}. */
    String id() {
        return object.getKind() + "/" + object.getMetadata().getName();
    }

    /** The one of that type and name. */
    static <T extends HasMetadata> T find(List<Manifest> manifests, Class<T> type, String name) {
        List<T> found = all(manifests, type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .toList();
        assertThat(found).as(type.getSimpleName() + "/" + name).hasSize(1);
        return found.getFirst();
    }

    static <T extends HasMetadata> List<T> all(List<Manifest> manifests, Class<T> type) {
        return manifests.stream()
                .map(Manifest::object)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
