package io.gatehouse.control.aws;

import io.gatehouse.operator.Role;
import java.util.List;

/**
 * An operation of AWS.
 *
 * @param wave when it comes
 * @param role the least that may ask for it. What a {@link Role#VIEWER} may ask for changes nothing, everything else is
 *     a change and goes into the audit trail
 * @param path {@code /things/{thingName}/principals}
 */
record Operation(AwsService service, Wave wave, Role role, String method, String path, String name) {
    /** The order in which operations are built: by how many people need them. */
    enum Wave {
        FIRST,
        SECOND,
        LATER
    }

    boolean changes() {
        return role != Role.VIEWER;
    }

    /** What lies between the slashes; a last empty one says that the path ends with a slash. */
    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }
}
