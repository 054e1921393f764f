package io.gatehouse.session;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;

/** What the sessions of one loop share: made once for each loop. */
record SessionContext(
        Loop loop,
        SessionRules rules,
        TopicTrie subscriptions,
        Router router,
        RetainedMessages retained,
        DurableLog log,
        SessionStore store,
        Removals removals,
        DiskReaders readers,
        Lifecycle lifecycle,
        LoopCounters counters,
        Refusals refusals,
        MemoryGuard memory) {

    long nowMillis() {
        return loop.clock().wallMillis();
    }
}
