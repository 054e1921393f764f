package io.gatehouse.transport;

import io.gatehouse.admission.Admission;
import io.gatehouse.admission.ConnectAttributes;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.session.Origin;
import io.gatehouse.session.Principal;
import io.gatehouse.session.Rights;
import io.gatehouse.session.StandingRights;

/** The rights of sessions that were stored and have no connection: the gate is asked as if they were here. */
public final class StoredRights implements StandingRights {
    private final Gatekeeper gatekeeper;

    public StoredRights(Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
    }

    @Override
    public Rights of(String clientId, Principal principal, Origin origin) {
        ConnectAttributes attributes = ConnectAttributes.of(origin.persistent(), origin.lastWill());
        String operator = principal.operator();
        return operator == null
                ? policies -> standing(gatekeeper.admitAbsent(
                        principal.id(),
                        origin.listener(),
                        origin.address(),
                        origin.port(),
                        clientId,
                        attributes,
                        policies))
                : policies -> standing(gatekeeper.admitAbsentOperator(
                        operator, origin.listener(), origin.address(), origin.port(), clientId, attributes, policies));
    }

    /** What a session makes of the gate's answer. */
    static Rights.Standing standing(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> granted(admitted);
            case Admission.Refused refused -> Rights.Standing.refused(refused.reason(), refused.denial());
        };
    }

    static Rights.Standing granted(Admission.Admitted admitted) {
        return Rights.Standing.granted(admitted.permissions(), admitted.validUntilMillis(), admitted.enrichment());
    }
}
