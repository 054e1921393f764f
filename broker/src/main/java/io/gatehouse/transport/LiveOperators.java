package io.gatehouse.transport;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.operator.Operator;
import io.gatehouse.operator.Operators;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryListener;
import io.gatehouse.session.Principal;
import io.gatehouse.session.Sessions;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries what changes about operators to the sessions they have: a retired access key or a disabled operator loses its
 * connections, a changed policy decides the next packet. Called on the thread that changes; posts to the loops.
 * Requests need none of it: each is signed, and judged, by itself.
 */
public final class LiveOperators implements RegistryListener {
    private static final Log log = Log.of(LiveOperators.class);

    private final Operators operators;
    private final Sessions sessions;

    private LiveOperators(Operators operators, Sessions sessions) {
        this.operators = operators;
        this.sessions = sessions;
    }

    /** Begins to listen to both. Called once. */
    public static void follow(Operators operators, Registry registry, Sessions sessions) {
        LiveOperators live = new LiveOperators(operators, sessions);
        operators.addListener(live::changed);
        registry.addListener(live);
    }

    /** An operator was changed, made or deleted. */
    private void changed(String operator) {
        tell(Set.of(Principal.idOf(null, operator)));
    }

    @Override
    public void stored() {
        // what is measured is measured of devices
    }

    /** Policies tell only whose certificates they are; operators that have any are few, and are asked all. */
    @Override
    public void changed(RegistryChange change) {
        boolean ofPolicies =
                change instanceof RegistryChange.PoliciesChanged || change instanceof RegistryChange.RegistryImported;
        Set<String> concerned = operators.list().stream()
                .filter(operator -> ofPolicies && !operator.policies().isEmpty())
                .map(Operator::name)
                .map(name -> Principal.idOf(null, name))
                .collect(Collectors.toSet());
        if (!concerned.isEmpty()) {
            tell(concerned);
        }
    }

    private void tell(Set<String> principals) {
        var _ = sessions.rightsChanged(principals).whenComplete((done, defect) -> {
            if (defect != null) {
                log.at(Event.DEFECT).setCause(defect).log("a change of an operator did not reach every session");
            }
        });
    }
}
