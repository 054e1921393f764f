package io.gatehouse.transport.http;

import io.gatehouse.admission.Admission;
import io.gatehouse.policy.Permissions;

/** Whether whoever sent a request is let in. */
sealed interface Verdict {
    /** He is. */
    record LetIn(Permissions permissions) implements Verdict {}

    /** He is not. */
    record TurnedAway(Declined declined) implements Verdict {}

    /** As the gate answers. */
    static Verdict of(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> new LetIn(admitted.permissions());
            case Admission.Refused refused ->
                new TurnedAway(
                        new Declined(refused.reason(), Fault.FORBIDDEN, refused.detail(), refused.denial(), null));
        };
    }
}
