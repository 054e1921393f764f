package io.gatehouse.provisioning.bulk;

import java.time.Instant;

/**
 * By what an input file is known again: the one that a task goes on with is the one that it was started for.
 *
 * @param size in bytes
 */
public record InputVersion(long size, Instant modifiedAt) {}
