package io.gatehouse.session;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Brings a durable session's {@link Checkpoint} to the store. Confined to the session's loop.
 *
 * <p>Acknowledgements of QoS 1 are written down lazily, {@value #LAZY_SECONDS} seconds at most after they came: a crash
 * before that has them delivered again, which QoS 1 allows. Steps of QoS 2 are written down before the client is told:
 * {@link #storeFirst}. One write at a time; what changes meanwhile is in the next one, so a busy session pays one write
 * for each turn of the disk and not for each message.
 */
final class Progress {
    /** How long an acknowledged QoS 1 message may be forgotten again by a crash. */
    static final int LAZY_SECONDS = 2;

    /** After which what a failing store did not take is tried again. */
    static final int RETRY_SECONDS = 1;

    private static final Log log = Log.of(Progress.class);

    private final Session session;
    private final SessionContext context;
    private boolean due; // a timer runs
    private boolean writing;
    private boolean posted;
    private boolean again; // something changed since the write under way began
    private List<Runnable> next = new ArrayList<>(0);

    Progress(Session session) {
        this.session = session;
        this.context = session.context();
    }

    /** Something changed that may be written down later. */
    void changed() {
        if (writing) {
            again = true;
        } else if (!due) {
            due = true;
            var _ = context.loop().schedule(LAZY_SECONDS, TimeUnit.SECONDS, this::dueNow);
        }
    }

    private void dueNow() {
        due = false;
        if (!writing && !session.isEnded()) {
            write();
        }
    }

    /** Runs {@code then} once everything up to now is stored. All that ask in one turn share one write. */
    void storeFirst(Runnable then) {
        next.add(then);
        if (!writing && !posted) {
            posted = true;
            context.loop().post(this::postedNow);
        }
    }

    private void postedNow() {
        posted = false;
        if (!writing && !next.isEmpty() && !session.isEnded()) {
            write();
        }
    }

    /** Writes now what is not written yet. */
    CompletableFuture<CommitResult> write() {
        List<Runnable> waiting = next;
        next = new ArrayList<>(0);
        writing = true;
        again = false;
        List<Lent> taken = session.outbound().toBeTaken();
        CompletableFuture<CommitResult> write =
                session.stored().save(session.outbound().checkpoint(), taken);
        var _ = write.whenComplete((result, never) -> {
            try {
                context.loop().post(() -> written(result, waiting, taken));
            } catch (RejectedExecutionException stopping) {
                log.atDebug().addKeyValue("clientId", session.clientId()).log("written as the loop ended");
            }
        });
        return write;
    }

    private void written(CommitResult result, List<Runnable> waiting, List<Lent> taken) {
        writing = false;
        if (session.isEnded()) {
            taken.forEach(Lent::giveBack); // nobody was told of them
            return;
        }
        session.outbound().taken(taken, result instanceof CommitResult.Stored);
        if (!(result instanceof CommitResult.Stored)) { // the engine has said why; nobody is told before it is stored
            next.addAll(0, waiting);
            var _ = context.loop().schedule(RETRY_SECONDS, TimeUnit.SECONDS, this::dueNow);
            return;
        }
        waiting.forEach(Runnable::run);
        if (!next.isEmpty()) {
            postedNow();
        } else if (again) {
            again = false;
            changed();
        }
    }
}
