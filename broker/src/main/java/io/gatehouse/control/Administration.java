package io.gatehouse.control;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All operations of one broker by name. Immutable; any thread.
 *
 * <p>Knows no transport: a test calls it directly, {@link AdminServer} calls it for what came over HTTP.
 */
public final class Administration {

    /** One operation and who carries it out. */
    record Route<Q extends Record, R extends Record>(Operation<Q, R> operation, Function<Q, Outcome<R>> handler) {}

    private final Map<String, Route<?, ?>> routes;

    private Administration(Map<String, Route<?, ?>> routes) {
        this.routes = Map.copyOf(routes);
    }

    public static Administration of(
            Things things,
            ThingChanges thingChanges,
            ThingTemplates thingTemplates,
            Templates templates,
            Types types,
            Groups groups,
            BillingGroups billingGroups,
            Taggings taggings,
            Certificates certificates,
            Fleets fleets,
            Authorities authorities,
            RevocationLists revocationLists,
            Policies policies,
            PolicyTools policyTools,
            PolicyVersions policyVersions,
            Connections connections,
            Histories histories,
            PastRefusals refusals,
            Stores stores,
            Documents documents,
            Reloads reloads,
            Drains drains,
            Tracing tracing,
            OperatorAccounts operators,
            Broker broker) {
        Builder builder = new Builder();
        things.addTo(builder);
        thingChanges.addTo(builder);
        thingTemplates.addTo(builder);
        templates.addTo(builder);
        types.addTo(builder);
        groups.addTo(builder);
        billingGroups.addTo(builder);
        taggings.addTo(builder);
        certificates.addTo(builder);
        fleets.addTo(builder);
        authorities.addTo(builder);
        revocationLists.addTo(builder);
        policies.addTo(builder);
        policyTools.addTo(builder);
        policyVersions.addTo(builder);
        connections.addTo(builder);
        histories.addTo(builder);
        refusals.addTo(builder);
        stores.addTo(builder);
        documents.addTo(builder);
        reloads.addTo(builder);
        drains.addTo(builder);
        tracing.addTo(builder);
        operators.addTo(builder);
        broker.addTo(builder);
        return builder.build();
    }

    @Nullable
    Route<?, ?> route(String name) {
        return routes.get(name);
    }

    /** Collects routes; a name given twice is a defect. */
    static final class Builder {
        private final Map<String, Route<?, ?>> routes = new TreeMap<>();

        <Q extends Record, R extends Record> Builder add(Operation<Q, R> operation, Function<Q, Outcome<R>> handler) {
            if (routes.putIfAbsent(operation.name(), new Route<>(operation, handler)) != null) {
                throw new IllegalStateException("operation: " + operation.name() + " (expected: added once)");
            }
            return this;
        }

        Administration build() {
            return new Administration(routes);
        }
    }
}
