package io.gatehouse.engine.rocks;

/** The place of one record in the log, in the order of a shard. */
record LogPosition(int shard, long position) implements Comparable<LogPosition> {
    @Override
    public int compareTo(LogPosition other) {
        int byShard = Integer.compare(shard, other.shard);
        return byShard != 0 ? byShard : Long.compare(position, other.position);
    }
}
