package io.gatehouse.control.aws;

import java.util.Map;

/**
 * The operation that a request asks for.
 *
 * @param labels what stands in the path in the places of the template's labels, decoded
 */
record Route(Operation operation, Map<String, String> labels) {
    Route {
        labels = Map.copyOf(labels);
    }
}
