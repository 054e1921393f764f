package io.gatehouse.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.migration.ConversionNote.Kind;
import io.gatehouse.migration.MosquittoRules.Device;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Converted policies beside {@link MosquittoRules}: for random files, clients and topics, and as people write them. */
class MosquittoConversionTest {
    /** More with {@code -Dgatehouse.acl.files}, another course with {@code -Dgatehouse.seed}. */
    private static final int FILES = Integer.getInteger("gatehouse.acl.files", 800);

    private static final PolicyScope SCOPE = new PolicyScope("aws", "eu-central-1", "123456789012");
    private static final ConversionOptions NARROW = new ConversionOptions(UserName.COMMON_NAME, List.of(), false);
    private static final ConversionOptions WIDE = new ConversionOptions(UserName.COMMON_NAME, List.of(), true);

    private static final List<Device> DEVICES =
            List.of(new Device("a", "b"), new Device("lamp", "lamp.1"), new Device("u", "a"), new Device(null, "b"));
    private static final List<String> LEVELS = List.of("a", "b", "lamp", "+", "");
    private static final List<String> ACCESS = List.of("read", "write", "readwrite", "deny");
    private static final List<String> NAMES = List.of("a", "b", "lamp", "lamp.1", "", "u");

    /** What is told where something that was allowed is not any more. */
    private static final Set<Kind> SMALLER = EnumSet.of(Kind.LEFT_OUT, Kind.NARROWER);

    private final Random random = new Random(Long.getLong("gatehouse.seed", 4711));

    private Conversion.Converted converted(String acl, ConversionOptions options) {
        return switch (MosquittoConversion.convert(acl, options)) {
            case Conversion.Converted converted -> converted;
            case Conversion.Malformed(var problems) -> throw new AssertionError(problems + " in\n" + acl);
        };
    }

    private Permissions permissions(Conversion.Converted converted, Device device) {
        List<CompiledPolicy> attached = new ArrayList<>();
        for (ConvertedPolicy policy : converted.policies()) {
            boolean meant = device.user() == null
                    ? policy.name().equals("mosquitto-without-user")
                    : policy.name().equals("mosquitto-patterns")
                            || policy.name().equals("mosquitto-user-" + device.user());
            if (meant) {
                attached.add(
                        switch (PolicyParser.parse(policy.document(), PolicyLimits.EXTENDED)) {
                            case PolicyParse.Parsed(var document) ->
                                CompiledPolicy.compile(policy.name(), document, SCOPE);
                            case PolicyParse.Malformed(var problems) ->
                                throw new AssertionError(problems + " in\n" + policy.document());
                        });
            }
        }
        Map<String, List<String>> values = Map.of(
                "iot:ClientId", List.of(device.clientId()),
                "iot:Certificate.Subject.CommonName", List.of(device.user() == null ? "nobody" : device.user()));
        return Permissions.bind(attached, name -> values.getOrDefault(name, List.of()));
    }

    private static boolean told(Conversion.Converted converted, Set<Kind> kinds) {
        return converted.notes().stream().anyMatch(note -> kinds.contains(note.kind()));
    }

