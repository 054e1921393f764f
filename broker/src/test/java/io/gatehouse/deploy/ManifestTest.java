package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge of manifests has to be strict itself. */
class ManifestTest {

    @Test
    void a_manifest_is_read_into_the_types_of_kubernetes() {
        assertThat(Manifest.all("""
                        apiVersion: v1
                        kind: ServiceAccount
                        metadata: {name: a, labels: {b: c}}
                        ---
                        ---
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: d}
                        """)).extracting(Manifest::id).containsExactly("ServiceAccount/a", "ConfigMap/d");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, automount: true} | \"automount\"",
                "{apiVersion: v1, kind: ServiceAccount, metadata: {nam: a}} | \"nam\"",
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{prot: 1}]}} | \"prot\"",
                "{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {spec: {volumes: [{nam: x}]}}}} | \"nam\"",
                "{apiVersion: apps/v1, kind: StatefulSet, spec: {replicas: [1]}} | replicas",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {ingres: []}} | \"ingres\"",
                "{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {maxUnavailabl: 1}} | \"maxUnavailabl\"",
                "{apiVersion: cert-manager.io/v1, kind: Certificate, spec: {privateKey: {enc: P}}} | \"enc\"",
                "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, spec: {endpoints: [{prt: a}]}} | \"prt\"",
                "{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, spec: {group: []}} | \"group\"",
                "{apiVersion: apps/v1beta1, kind: StatefulSet} | a kind that is known here",
                "{apiVersion: v1, kind: Service, kind: Service} | duplicate key",
            })
    void what_kubernetes_does_not_know_is_refused(String yaml, String why) {
        assertThatThrownBy(() -> Manifest.all(yaml)).hasMessageContaining(why);
    }
}
