package io.gatehouse.transport.http;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.json.JsonValue;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.VariableNames;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.RequestedEnd;
import io.gatehouse.session.SessionView;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.SubscribedFilter;
import io.gatehouse.transport.http.ConnectionQuota.Excess;
import io.gatehouse.transport.http.Departures.Departure;
import io.gatehouse.uri.PercentCoding;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code DELETE /connections/{clientId}}, and {@code GET /connections/{clientId}/subscriptions}.
 * Called on any connection's loop; asks the loop of the client; keeps nothing.
 */
final class ConnectionOperations {
    /** AWS keeps what it knows of a connection for as long. */
    private static final long REMEMBERED_MILLIS = TimeUnit.MINUTES.toMillis(30);

    private static final int PAGE = 20;
    private static final int LONGEST_CLIENT_ID = 65_535;

    private final Sessions sessions;
    private final Departures departures;
    private final @Nullable ConnectionQuota quota;

    /** @param quota {@code null} for none */
    ConnectionOperations(Sessions sessions, Departures departures, @Nullable ConnectionQuota quota) {
        this.sessions = sessions;
        this.departures = departures;
        this.quota = quota;
    }

    /** The client that is meant, where whoever asks may ask this of it; else the exchange has its answer. */
    private @Nullable String allowed(String name, Action action, Permissions permissions, Exchange exchange) {
        String clientId = PercentCoding.text(name);
        if (clientId == null || clientId.isEmpty() || clientId.length() > LONGEST_CLIENT_ID) {
            exchange.decline(Declined.invalid("client id: not one (expected: at least a character, percent-encoded)"));
            return null;
        }
        if (!permissions.decide(action, clientId).isAllowed()) {
            exchange.decline(Declined.denied(Reason.REQUEST_NOT_AUTHORIZED, permissions, action, clientId));
            return null;
        }
        Excess excess = quota == null
                ? Excess.NONE
                : quota.take(clientId, exchange.loop().clock().monotonicNanos());
        if (excess != Excess.NONE) {
            exchange.decline(new Declined(Reason.REQUEST_RATE_EXCEEDED, Fault.THROTTLED, excess.detail()));
            return null;
        }
        return clientId;
    }

    private static Answer notFound() {
        return Answer.of(Fault.NOT_FOUND, "no such client");
    }

    // ---- GetConnection

    void get(Request request, String name, Permissions permissions, Exchange exchange) {
        Boolean sockets = request.flag("includeSocketInformation");
        if (sockets == null) {
            exchange.decline(Request.badFlag("includeSocketInformation"));
            return;
        }
        Permissions asked = permissions.asking(VariableNames.INCLUDE_SOCKET_INFORMATION, sockets.toString());
        String clientId = allowed(name, Action.GET_CONNECTION, asked, exchange);
        if (clientId == null) {
            return;
        }
        CompletableFuture<Found> look =
                sessions.ask(clientId, session -> new Found(session == null ? null : session.view()));
        exchange.when(look, found -> {
            SessionView view = found.view();
            ConnectionInfo connection = view == null ? null : view.connection();
            if (view != null && connection != null) {
                exchange.answer(Answer.of(connected(view, connection, sockets)));
            } else {
                long now = exchange.loop().clock().wallMillis();
                exchange.read(() -> away(clientId, view, departures.lastOf(clientId), now), exchange::answer);
            }
        });
    }

    /** A future does not tell an absent value from one that is not there yet. */
    private record Found(@Nullable SessionView view) {}

    private static JsonValue connected(SessionView view, ConnectionInfo connection, boolean sockets) {
        JsonValue.ObjectBuilder document = JsonValue.object()
                .put("clientId", view.clientId())
                .put("connected", true)
                .putIfPresent("thingName", view.principal().thing())
                .put("cleanSession", connection.cleanStart())
                .put("keepAliveDuration", connection.keepAliveSeconds())
                .put("connectedSince", connection.connectedAt().toEpochMilli())
                .put("sessionExpiry", view.expirySeconds());
        if (sockets) {
            document.put("sourceIp", connection.address())
                    .put("sourcePort", portOf(connection.peer()))
                    .put("targetIp", connection.route().localAddress())
                    .put("targetPort", connection.route().localPort());
        }
        return document.build();
    }

