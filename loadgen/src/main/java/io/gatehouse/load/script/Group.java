package io.gatehouse.load.script;

import java.util.List;

/**
 * Devices that do the same.
 *
 * @param first number of its first device in the fleet; the others follow
 * @param clients how many
 */
public record Group(String name, int first, int clients, List<Subscription> subscriptions) {
    public Group {
        subscriptions = List.copyOf(subscriptions);
    }

    public boolean isShared() {
        return subscriptions.stream().anyMatch(each -> each.share() != null);
    }
}
