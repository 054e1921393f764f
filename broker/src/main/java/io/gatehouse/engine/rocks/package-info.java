/**
 * The embedded engine: one RocksDB database under {@code <data>/store}, one write-ahead log, one committer thread.
 *
 * <p>{@link io.gatehouse.engine.rocks.RocksStore} is the door; nobody outside sees a type of {@code org.rocksdb}. The
 * committer is a platform thread that takes everything queued, writes one batch with one fsync, and completes. Reads
 * run on the caller's thread. May import {@code engine}, {@code config} and {@code metrics}.
 */
@NullMarked
package io.gatehouse.engine.rocks;

import org.jspecify.annotations.NullMarked;
