package io.gatehouse.manifest;

import io.gatehouse.control.Answer;
import io.gatehouse.control.Refusal;
import java.io.Serial;

/** A broker did not do what was asked of it. Carries the answer out of a plan; stackless, as an expected end. */
public final class Unanswered extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Answer<?> answer;

    private Unanswered(Answer<?> answer, String why) {
        super(why, null, false, false);
        this.answer = answer;
    }

    /** The value of what was done. */
    static <R> R done(Answer<R> answer) {
        return switch (answer) {
            case Answer.Done<R>(R value) -> value;
            case Answer.Refused<R>(Refusal refusal) -> throw new Unanswered(answer, refusal.why());
            case Answer.NotReachable<R>(String why, String _) -> throw new Unanswered(answer, why);
            case Answer.NotAuthorised<R>(String why, String _) -> throw new Unanswered(answer, why);
        };
    }

    /** Any but a success. */
    public Answer<?> answer() {
        return answer;
    }

    /** Why, in words. */
    public String why() {
        return String.valueOf(getMessage());
    }

    /** Nobody answers, or lets us in: going on ends the same way. */
    public boolean endsAll() {
        return !(answer instanceof Answer.Refused<?>);
    }
}
