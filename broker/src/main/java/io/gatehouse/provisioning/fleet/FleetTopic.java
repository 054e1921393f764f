package io.gatehouse.provisioning.fleet;

import io.gatehouse.mqtt.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A topic on which a device asks.
 *
 * @param template named in it, for {@link FleetOperation#REGISTER_THING}; empty for the others
 */
record FleetTopic(FleetOperation operation, String template, PayloadFormat format, Topic topic) {
    /** {@code null} for any other topic, such as that of an answer. */
    static @Nullable FleetTopic of(Topic topic) {
        String[] levels = topic.levels();
        boolean certificate = levels.length == 4 && levels[1].equals("certificates");
        boolean provision =
                levels.length == 5 && levels[1].equals("provisioning-templates") && levels[3].equals("provision");
        PayloadFormat format = levels[0].equals("$aws") && (certificate || provision)
                ? PayloadFormat.of(levels[levels.length - 1])
                : null;
        if (format == null) {
            return null;
        }
        if (provision) {
            return new FleetTopic(FleetOperation.REGISTER_THING, levels[2], format, topic);
        }
        return switch (levels[2]) {
            case "create" -> new FleetTopic(FleetOperation.CREATE_KEYS, "", format, topic);
            case "create-from-csr" -> new FleetTopic(FleetOperation.CREATE_FROM_CSR, "", format, topic);
            default -> null;
        };
    }

    Topic accepted() {
        return Topic.of(topic.name() + "/accepted");
    }

    Topic rejected() {
        return Topic.of(topic.name() + "/rejected");
    }
}
