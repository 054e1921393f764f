package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.List;

/**
 * The topics one session wants: those that one of its filters matches. Immutable; any thread.
 *
 * @param filters ordinary or shared; of a shared one the part that is matched counts
 * @param hashMatchesParent whether {@code a/#} matches {@code a}: true is section 4.7.1.2, false what AWS IoT Core does
 */
public record TopicSelection(List<TopicFilter> filters, boolean hashMatchesParent) {
    public TopicSelection {
        filters = List.copyOf(filters);
    }

    public boolean matches(Topic topic) {
        for (TopicFilter filter : filters) {
            if (filter.matches(topic, hashMatchesParent)) {
                return true;
            }
        }
        return false;
    }
}
