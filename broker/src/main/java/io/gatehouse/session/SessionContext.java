package io.gatehouse.session;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.policy.Decision;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.gatehouse.telemetry.Spans;
import org.jspecify.annotations.Nullable;

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
        Attachments attachments,
        LoopCounters counters,
        Refusals refusals,
        MemoryGuard memory,
        TopicServices services,
        @Nullable Spans spans) {

    long nowMillis() {
        return loop.clock().wallMillis();
    }

    /** Counts what policies said of an action of {@link LoopCounters}; true where it was yes. */
    boolean counted(int action, Decision decision) {
        boolean allowed = decision.isAllowed();
        counters.authorization(action, allowed, decision == Decision.EXPLICIT_DENY);
        return allowed;
    }
}