    @Test
    void no_converted_policy_allows_more_and_one_without_a_note_the_same() {
        int same = 0;
        int allowed = 0;
        for (int i = 0; i < FILES; i++) {
            String acl = randomFile();
            MosquittoRules mosquitto = new MosquittoRules(acl);
            Conversion.Converted converted = converted(acl, NARROW);
            boolean smaller = told(converted, SMALLER);
            same += smaller ? 0 : 1;
            for (Device device : DEVICES) {
                if (device.user() == null && !acl.startsWith("topic")) {
                    continue; // the file says nothing of clients without a user name
                }
                Permissions permissions = permissions(converted, device);
                for (int t = 0; t < 20; t++) {
                    String topic = randomTopic();
                    boolean reads = permissions.mayReceive(Topic.of(topic));
                    boolean writes = permissions.mayPublish(Topic.of(topic));
                    boolean canRead = mosquitto.mayRead(device, topic);
                    boolean canWrite = mosquitto.mayWrite(device, topic);
                    Supplier<String> what = () -> device + " " + topic + "\n" + acl + converted;
                    assertThat(reads && !canRead).as(what).isFalse();
                    assertThat(writes && !canWrite).as(what).isFalse();
                    if (!smaller && !topic.startsWith("$")) {
                        assertThat(reads).as(what).isEqualTo(canRead);
                        assertThat(writes).as(what).isEqualTo(canWrite);
                        assertThat(permissions.mayRetain(Topic.of(topic))).isEqualTo(writes);
                    }
                    allowed += reads || writes ? 1 : 0;
                }
                if (!told(converted, EnumSet.of(Kind.LEFT_OUT))) {
                    assertThat(mosquitto.readFilters(device))
                            .filteredOn(filter -> !filter.startsWith("$"))
                            .as(() -> device + "\n" + acl + converted)
                            .allMatch(filter -> permissions.maySubscribe(TopicFilter.of(filter)));
                }
            }
        }

        assertThat(same).as("files without such a note").isBetween(FILES / 5, FILES * 49 / 50);
        assertThat(allowed).as("topics that may be read or written").isGreaterThan(FILES * 4);
    }

