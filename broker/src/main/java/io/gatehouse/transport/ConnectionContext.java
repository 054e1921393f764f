package io.gatehouse.transport;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.routing.Router;
import io.gatehouse.session.ConnectFailures;
import io.gatehouse.session.Sessions;
import io.gatehouse.telemetry.Spans;
import io.gatehouse.trace.Traces;
import io.gatehouse.transport.http.DataPlane;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What all connections share: made once by the wiring. */
public final class ConnectionContext {
    private final Loops loops;
    private final Gatekeeper gatekeeper;
    private final Sessions sessions;
    private final Router router;
    private final Metrics metrics;
    private final Refusals refusals;
    private final ConnectFailures connectFailures;
    private final Terms terms;
    private final DataPlane dataPlane;
    private final Traces traces;
    private final @Nullable Spans spans;
    private final List<LoopOutput> outputs;
    private final List<Newcomers> newcomers;
    private final NewcomerLimits newcomerLimits;
    private final MemoryGuard memory;

    public ConnectionContext(
            Loops loops,
            Gatekeeper gatekeeper,
            Sessions sessions,
            Router router,
            Metrics metrics,
            Refusals refusals,
            ConnectFailures connectFailures,
            Terms terms,
            DataPlane dataPlane,
            Traces traces,
            @Nullable Spans spans,
            NewcomerSettings limits,
            MemoryGuard memory) {
        this.loops = loops;
        this.gatekeeper = gatekeeper;
        this.sessions = sessions;
        this.router = router;
        this.metrics = metrics;
        this.refusals = refusals;
        this.connectFailures = connectFailures;
        this.terms = terms;
        this.dataPlane = dataPlane;
        this.traces = traces;
        this.spans = spans;
        this.outputs = loops.all().stream().map(LoopOutput::new).toList();
        this.newcomers = loops.all().stream().map(loop -> new Newcomers()).toList();
        this.memory = memory;
        this.newcomerLimits = new NewcomerLimits(fitting(limits), loops.get(0).clock());
        memory.whenHeapIsRelieved(newcomerLimits::roomAgain);
        metrics.newcomers(
                newcomerLimits::newcomers, newcomerLimits::bytes, newcomerLimits::addresses, newcomerLimits::pauses);
    }

    Loops loops() {
        return loops;
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    Sessions sessions() {
        return sessions;
    }

    Router router() {
        return router;
    }

    Metrics metrics() {
        return metrics;
    }

    Refusals refusals() {
        return refusals;
    }

    ConnectFailures connectFailures() {
        return connectFailures;
    }

    Terms terms() {
        return terms;
    }

    DataPlane dataPlane() {
        return dataPlane;
    }

    Traces traces() {
        return traces;
    }

    /** {@code null} where no collector is configured. */
    @Nullable
    Spans spans() {
        return spans;
    }

    LoopOutput output(Loop loop) {
        return outputs.get(loop.index());
    }

    Newcomers newcomers(Loop loop) {
        return newcomers.get(loop.index());
    }

    NewcomerLimits newcomerLimits() {
        return newcomerLimits;
    }

    /**
     * Closes every connection that has no session yet, and from now on lets none get one. Called once, by a broker that
     * stops, after its listeners are closed and before its sessions are told. Any thread.
     *
     * @return completes when every loop has
     */
    public CompletableFuture<Void> turnAwayNewcomers() {
        return loops.onEach(loop -> newcomers(loop).turnAway());
    }

    /** Why nobody can be accepted now, {@code null} while somebody can. Any thread. */
    public @Nullable String overload() {
        if (memory.heapIsTight()) {
            return "nobody is accepted: hardly any heap is left (memory.limit)";
        }
        return newcomerLimits.full()
                ? "nobody is accepted: every place of a newcomer is taken (newcomers.max-at-once)"
                : null;
    }

    /** Other limits for newcomers from now on. Any thread. */
    public void limitNewcomers(NewcomerSettings limits) {
        newcomerLimits.change(fitting(limits));
    }

    /** What newcomers have sent lies in buffers: a quarter of all that there may be is the most for them. */
    private static NewcomerSettings fitting(NewcomerSettings limits) {
        return limits.within(MemoryGuard.maxBuffers() / 4);
    }

    MemoryGuard memory() {
        return memory;
    }

    LoopCounters counters(Loop loop) {
        return metrics.loop(loop.index());
    }
}
