/**
 * The small interfaces behind which state lives, so that one machine (RocksDB) and a cluster (NATS JetStream) run the
 * same code above them.
 *
 * <p>{@link io.gatehouse.engine.KeyValue} is what both can do: named values with revisions, changes that are atomic
 * over several keys, and a watch. Every implementation passes the same contract test. Implementations own their
 * threads. May import {@code config} and {@code metrics}.
 */
@NullMarked
package io.gatehouse.engine;

import org.jspecify.annotations.NullMarked;
