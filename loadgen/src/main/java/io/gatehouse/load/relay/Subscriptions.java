package io.gatehouse.load.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Who gets what: exact filters by a map, those with {@code +} one after the other. The relay's thread. */
final class Subscriptions {
    private record WithWildcard(String filter, RelayedClient client) {}

    private final Map<String, List<RelayedClient>> exact = new HashMap<>();
    private final List<WithWildcard> wildcards = new ArrayList<>();

    /** @param filter that this client does not have yet */
    void add(String filter, RelayedClient client) {
        if (TopicFilter.isExact(filter)) {
            exact.computeIfAbsent(filter, each -> new ArrayList<>()).add(client);
        } else {
            wildcards.add(new WithWildcard(filter, client));
        }
    }

    void remove(String filter, RelayedClient client) {
        if (TopicFilter.isExact(filter)) {
            exact.computeIfPresent(filter, (each, clients) -> {
                clients.remove(client);
                return clients.isEmpty() ? null : clients;
            });
        } else {
            wildcards.remove(new WithWildcard(filter, client));
        }
    }

    /** Once for each subscription that matches, so that a client may be named twice [MQTT-3.3.4-2]. */
    void matching(String topic, Consumer<RelayedClient> each) {
        List<RelayedClient> clients = exact.get(topic);
        if (clients != null) {
            clients.forEach(each);
        }
        for (WithWildcard subscription : wildcards) {
            if (TopicFilter.matches(subscription.filter(), topic)) {
                each.accept(subscription.client());
            }
        }
    }
}
