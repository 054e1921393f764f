package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * A change to a dynamic thing group that leaves alone what it does not name.
 *
 * @param query null for the one it has
 */
public record DynamicGroupUpdate(@Nullable MemberQuery query, GroupUpdate others) {}
