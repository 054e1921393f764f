package io.gatehouse.jobs.device;

import io.gatehouse.mqtt.Topic;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A topic on which a device asks.
 *
 * @param operation null where the topic is below {@code $aws/things/THING/jobs/} and means nothing
 * @param jobId named in it; empty where none is
 */
record JobsTopic(@Nullable DeviceOperation operation, String thing, String jobId, Topic topic) {
    /** On these the broker speaks; a client that does is refused as on any reserved topic. */
    private static final Set<String> OURS = Set.of("accepted", "rejected", "notify", "notify-next");

    /** {@code null} for a topic that is none of jobs, and for those of answers and notices. */
    static @Nullable JobsTopic of(Topic topic) {
        String[] levels = topic.levels();
        boolean ofJobs = (levels.length == 5 || levels.length == 6)
                && levels[0].equals("$aws")
                && levels[1].equals("things")
                && levels[3].equals("jobs");
        String last = levels[levels.length - 1];
        if (!ofJobs || OURS.contains(last)) {
            return null;
        }
        boolean ofOne = levels.length == 6;
        DeviceOperation operation = switch (last) {
            case "get" -> ofOne ? DeviceOperation.DESCRIBE : DeviceOperation.GET_PENDING;
            case "start-next" -> ofOne ? null : DeviceOperation.START_NEXT;
            case "update" -> ofOne ? DeviceOperation.UPDATE : null;
            default -> null;
        };
        return new JobsTopic(operation, levels[2], ofOne ? levels[4] : "", topic);
    }

    /** {@link DeviceOperation#label}, or what stands for none in metrics. */
    String label() {
        return operation == null ? "none" : operation.label();
    }

    Topic accepted() {
        return Topic.of(topic.name() + "/accepted");
    }

    Topic rejected() {
        return Topic.of(topic.name() + "/rejected");
    }
}
