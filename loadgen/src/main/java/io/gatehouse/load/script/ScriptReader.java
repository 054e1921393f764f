package io.gatehouse.load.script;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.message.JsonText;
import io.gatehouse.load.message.Payload;
import io.gatehouse.load.message.Template;
import io.gatehouse.load.script.Entry.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a scenario file: YAML 1.2 of the form that loadgen/README.md describes. All that is wrong with it is told, each
 * with its line and column. Used once.
 */
public final class ScriptReader {
    private static final int MOST_CHARACTERS = 1024 * 1024;
    private static final int MOST_CLIENTS = 10_000_000;
    private static final double MOST_RATE = 1e9;
    private static final int MOST_PAYLOAD = 1 << 20;
    /** Each publisher, with each receiver of its own, has its own account. */
    private static final long MOST_PAIRS = 500_000;

    private final String file;
    private final long seed;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Flow> flows = new LinkedHashMap<>();
    /** Of the flows, those too that are wrong. */
    private final Set<String> kinds = new LinkedHashSet<>();

    private ScriptReader(String file, long seed) {
        this.file = file;
        this.seed = seed;
    }

    /**
     * What came of reading a file.
     *
     * @param script {@code null} where there are problems
     */
    public record Reading(@Nullable Script script, List<Problem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** @param seed of what fills payloads */
    public static Reading read(Path file, long seed) {
        try {
            if (Files.size(file) > MOST_CHARACTERS) {
                return none(file + ": larger than 1 MiB (expected: a scenario file)");
            }
            return read(file.toString(), Files.readString(file), seed);
        } catch (IOException e) {
            return none(file + ": cannot be read (expected: a scenario file, YAML in UTF-8)");
        }
    }

    private static Reading none(String why) {
        return new Reading(null, List.of(Problem.input(why, "name another file")));
    }

    static Reading read(String file, String text, long seed) {
        return new ScriptReader(file, seed).read(text);
    }

    private Reading read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MOST_CHARACTERS)
                .build();
        try {
            Node node = new Compose(settings).composeString(text).orElse(null);
            if (node == null) {
                return none(file + ": empty (expected: groups, messages and phases)");
            }
            Script script =
                    script(Entry.root(file, node, problems).fields("name", "topics", "groups", "messages", "phases"));
            return problems.isEmpty() ? new Reading(script, problems) : new Reading(null, problems);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            return none(file + place + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            return none(file + ": not YAML: " + e.getMessage());
        }
    }

    private Script script(Fields fields) {
        Entry name = fields.find("name");
        Entry topics = fields.find("topics");
        String prefix = topics == null ? null : prefix(topics);
        groups(fields.need("groups"));
        flows(fields.find("messages"));
        groups.values().forEach(group -> checkOverlaps(fields.need("groups"), group));
        List<ScriptPhase> phases = phases(fields.need("phases"));
        return new Script(
                name == null ? file : name.text("words"),
                prefix,
                List.copyOf(groups.values()),
                List.copyOf(flows.values()),
                phases);
    }

    private static String prefix(Entry entry) {
        String prefix = entry.anyText("what all topics begin with, such as site-1/");
        try {
            MqttTopic.of(prefix + "x");
        } catch (IllegalArgumentException e) {
            entry.wrong(prefix, "the beginning of a topic of MQTT: " + e.getMessage());
        }
        return prefix;
    }

    private void groups(Entry section) {
        int first = 0;
        long all = 0;
        for (Map.Entry<String, Entry> each :
                section.named("groups of devices by their names").entrySet()) {
            Fields fields = each.getValue().fields("clients", "subscribe");
            int clients = fields.need("clients")
                    .whole(1, MOST_CLIENTS, MOST_CLIENTS); // so that no number of them is too many
            List<Subscription> subscriptions = new ArrayList<>();
            Entry subscribe = fields.find("subscribe");
            if (subscribe != null) {
                subscribe
                        .items("a list of { filter: …, qos: … }")
                        .forEach(item -> subscriptions.add(subscription(item, subscriptions)));
            }
            subscriptions.removeIf(Objects::isNull);
            groups.put(each.getKey(), new Group(each.getKey(), first, clients, subscriptions));
            all += clients;
            first = (int) Math.min(all, MOST_CLIENTS);
        }
        if (problems.isEmpty() && all > MOST_CLIENTS) {
            section.wrong(all + " clients", "at most " + MOST_CLIENTS);
        }
        if (groups.isEmpty()) {
            section.wrong("no group", "one or more");
        }
    }

