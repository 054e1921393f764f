package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;

/**
 * A record as it was read.
 *
 * @param position in its shard; in {@link RetainedStore} the version, which differs between any two of one topic
 * @param body the caller's to keep; never written to
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
public record StoredRecord(long position, Topic topic, byte[] body) {}
