package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.config.Configuration;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(HelmExtension.class)
class ValuesSchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replicaCount: 2 | /replicaCount': value must be '0 or 1: one broker is one node with its own store",
                "replicaCount: many | /replicaCount': got string, want integer",
                "autoscaling: {enabled: true, maxReplicas: 5} | more replicas would be separate brokers",
                "ingress: {enabled: true} | devices need TLS to end in the pod",
                "replicas: 1 | additional properties 'replicas' not allowed",
                "image: {repo: x} | additional properties 'repo' not allowed",
                "image: {repository: ''} | /image/repository'",
                "image: {digest: latest} | /image/digest'",
                "image: {pullPolicy: Sometimes} | /image/pullPolicy'",
                "service: {type: ExternalName} | /service/type'",
                "service: {loadBalancerSourceRanges: [10.0.0.1]} | /service/loadBalancerSourceRanges/0'",
                "service: {annotations: {a: 1}} | /service/annotations/a'",
                "persistence: {size: big} | /persistence/size'",
                "persistence: {accessModes: [ReadWriteMany]} | /persistence/accessModes/0'",
                "podDisruptionBudget: {minAvailable: 1} | additional properties 'minAvailable' not allowed",
                "podLabels: {a: 1} | /podLabels/a'",
                "serviceMonitor: {interval: 15} | /serviceMonitor/interval'",
                "tls: {certManager: {enabled: true, issuerRef: {name: ca}}} | /tls/certManager/dnsNames'",
                "tls: {certManager: {enabled: true, dnsNames: [a.example]}} | /tls/certManager/issuerRef/name'",
                "config: {listener: {}} | additional properties 'listener' not allowed",
                "config: {listeners: {mqtts: {port: 99999}}} | /config/listeners/mqtts/port'",
                "config: {listeners: {MQTTS: {port: 1}}} | invalid propertyName 'MQTTS'",
                "config: {revocation: {ocsp: off}} | in quotes",
                "config: {store: {fsync: off}} | in quotes",
                "config: {policy: {account: 12}} | in quotes",
            })
    void what_is_not_meant_is_refused_where_it_stands(String values, String why, HelmProcess helm) throws Exception {
        assertThat(helm.refusal(values)).contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tls: {existingSecret: s, certManager: {enabled: true, issuerRef: {name: i}, dnsNames: [d]}}"
                        + " | tls.existingSecret: s (expected: empty while tls.certManager.enabled is true",
                "trustBundle: {configMap: {name: a}, secret: {name: b}}"
                        + " | trustBundle: configMap.name, secret.name (expected: one source",
                "config: {store: {data-directory: data}}"
                        + " | config.store.data-directory: data (expected: a folder below /var/lib/gatehouse",
                "config: {listeners: {mqtts: {host: 127.0.0.1}}}"
                        + " | config.listeners.mqtts.host: 127.0.0.1 (expected: 0.0.0.0",
                "config: {observability: {host: 127.0.0.1}} | config.observability.host: not 0.0.0.0",
                "config: {listeners: {metrics: {host: 0.0.0.0, port: 1}}}"
                        + " | config.listeners.metrics: begins with the same 15 characters",
                "{control: {enabled: true}, config: {control: {enabled: false}}}"
                        + " | control.enabled: true (expected: false, or config.control.enabled: true",
                "{control: {enabled: true}, config: {control: {host: 127.0.0.1}}}"
                        + " | config.control.host: 127.0.0.1 (expected: nothing, or 0.0.0.0",
                "{control: {enabled: true}, config: {listeners: {control: {host: 0.0.0.0, port: 1}}}}"
                        + " | config.listeners.control: begins with the same 15 characters",
                "service: {ports: {mqtt: 443}}"
                        + " | service.ports.mqtt: 443 (expected: the name of a listener in config.listeners: mqtts)",
            })
    void values_that_do_not_go_together_are_refused_with_what_to_do(String values, String why, HelmProcess helm)
            throws Exception {
        assertThat(helm.refusal(values)).contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicaCount: 0",
                "podDisruptionBudget: {maxUnavailable: 100%}",
                "image: {tag: 1.2.3}",
                "global: {anything: true}",
                "config: {server-certificates: {a: {certificate: a.pem, key: a.key}}, compatibility: strict}",
                "service: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], externalTrafficPolicy: Local}",
                "tls: {certManager: {enabled: true, issuerRef: {name: i, kind: ClusterIssuer}, dnsNames: [d.example]}}",
            })
    void what_is_meant_is_rendered(String values, HelmProcess helm) throws Exception {
        Consistency.check(helm.objects(values));
    }

    @Test
    void the_schema_knows_every_value_and_no_other() throws Exception {
        assertThat(names(schema().path("properties"))).isEqualTo(names(values(), "global"));
    }

    @Test
    void the_schema_knows_every_section_of_the_configuration() throws Exception {
        Set<String> sections = new TreeSet<>();
        for (RecordComponent section : Configuration.class.getRecordComponents()) {
            sections.add(section.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
        }

        assertThat(names(schema().at("/properties/config/properties"))).isEqualTo(sections);
    }

    private static JsonNode schema() throws IOException {
        return new ObjectMapper()
                .readTree(HelmProcess.CHART.resolve("values.schema.json").toFile());
    }

    private static JsonNode values() throws IOException {
        return Manifest.yaml(Files.readString(HelmProcess.CHART.resolve("values.yaml")));
    }

    private static Set<String> names(JsonNode object, String... more) {
        Set<String> names = new TreeSet<>(Set.of(more));
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
