package io.gatehouse.refusal;

import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal was about. Costs more than the refusal itself, so it is made only for one that is told.
 *
 * @param certificate that was presented
 * @param resource in the words of policies: {@code client/lamp}, {@code topic/a/b}, {@code topicfilter/a/#}
 * @param decision how the policies decided, where they did
 * @param detail what exactly, in a few words; no payload, key or token
 */
public record Facts(
        @Nullable Presented certificate,
        @Nullable String resource,
        @Nullable Explanation decision,
        @Nullable String detail) {
    public static final Facts NONE = new Facts(null, null, null, null);

    public static Facts of(@Nullable String detail) {
        return new Facts(null, null, null, detail);
    }

    public static Facts denied(Denial denial) {
        return new Facts(null, denial.resource(), denial.explain(), null);
    }

    public Facts with(@Nullable Presented certificate) {
        return new Facts(certificate, resource, decision, detail);
    }
}
