package io.gatehouse.transport.http;

import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.uri.PercentCoding;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of the data plane by method and path. Immutable; any thread. */
final class Routes {
    private static final String TOPICS = "/topics/";
    private static final String RETAINED = "/retainedMessage";
    private static final String CONNECTIONS = "/connections/";
    private static final String SUBSCRIPTIONS = "/subscriptions";
    private static final String NEXT = "$next";

    /** For a listener that offers no requests. */
    static final Route NOTHING = declining(new Declined(
            Reason.REQUEST_INVALID, Fault.UNKNOWN_OPERATION, "path: not known (expected: /mqtt on this listener)"));

    /** Of {@code /mqtt}, which the connection itself takes up. */
    static final Route UPGRADE = new Route("Mqtt", (_, _, _, _) -> {}, "");

    private final PublishOperation publish;
    private final RetainedOperations retained;
    private final ConnectionOperations connections;
    private final JobOperations jobs;

    Routes(
            PublishOperation publish,
            RetainedOperations retained,
            ConnectionOperations connections,
            JobOperations jobs) {
        this.publish = publish;
        this.retained = retained;
        this.connections = connections;
        this.jobs = jobs;
    }

    /**
     * @param title stands in metrics: AWS's name of the operation
     * @param name see {@link Operation#perform}
     */
    record Route(String title, Operation operation, String name) {
        boolean isPublish() {
            return operation instanceof PublishOperation;
        }

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
        if (path.equals(RETAINED)) {
            return choose(request, "", new Method(HttpMethod.GET, "ListRetainedMessages", retained::list));
        }
        if (path.startsWith(RETAINED + "/")) {
            return choose(
                    request,
                    path.substring(RETAINED.length() + 1),
                    new Method(HttpMethod.GET, "GetRetainedMessage", retained::get));
        }
        if (path.startsWith(CONNECTIONS)) {
            return ofConnection(request, path.substring(CONNECTIONS.length()));
        }
        JobsPath ofJobs = JobsPath.of(path);
        return ofJobs == null ? unknown() : ofJobs(request, ofJobs.job());
    }

    private Route ofJobs(Request request, @Nullable String job) {
        Method describe = new Method(HttpMethod.GET, "DescribeJobExecution", jobs::describe);
        if (job == null) {
            return choose(request, "", new Method(HttpMethod.GET, "GetPendingJobExecutions", jobs::pending));
        }
        return NEXT.equals(PercentCoding.text(job))
                ? choose(
                        request,
                        "",
                        describe,
                        new Method(HttpMethod.PUT, "StartNextPendingJobExecution", jobs::startNext))
                : choose(request, "", describe, new Method(HttpMethod.POST, "UpdateJobExecution", jobs::update));
    }

    /** A client id is one segment; a slash in it is encoded. */
    private Route ofConnection(Request request, String rest) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return choose(
                    request,
                    rest,
                    new Method(HttpMethod.GET, "GetConnection", connections::get),
                    new Method(HttpMethod.DELETE, "DeleteConnection", connections::delete));
        }
        return rest.substring(slash).equals(SUBSCRIPTIONS)
                ? choose(
                        request,
                        rest.substring(0, slash),
                        new Method(HttpMethod.GET, "ListSubscriptions", connections::subscriptions))
                : unknown();
    }

    private static Route unknown() {
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
