package io.gatehouse.control;

import io.gatehouse.trace.Subject;
import io.gatehouse.trace.Trace;
import io.gatehouse.trace.TraceEntry;
import io.gatehouse.trace.Traces;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Begins traces, shows what they have seen, ends them. Virtual threads, which wait for the loops. */
public final class Tracing {
    private static final int PATIENCE_SECONDS = 5;

    private final Traces traces;
    private final Function<Trace, CompletableFuture<Void>> begun;

    /** @param begun brings a trace that has begun to who is connected already */
    public Tracing(Traces traces, Function<Trace, CompletableFuture<Void>> begun) {
        this.traces = traces;
        this.begun = begun;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(TraceApi.BEGIN, this::begin)
                .add(TraceApi.READ, this::read)
                .add(TraceApi.STOP, this::stop)
                .add(TraceApi.LIST, nothing -> list());
    }

    private Outcome<TraceApi.Trace> begin(TraceApi.Begin request) {
        Subject subject;
        try {
            subject = Subject.of(request.kind(), request.value());
        } catch (IllegalArgumentException unfit) {
            return Outcome.refused(
                    Refusal.Code.INVALID,
                    "no trace was begun",
                    String.valueOf(unfit.getMessage()),
                    "correct the value");
        }
        Trace trace = traces.begin(subject, Duration.ofSeconds(request.seconds()), request.payload());
        if (trace == null) {
            return Outcome.refused(
                    Refusal.Code.LIMIT_EXCEEDED,
                    "no trace was begun",
                    "traces: " + Traces.MOST + " run already (expected: at most " + Traces.MOST + ")",
                    "end one: gatehouse trace ls, then gatehouse trace stop ID");
        }
        begun.apply(trace).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return Outcome.done(shown(trace));
    }

    private Outcome<TraceApi.Entries> read(TraceApi.Read request) {
        Trace trace = traces.find(request.id());
        if (trace == null) {
            return unknown(request.id());
        }
        Trace.Entries read = trace.read(request.from(), TraceApi.MOST);
        return Outcome.done(new TraceApi.Entries(
                read.entries().stream().map(Tracing::shown).toList(), read.next(), read.overwritten(), read.last()));
    }

    private Outcome<TraceApi.Trace> stop(TraceApi.One request) {
        Trace trace = traces.find(request.id());
        if (trace == null) {
            return unknown(request.id());
        }
        traces.stop(trace);
        return Outcome.done(shown(trace));
    }

    private Outcome<TraceApi.Listing> list() {
        return Outcome.done(
                new TraceApi.Listing(traces.all().stream().map(Tracing::shown).toList()));
    }

    private static <R> Outcome<R> unknown(int id) {
        return Outcome.refused(Refusal.notFound(
                "there is nothing to show", "trace", Integer.toString(id), "list them: gatehouse trace ls"));
    }

    private static TraceApi.Trace shown(Trace trace) {
        return new TraceApi.Trace(
                trace.id(),
                trace.subject().text(),
                trace.payloads(),
                Instant.ofEpochMilli(trace.startedMillis()),
                Instant.ofEpochMilli(trace.endsMillis()),
                !trace.isOver());
    }

    private static TraceApi.Entry shown(TraceEntry entry) {
        return new TraceApi.Entry(
                Instant.ofEpochMilli(entry.atMillis()),
                entry.direction(),
                entry.event(),
                entry.clientId(),
                entry.peer(),
                entry.topic(),
                unlessNone(entry.packetId()),
                unlessNone(entry.bytes()),
                entry.detail(),
                entry.payload());
    }

    private static @Nullable Integer unlessNone(int number) {
        return number == 0 ? null : number;
    }
}
