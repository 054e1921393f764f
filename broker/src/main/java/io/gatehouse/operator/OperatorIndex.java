package io.gatehouse.operator;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** All operators, by what a request may name one by. Immutable; made anew for every change, of which there are few. */
final class OperatorIndex {
    /** An access key and whose it is. */
    record Held(Operator operator, AccessKey key) {}

    private final Map<String, Operator> byName = new TreeMap<>();
    private final Map<String, Held> byKey = new HashMap<>();
    private final Map<String, Operator> byCertificate = new HashMap<>();

    OperatorIndex(Collection<Operator> operators) {
        for (Operator operator : operators) {
            byName.put(operator.name(), operator);
            operator.keys().forEach(key -> byKey.put(key.id(), new Held(operator, key)));
            operator.certificates().forEach(certificate -> byCertificate.put(certificate, operator));
        }
    }

    Map<String, Operator> byName() {
        return byName;
    }

    Map<String, Held> byKey() {
        return byKey;
    }

    Map<String, Operator> byCertificate() {
        return byCertificate;
    }

    OperatorIndex with(Operator operator) {
        Map<String, Operator> operators = new TreeMap<>(byName);
        operators.put(operator.name(), operator);
        return new OperatorIndex(operators.values());
    }

    OperatorIndex without(String name) {
        Map<String, Operator> operators = new TreeMap<>(byName);
        operators.remove(name);
        return new OperatorIndex(operators.values());
    }
}
