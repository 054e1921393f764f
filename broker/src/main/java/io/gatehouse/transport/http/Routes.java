package io.gatehouse.transport.http;

import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;

/** The operations of the data plane by method and path. Immutable; any thread. */
final class Routes {
    private static final String TOPICS = "/topics/";

    /** For a listener that offers no requests. */
    static final Route NOTHING = declining(new Declined(
            Reason.REQUEST_INVALID, Fault.UNKNOWN_OPERATION, "path: not known (expected: /mqtt on this listener)"));

    private final Operation publish;

    Routes(Operation publish) {
        this.publish = publish;
    }

    /**
     * @param title stands in metrics: AWS's name of the operation
     * @param name see {@link Operation#perform}
     */
    record Route(String title, Operation operation, String name) {
        void perform(Request request, Permissions permissions, Exchange exchange) {
            operation.perform(request, name, permissions, exchange);
        }
    }

    /** One of several methods of a resource. */
    private record Method(HttpMethod method, String title, Operation operation) {}

    /** Always one: what there is not declines. */
    Route of(Request request) {
        String path = request.target().path();
        if (path.startsWith(TOPICS)) {
            return choose(request, path.substring(TOPICS.length()), new Method(HttpMethod.POST, "Publish", publish));
        }
        return declining(new Declined(
                Reason.REQUEST_INVALID, Fault.UNKNOWN_OPERATION, "path: not known (expected: one of docs/http.md)"));
    }

    private static Route choose(Request request, String name, Method... methods) {
        for (Method each : methods) {
            if (each.method().equals(request.method())) {
                return new Route(each.title(), each.operation(), name);
            }
        }
        String allow = String.join(
                ", ",
                List.of(methods).stream().map(each -> each.method().name()).toList());
        return declining(new Declined(
                Reason.REQUEST_INVALID,
                Fault.METHOD_NOT_ALLOWED,
                "method: not for this path (expected: " + allow + ")",
                null,
                allow));
    }

    static Route declining(Declined declined) {
        return new Route(Exchange.NO_OPERATION, (_, _, _, exchange) -> exchange.decline(declined), "");
    }
}