    private static int portOf(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    private static Answer away(String clientId, @Nullable SessionView view, @Nullable Departure left, long nowMillis) {
        boolean recent = left != null && nowMillis - left.atMillis() <= REMEMBERED_MILLIS;
        if (view == null && !recent) {
            return notFound();
        }
        JsonValue.ObjectBuilder document =
                JsonValue.object().put("clientId", clientId).put("connected", false);
        if (view != null) {
            document.putIfPresent("thingName", view.principal().thing())
                    .put("cleanSession", false)
                    .put("sessionExpiry", view.expirySeconds());
        }
        if (left != null) {
            document.put("disconnectedSince", left.atMillis()).put("disconnectReason", left.awsReason());
        }
        return Answer.of(document.build());
    }

    // ---- ListSubscriptions

    void subscriptions(Request request, String name, Permissions permissions, Exchange exchange) {
        String clientId = allowed(name, Action.LIST_SUBSCRIPTIONS, permissions, exchange);
        if (clientId == null) {
            return;
        }
        Paging paging = Paging.of(request, PAGE);
        if (paging == null) {
            exchange.decline(Paging.notUnderstood());
            return;
        }
        CompletableFuture<Answer> asked = sessions.ask(
                clientId, session -> session == null ? notFound() : page(SubscribedFilter.of(session), paging));
        exchange.when(asked, exchange::answer);
    }

    private static Answer page(List<SubscribedFilter> all, Paging paging) {
        String after = paging.after();
        List<SubscribedFilter> left = all.stream()
                .filter(each -> after == null || each.filter().compareTo(after) > 0)
                .sorted(Comparator.comparing(SubscribedFilter::filter))
                .toList();
        List<SubscribedFilter> shown = left.subList(0, Math.min(paging.max(), left.size()));
        JsonValue.ObjectBuilder document = JsonValue.object()
                .put(
                        "subscriptions",
                        JsonValue.of(shown.stream()
                                .map(each -> JsonValue.object()
                                        .put("topicFilter", each.filter())
                                        .put("qos", each.qos().value())
                                        .build())
                                .toList()));
        if (shown.size() < left.size()) {
            document.put("nextToken", Paging.token(shown.getLast().filter()));
        }
        return Answer.of(document.build());
    }

    // ---- DeleteConnection

    void delete(Request request, String name, Permissions permissions, Exchange exchange) {
        String clientId = allowed(name, Action.DELETE_CONNECTION, permissions, exchange);
        if (clientId == null) {
            return;
        }
        Boolean clean = request.flag("cleanSession");
        Boolean preventWill = request.flag("preventWillMessage");
        if (clean == null || preventWill == null) {
            exchange.decline(Request.badFlag(clean == null ? "cleanSession" : "preventWillMessage"));
            return;
        }
        RequestedEnd end = new RequestedEnd(clean, preventWill);
        CompletableFuture<RequestedEnd.Result> asked =
                sessions.ask(clientId, session -> session == null ? new RequestedEnd.NotConnected() : end.of(session));
        exchange.when(asked, result -> {
            switch (result) {
                case RequestedEnd.NotConnected _ -> exchange.answer(notFound());
                case RequestedEnd.Ended(var stored) -> {
                    if (stored == null) {
                        exchange.answer(done());
                    } else {
                        exchange.when(stored, removed -> removed(removed, clientId, exchange));
                    }
                }
            }
        });
    }

    /** The session is gone from memory either way; only what is stored for good may be told as done. */
    private static void removed(CommitResult result, String clientId, Exchange exchange) {
        if (result instanceof CommitResult.Stored) {
            exchange.answer(done());
        } else {
            exchange.decline(
                    new Declined(Reason.STORE_UNAVAILABLE, Fault.UNAVAILABLE, "the end of the session of " + clientId));
        }
    }

    private static Answer done() {
        return Answer.of(JsonValue.object().build());
    }
}
