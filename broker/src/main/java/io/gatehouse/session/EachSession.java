package io.gatehouse.session;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Does something with each session of a loop. A defect in one is not the others': it is put out, and they have
 * their turn.
 */
final class EachSession {
    private static final Log log = Log.of(Sessions.class);

    private EachSession() {}

    static void of(Collection<Session> sessions, Consumer<Session> action) {
        for (Session session : List.copyOf(sessions)) { // a copy: one that ends leaves
            guarded(session, action);
        }
    }

    static void guarded(Session session, Consumer<Session> action) {
        try {
            action.accept(session);
        } catch (RuntimeException defect) {
            log.at(Event.CLIENT_DEFECT)
                    .setCause(defect)
                    .addKeyValue("clientId", session.clientId())
                    .log("a defect in this session; the others go on");
            session.close(new CloseReason.Defect(defect));
        }
    }
}
