package io.gatehouse.session;

import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/** Lets the clients of one loop in beside others that have their certificate, or not. Confined to the loop. */
final class Sharers {
    private final SessionContext context;
    private final SharedCertificates shared;

    Sharers(SessionContext context, SharedCertificates shared) {
        this.context = context;
        this.shared = shared;
    }

    /**
     * Counts a client among those of its certificate, and tells of the others.
     *
     * @return why it is refused, if it is
     */
    Opening.@Nullable Refused enter(Principal principal, String clientId, Link link) {
        String certificateId = principal.certificateId();
        if (certificateId == null) {
            return null; // any number of clients may come with one operator's signatures
        }
        Sharing sharing = context.rules().sharing();
        boolean refuse = sharing == Sharing.REFUSE;
        SharedCertificates.Others others = shared.enter(certificateId, clientId, refuse);
        if (others.count() == 0) {
            return null;
        }
        if (sharing != Sharing.ALLOW) {
            SharedCertificate found = new SharedCertificate(
                    certificateId,
                    clientId,
                    principal.thing(),
                    link.info().address(),
                    others.first(),
                    others.count() + 1,
                    refuse);
            context.lifecycle().certificateShared(found, context.loop());
        }
        return refuse
                ? new Opening.Refused(
                        Reason.CERTIFICATE_SHARED,
                        "connected with this certificate: " + String.join(", ", others.first()))
                : null;
    }

    /** It was let in here, and then refused for something else. */
    void leave(Principal principal, String clientId) {
        String certificateId = principal.certificateId();
        if (certificateId != null) {
            shared.leave(certificateId, clientId);
        }
    }

    /** Its connection ended. A newcomer that takes it over with the same certificate has its place already. */
    void disconnected(Session session, Ending ending) {
        if (ending.reason() != Reason.TAKEN_OVER) {
            leave(session.principal(), session.clientId());
        }
    }
}
