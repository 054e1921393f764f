package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.message.Message;
import io.gatehouse.load.message.Template;
import io.gatehouse.load.script.Flow;
import io.gatehouse.load.script.Group;
import io.gatehouse.load.script.Script;
import io.gatehouse.load.script.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Who publishes what in a script, and who is to get it. Whole once it is made; any thread. */
final class Casting {
    private final Script script;
    private final String topics;
    private final List<Publisher> all = new ArrayList<>();
    private final Map<String, List<Publisher>> byFlow = new LinkedHashMap<>();
    private final Map<Integer, Map<String, List<Publisher>>> byDevice = new HashMap<>();
    private final Map<MqttTopic, List<Publisher>> byTopic = new HashMap<>();
    /** By the device's number. */
    private final Group[] groups;

    /** Below 0, which no device is. */
    private final Map<String, Integer> shares = new HashMap<>();

    private final Map<String, int[]> sharesOfGroups = new HashMap<>();

    /**
     * What a device subscribes to.
     *
     * @param account under which its messages are counted: the device's number, or the shared subscription's
     * @param publishers whose messages match
     */
    record Hearing(String filter, MqttQos qos, int account, List<Publisher> publishers) {
        boolean isShared() {
            return account < 0;
        }
    }

    /** @param topics what all topics and filters stand behind */
    Casting(Script script, String topics, Fleet fleet, Traffic traffic) {
        this.script = script;
        this.topics = topics;
        for (Flow flow : script.flows()) {
            Template topic = flow.topic().behind(topics);
            List<Publisher> publishers = new ArrayList<>();
            for (Device device : devices(flow.from(), fleet)) {
                List<Device> receivers = flow.to() == null ? List.of(device) : devices(flow.to(), fleet);
                List<Publisher> own = receivers.stream()
                        .map(receiver -> traffic.publisher(device, message(flow, topic, receiver)))
                        .toList();
                byDevice.computeIfAbsent(device.number(), number -> new HashMap<>())
                        .put(flow.name(), own);
                publishers.addAll(own);
            }
            byFlow.put(flow.name(), List.copyOf(publishers));
            all.addAll(publishers);
        }
        for (Publisher publisher : all) {
            byTopic.computeIfAbsent(publisher.message().topic(), topic -> new ArrayList<>())
                    .add(publisher);
        }
        this.groups = new Group[fleet.size()];
        for (Group group : script.groups()) {
            Arrays.fill(groups, group.first(), group.first() + group.clients(), group);
            List<Subscription> sharing = group.subscriptions().stream()
                    .filter(each -> each.share() != null)
                    .toList();
            sharing.forEach(each -> shares.putIfAbsent(share(each), -1 - shares.size()));
            if (!sharing.isEmpty()) {
                sharesOfGroups.put(
                        group.name(),
                        sharing.stream()
                                .mapToInt(each -> Objects.requireNonNull(shares.get(share(each))))
                                .toArray());
            }
        }
    }

    private static Message message(Flow flow, Template topic, Device receiver) {
        return new Message(
                topic.ofDevice(receiver.number(), receiver.name()), flow.qos(), flow.retain(), flow.payload());
    }

    static List<Device> devices(Group group, Fleet fleet) {
        return fleet.devices().subList(group.first(), group.first() + group.clients());
    }

    private static String share(Subscription subscription) {
        return subscription.share() + "/" + subscription.filter();
    }

    /** By the flow's name: what this device publishes. */
    Map<String, List<Publisher>> publishersOf(Device device) {
        return byDevice.getOrDefault(device.number(), Map.of());
    }

    /** Those whose messages are retained, and that have published. */
    List<Publisher> retaining() {
        return script.flows().stream()
                .filter(Flow::retain)
                .flatMap(flow -> byFlow.getOrDefault(flow.name(), List.of()).stream())
                .filter(publisher -> publisher.published() > 0)
                .toList();
    }

    /** What this device subscribes to. */
    List<Hearing> hearingsOf(Device device) {
        return groupOf(device).subscriptions().stream()
                .map(each -> hearing(device, each))
                .toList();
    }

    /** Accounts of the shared subscriptions that this device takes part in. */
    int[] sharesOf(Device device) {
        return sharesOfGroups.getOrDefault(groupOf(device).name(), Traffic.NO_GROUPS);
    }

    private Group groupOf(Device device) {
        return groups[device.number()];
    }

    private Hearing hearing(Device device, Subscription subscription) {
        String filter = subscription
                .filter()
                .behind(topics)
                .ofDevice(device.number(), device.name())
                .at(0);
        List<Publisher> matching = matching(MqttTopicFilter.of(filter));
        return subscription.share() == null
                ? new Hearing(filter, subscription.qos(), device.number(), matching)
                : new Hearing(
                        "$share/" + subscription.share() + "/" + filter,
                        subscription.qos(),
                        Objects.requireNonNull(shares.get(share(subscription))),
                        matching);
    }

    private List<Publisher> matching(MqttTopicFilter filter) {
        if (!filter.containsWildcards()) {
            return byTopic.getOrDefault(MqttTopic.of(filter.toString()), List.of());
        }
        return all.stream()
                .filter(publisher -> filter.matches(publisher.message().topic()))
                .toList();
    }
}
