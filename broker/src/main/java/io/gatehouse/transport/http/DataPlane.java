package io.gatehouse.transport.http;

import io.gatehouse.loop.DiskReaders;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.Router;
import io.gatehouse.session.Sessions;

/** What requests act on, and what they may ask for; the same for all connections. Immutable; any thread. */
public final class DataPlane {
    private final HttpTerms terms;
    private final Metrics metrics;
    private final Refusals refusals;
    private final DiskReaders readers;
    private final OperatorGate operators;
    private final Routes routes;

    public DataPlane(
            HttpTerms terms,
            Sessions sessions,
            Router router,
            RetainedMessages retained,
            DiskReaders readers,
            Departures departures,
            DeviceJobs jobs,
            OperatorGate operators,
            Metrics metrics,
            Refusals refusals) {
        this.terms = terms;
        this.metrics = metrics;
        this.refusals = refusals;
        this.readers = readers;
        this.operators = operators;
        this.routes = new Routes(
                new PublishOperation(router, terms),
                new RetainedOperations(retained, terms),
                new ConnectionOperations(sessions, departures, terms.extended() ? null : new ConnectionQuota()),
                new JobOperations(jobs));
    }

    HttpTerms terms() {
        return terms;
    }

    Metrics metrics() {
        return metrics;
    }

    Refusals refusals() {
        return refusals;
    }

    /** Says who signed a request. */
    public OperatorGate operators() {
        return operators;
    }

    DiskReaders readers() {
        return readers;
    }

    Routes routes() {
        return routes;
    }
}
