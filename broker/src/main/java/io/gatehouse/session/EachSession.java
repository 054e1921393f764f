package io.gatehouse.session;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something with each session of a loop. A defect in one is not the others': it is put out, and they have
 * their turn.
 */
final class EachSession {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

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
            log.atError()
                    .setCause(defect)
                    .addKeyValue("clientId", session.clientId())
                    .log("a defect in this session; the others go on");
            session.close(new CloseReason.Defect(defect));
        }
    }
}
