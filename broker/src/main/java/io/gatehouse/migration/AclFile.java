package io.gatehouse.migration;

import java.util.List;
import java.util.Map;

/**
 * Mosquitto's access control file, read.
 *
 * @param withoutUser the {@code topic} lines before the first {@code user}: they count for clients without a user name,
 *     and for no others
 * @param users those of each user, in the order of the file
 * @param patterns the {@code pattern} lines: they count for every client
 */
record AclFile(List<AclRule> withoutUser, Map<String, List<AclRule>> users, List<AclRule> patterns) {}