    @Test
    void a_wider_conversion_takes_nothing_away_but_by_denials() {
        for (int i = 0; i < FILES / 2; i++) {
            String acl = randomFile();
            MosquittoRules mosquitto = new MosquittoRules(acl);
            Conversion.Converted converted = converted(acl, WIDE);
            if (told(converted, SMALLER)) {
                assertThat(acl).contains(" deny ");
                continue;
            }
            for (Device device : DEVICES.subList(0, 3)) {
                Permissions permissions = permissions(converted, device);
                for (int t = 0; t < 20; t++) {
                    String topic = randomTopic();
                    if (!topic.startsWith("$")) {
                        Supplier<String> what = () -> device + " " + topic + "\n" + acl + converted;
                        assertThat(permissions.mayReceive(Topic.of(topic)) || !mosquitto.mayRead(device, topic))
                                .as(what)
                                .isTrue();
                        assertThat(permissions.mayPublish(Topic.of(topic)) || !mosquitto.mayWrite(device, topic))
                                .as(what)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void a_device_connects_by_its_user_name_or_by_what_was_asked_for() {
        String acl = "user lamp\ntopic readwrite lamp/#\npattern read news/%u\n";
        Device lamp = new Device("lamp", "lamp");

        Permissions own = permissions(converted(acl, NARROW), lamp);
        assertThat(own.mayConnect("lamp")).isTrue();
        assertThat(own.mayConnect("lamp.phone")).isTrue();
        assertThat(own.mayConnect("lamp2")).isFalse();
        assertThat(own.mayConnect("door")).isFalse();

        var asked = new ConversionOptions(UserName.COMMON_NAME, List.of("dev-*"), false);
        Permissions any = permissions(converted(acl, asked), lamp);
        assertThat(any.mayConnect("dev-7")).isTrue();
        assertThat(any.mayConnect("lamp")).isFalse();
    }

    @Test
    void a_plus_is_one_level_and_no_more() {
        Permissions permissions =
                permissions(converted("user a\ntopic read site/+/room/+/temp\n", NARROW), new Device("a", "a"));

        assertThat(permissions.mayReceive(Topic.of("site/1/room/2/temp"))).isTrue();
        assertThat(permissions.mayReceive(Topic.of("site/1/2/room/2/temp"))).isFalse();
        assertThat(permissions.mayReceive(Topic.of("site/1/room/2/3/temp"))).isFalse();
        assertThat(permissions.maySubscribe(TopicFilter.of("site/+/room/+/temp")))
                .isTrue();
    }

    @Test
    void what_does_not_mean_the_same_is_told_with_its_line() {
        Conversion.Converted converted = converted("""
                topic read news
                user a
                topic read site/+/temp
                topic read site/1/2/temp
                topic read $SYS/#
                topic deny
                topic read %u/x
                topic read +/b/#
                pattern deny secret/#
                user b
                topic read secret/b
                """, NARROW);

        assertThat(converted.notes())
                .extracting(note -> note.kind() + " " + note.line())
                .containsExactly(
                        "WITHOUT_USER 1",
                        "LEFT_OUT 3",
                        "RESERVED 5",
                        "UNLIKELY 6",
                        "UNLIKELY 7",
                        "NARROWER 8",
                        "NARROWER 9",
                        "CLIENT_IDS null");
        assertThat(converted.notes()).allSatisfy(note -> {
            assertThat(note.message()).isNotBlank();
            assertThat(note.instead()).isNotBlank();
        });
    }

    @Test
    void every_mistake_is_told_with_line_and_column() {
        Conversion conversion = MosquittoConversion.convert("""
                # a comment
                user
                topic reed a/b
                topic
                  topics read a
                topic read a/b+/c
                pattern write a/#/c
                topic\tread a
                topic read fine
                """, NARROW);

        assertThat(((Conversion.Malformed) conversion).problems())
                .extracting(AclProblem::toString)
                .containsExactly(
                        "line 2, column 5: the end of the line (expected: the name of a user)",
                        "line 3, column 7: \"reed\" (expected: read, write, readwrite or deny in front of a topic)",
                        "line 4, column 6: the end of the line (expected: read, write, readwrite or deny, and a topic)",
                        "line 5, column 3: \"topics\" (expected: user, topic or pattern and a space, or # in the first"
                                + " column)",
                        "line 6, column 15: \"+\" (expected: alone in its level, and # in the last)",
                        "line 7, column 17: \"#\" (expected: alone in its level, and # in the last)",
                        "line 8, column 1: \"topic\tread\" (expected: user, topic or pattern and a space, or # in the"
                                + " first column)");
    }

    @Test
    void names_of_users_become_names_of_policies_one_each() {
        Conversion.Converted converted = converted("user a b\ntopic x\nuser a/b\ntopic y\nuser *\ntopic z\n", NARROW);

        assertThat(converted.policies())
                .extracting(ConvertedPolicy::name)
                .containsExactly("mosquitto-user-a_b", "mosquitto-user-a_b-2", "mosquitto-user-_");
        Permissions star = permissions(
                new Conversion.Converted(
                        List.of(new ConvertedPolicy(
                                "mosquitto-user-*",
                                "",
                                converted.policies().getLast().document())),
                        List.of()),
                new Device("*", "*"));
        assertThat(star.mayConnect("*")).isTrue();
        assertThat(star.mayConnect("x")).as("the star of a name is no wildcard").isFalse();
    }

    private String randomFile() {
        StringBuilder acl = new StringBuilder();
        lines(acl, "topic", random.nextInt(2));
        for (String user : List.of("a", "lamp")) {
            acl.append("user ").append(user).append('\n');
            lines(acl, "topic", random.nextInt(4));
        }
        lines(acl, "pattern", random.nextInt(3));
        return acl.toString();
    }

    private void lines(StringBuilder acl, String word, int count) {
        for (int i = 0; i < count; i++) {
            String access = ACCESS.get(random.nextInt(10) == 0 ? 3 : random.nextInt(3));
            acl.append(word).append(' ').append(access).append(' ');
            acl.append(randomFilter(word.equals("pattern"))).append('\n');
        }
    }

    private String randomFilter(boolean pattern) {
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(4);
        for (int i = 0; i < depth; i++) {
            String level = LEVELS.get(random.nextInt(LEVELS.size()));
            levels.add(pattern && random.nextInt(3) == 0 ? (random.nextBoolean() ? "%c" : "%u") : level);
        }
        if (random.nextInt(3) == 0) {
            levels.set(depth - 1, "#");
        }
        String filter = String.join("/", levels);
        return filter.isEmpty() ? "a" : (random.nextInt(20) == 0 ? "$SYS/" : "") + filter;
    }

    private String randomTopic() {
        List<String> levels = new ArrayList<>();
        int depth = 1 + random.nextInt(5);
        for (int i = 0; i < depth; i++) {
            levels.add(NAMES.get(random.nextInt(NAMES.size())));
        }
        String topic = String.join("/", levels);
        return topic.isEmpty() ? "a" : (random.nextInt(20) == 0 ? "$SYS/" : "") + topic;
    }
}
