package io.gatehouse.registry;

/** A policy bound to a thing group: it applies to the things of the group and of all groups under it. */
public record GroupAttachment(String policy, String group) {}
