package io.gatehouse.harness;

import io.gatehouse.Spec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes which clauses were proven by tests that passed, each with its tests, to
 * {@code target/spec-coverage-unit-1.txt} or, for a run of integration tests,
 * {@code target/spec-coverage-it-1.txt}; the number is that of the JVM, of which the build has several beside each
 * other.
 */
public final class SpecCoverage implements TestExecutionListener {
    private final Map<String, Set<String>> testsByClause = new TreeMap<>(SpecCoverage::byNumber);
    private boolean integration;

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()
                || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL
                || !(test.getSource().orElse(null) instanceof MethodSource source)) {
            return;
        }
        Class<?> type = source.getJavaClass();
        integration |= type.getSimpleName().endsWith("IT");
        String name = type.getSimpleName() + "." + source.getMethodName();
        add(type.getAnnotation(Spec.class), name);
        add(source.getJavaMethod().getAnnotation(Spec.class), name);
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        if (testsByClause.isEmpty()) {
            return;
        }
        var table = new StringBuilder(testsByClause.size() + " clauses covered\n\n");
        testsByClause.forEach(
                (clause, tests) -> table.append(String.format("%-16s %s%n", clause, String.join(", ", tests))));
        try {
            Files.createDirectories(Path.of("target"));
            String jvm = System.getProperty("surefire.forkNumber", "1");
            String kind = integration ? "it" : "unit";
            Files.writeString(Path.of("target", "spec-coverage-" + kind + "-" + jvm + ".txt"), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(@Nullable Spec spec, String test) {
        if (spec == null) {
            return;
        }
        for (String clause : spec.value()) {
            testsByClause.computeIfAbsent(clause, key -> new TreeSet<>()).add(test);
        }
    }

    /** MQTT-3.3.1-5 before MQTT-3.3.1-12. */
    static int byNumber(String a, String b) {
        String[] left = a.split("[.-]", -1);
        String[] right = b.split("[.-]", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            boolean numbers = left[i].matches("\\d{1,9}") && right[i].matches("\\d{1,9}");
            int order = numbers
                    ? Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
