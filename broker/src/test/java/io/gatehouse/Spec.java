package io.gatehouse;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The clauses of a specification that a test proves, {@code MQTT-3.3.1-5}. On a class it counts for each of its tests.
 * What was covered by tests that passed is listed in {@code target/spec-coverage-*.txt}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Spec {
    String[] value();
}