    private @Nullable Subscription subscription(Entry item, List<Subscription> before) {
        Fields fields = item.fields("filter", "share", "qos");
        Entry filter = fields.need("filter");
        Entry share = fields.find("share");
        Template template = template(filter, Template.ofFilter(filter.text("a topic filter")));
        if (template == null) {
            return null;
        }
        String sample = template.ofDevice(0, "client").at(0);
        try {
            if (MqttTopicFilter.of(sample).isShared()) {
                filter.wrong(sample, "share: NAME beside the filter of a shared subscription");
            }
        } catch (IllegalArgumentException e) {
            filter.wrong(sample, "a topic filter of MQTT: " + e.getMessage());
            return null;
        }
        if (before.stream()
                .filter(Objects::nonNull)
                .anyMatch(one -> one.filter().toString().equals(template.toString()))) {
            filter.wrong(template.toString(), "each filter once");
        }
        return new Subscription(template, share == null ? null : share.name(), qos(fields));
    }

    private static @Nullable Template template(Entry entry, Attempt<Template> read) {
        return switch (read) {
            case Attempt.Done<Template>(Template template) -> template;
            case Attempt.Failed<Template>(Problem problem) -> {
                entry.wrong(problem);
                yield null;
            }
        };
    }

    private static MqttQos qos(Fields fields) {
        Entry qos = fields.find("qos");
        return Objects.requireNonNull(MqttQos.fromCode(qos == null ? 0 : qos.whole(0, 2)));
    }

    private void flows(@Nullable Entry section) {
        if (section == null) {
            return;
        }
        section.named("kinds of messages by their names").forEach((name, entry) -> {
            kinds.add(name);
            Flow flow = flow(name, entry.fields("from", "to", "topic", "qos", "retain", "payload"));
            if (flow != null) {
                flows.put(name, flow);
                if (problems.isEmpty() && flow.pairs() > MOST_PAIRS) {
                    entry.wrong(
                            flow.pairs() + " pairs of publishers and receivers", "at most " + MOST_PAIRS + " of them");
                }
            }
        });
    }

    private @Nullable Flow flow(String name, Fields fields) {
        Group from = group(fields.need("from"));
        Entry receiver = fields.find("to");
        Group to = receiver == null ? null : group(receiver);
        Entry topic = fields.need("topic");
        Template template = template(topic, Template.ofTopic(topic.text("a topic")));
        Entry retain = fields.find("retain");
        Payload payload = payload(fields.find("payload"));
        MqttQos qos = qos(fields);
        if (from == null || template == null || payload == null || !isTopic(topic, template)) {
            return null;
        }
        boolean retained = retain != null && retain.flag();
        if (retained && template.has(Template.Variable.TIME)) {
            topic.wrong(template.toString(), "no %t in it with retain: each would stay for ever");
        }
        return new Flow(name, from, to, template, qos, retained, payload);
    }

    private static boolean isTopic(Entry entry, Template topic) {
        String sample = topic.ofDevice(0, "client").at(0);
        try {
            MqttTopic.of(sample);
            return true;
        } catch (IllegalArgumentException e) {
            entry.wrong(sample, "a topic of MQTT: " + e.getMessage());
            return false;
        }
    }

    private @Nullable Group group(Entry entry) {
        String name = entry.text("the name of a group");
        Group group = groups.get(name);
        if (group == null && !name.isEmpty()) {
            entry.wrong(name, "one of the groups " + String.join(", ", groups.keySet()));
        }
        return group;
    }

    private @Nullable Payload payload(@Nullable Entry entry) {
        if (entry == null) {
            return Payload.Filling.of(64, seed);
        }
        if (entry.isText() && entry.text("a payload").matches("\\d+")) {
            return Payload.Filling.of(entry.whole(Payload.LEAST_BYTES, MOST_PAYLOAD), seed);
        }
        Attempt<Payload> read = entry.isText() ? Payload.Text.of(entry.text("a payload")) : JsonText.of(entry.json());
        return switch (read) {
            case Attempt.Done<Payload>(Payload payload) -> payload;
            case Attempt.Failed<Payload>(Problem problem) -> {
                entry.wrong(problem);
                yield null;
            }
        };
    }

