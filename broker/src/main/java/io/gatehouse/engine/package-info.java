/**
 * The small interfaces behind which state lives, so that one machine (RocksDB) and a cluster (NATS JetStream) run the
 * same code above them.
 *
 * <ul>
 *   <li>{@link io.gatehouse.engine.KeyValue}: named values with revisions, changes that are atomic over several keys,
 *       a watch, and leases;
 *   <li>{@link io.gatehouse.engine.DurableLog}: messages in order, read from a position by filter;
 *   <li>{@link io.gatehouse.engine.RetainedStore}: the last record of each topic, written with the log;
 *   <li>{@link io.gatehouse.engine.GroupQueue}: records of the log that the members of a group consume together;
 *   <li>{@link io.gatehouse.engine.Bus}: what the nodes of a cluster say to each other, heard now or never.
 * </ul>
 *
 * <p>Every implementation passes the same contract tests. Implementations own their threads. May import {@code mqtt}
 * (topics and filters), {@code config} and {@code metrics}.
 */
@NullMarked
package io.gatehouse.engine;

import org.jspecify.annotations.NullMarked;