    /**
     * A broker may send a message once or several times to who asked for it by several filters [MQTT-3.3.4-2], so that
     * nobody could say what is twice.
     */
    private void checkOverlaps(Entry section, Group group) {
        for (Flow flow : flows.values()) {
            MqttTopic topic = sample(flow, group);
            List<String> matching = group.subscriptions().stream()
                    .map(each -> each.filter().ofDevice(group.first(), "client-" + group.first()))
                    .map(each -> each.at(0))
                    .filter(each -> MqttTopicFilter.of(each).matches(topic))
                    .toList();
            if (matching.size() > 1) {
                section.wrong(
                        group.name() + " gets " + flow.name() + " by " + String.join(" and ", matching),
                        "each message by one filter");
            }
        }
    }

    /** The topic that the group's first device has to do with, where the flow goes from or to it. */
    private static MqttTopic sample(Flow flow, Group group) {
        Group named = flow.to() == null ? flow.from() : flow.to();
        int number = named.equals(group) ? group.first() : named.first();
        return MqttTopic.of(flow.topic().ofDevice(number, "client-" + number).at(0));
    }

    private List<ScriptPhase> phases(Entry section) {
        List<ScriptPhase> phases = new ArrayList<>();
        Map<String, Integer> connected = new LinkedHashMap<>();
        for (Entry item : section.items("a list of phases")) {
            phases.add(phase(item, connected, phases.size() + 1));
        }
        if (phases.isEmpty()) {
            section.wrong("no phase", "one or more");
        } else if (phases.stream().allMatch(ScriptPhase::warmUp)) {
            section.wrong("nothing but warm-up", "a phase that is measured");
        }
        return phases;
    }

    private ScriptPhase phase(Entry item, Map<String, Integer> connected, int number) {
        Fields fields = item.fields("name", "duration", "warm-up", "connected", "send");
        Entry name = fields.find("name");
        Duration duration = fields.need("duration").duration();
        Entry warmUp = fields.find("warm-up");
        Map<String, Integer> targets = new LinkedHashMap<>();
        Entry those = fields.find("connected");
        if (those != null) {
            those.named("how many of which group").forEach((group, entry) -> {
                Group known = groups.get(group);
                if (known == null) {
                    entry.wrong("unknown", "one of the groups " + String.join(", ", groups.keySet()));
                    return;
                }
                int target = entry.whole(0, known.clients());
                if (known.isShared() && target < connected.getOrDefault(group, 0)) {
                    entry.wrong(
                            "fewer than before",
                            "as many or more: what a leaving member of a shared subscription had not read is for the"
                                    + " others, and nobody could say whether it was lost");
                }
                connected.put(group, target);
                targets.put(group, target);
            });
        }
        Map<String, Pace> paces = new LinkedHashMap<>();
        Entry send = fields.find("send");
        if (send != null) {
            send.named("how often which messages").forEach((flow, entry) -> {
                if (kinds.contains(flow)) {
                    paces.put(flow, pace(entry));
                } else {
                    entry.wrong("unknown", "one of the messages " + String.join(", ", kinds));
                }
            });
        }
        return new ScriptPhase(
                name == null ? "phase " + number : name.text("words"),
                duration,
                warmUp != null && warmUp.flag(),
                targets,
                paces);
    }

    private static Pace pace(Entry entry) {
        Fields fields = entry.fields("rate", "think");
        Entry rate = fields.find("rate");
        Entry think = fields.find("think");
        if ((rate == null) == (think == null)) {
            entry.wrong(rate == null ? "nothing" : "both", "rate or think, one of them");
        }
        if (rate != null && rate.isMapping()) {
            Fields ends = rate.fields("from", "to");
            return new Pace.Rate(
                    ends.need("from").number(0, MOST_RATE), ends.need("to").number(0, MOST_RATE));
        }
        if (rate != null) {
            double even = rate.number(0, MOST_RATE);
            return new Pace.Rate(even, even);
        }
        return think == null ? new Pace.Rate(0, 0) : think(think);
    }

    private static Pace think(Entry think) {
        if (!think.isMapping()) {
            Duration time = think.duration();
            return new Pace.Think(time, time);
        }
        Fields ends = think.fields("from", "to");
        Duration least = ends.need("from").duration();
        Duration most = ends.need("to").duration();
        if (most.compareTo(least) < 0) {
            think.wrong(Times.words(least) + " to " + Times.words(most), "from the least to the most");
            return new Pace.Think(most, least);
        }
        return new Pace.Think(least, most);
    }
}
