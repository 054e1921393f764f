package io.gatehouse.jobs;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.log.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a request about a job, whatever jobs there are: {@code name: value (expected: …)}, or null. */
final class JobChecks {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{C}]*");
    private static final Pattern REASON = Pattern.compile("[\\p{Upper}\\p{Digit}_]+");
    private static final JsonLimits DOCUMENT =
            new JsonLimits(Limits.MOST_DOCUMENT_BYTES, 32, Limits.MOST_DOCUMENT_BYTES, 1024, 20_000);

    private JobChecks() {}

    static @Nullable String of(NewJob wanted) {
        if (!ID.matcher(wanted.id()).matches()) {
            return "jobId: " + Printable.quoted(wanted.id()) + " (expected: 1 to 64 letters, digits, _ -)";
        }
        if (wanted.targets().isEmpty()) {
            return "targets: none (expected: at least one)";
        }
        String problem = document(wanted.document());
        return problem == null ? settings(wanted.settings()) : problem;
    }

    private static @Nullable String document(String document) {
        int bytes = document.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.MOST_DOCUMENT_BYTES) {
            return "document: " + bytes + " bytes (expected: at most " + Limits.MOST_DOCUMENT_BYTES + ")";
        }
        if (document.contains("${aws:iot:")) {
            return "document: ${aws:iot:…} (expected: none; nothing is put into documents here)";
        }
        return switch (Json.parse(document, DOCUMENT)) {
            case JsonParse.Parsed _ -> null;
            case JsonParse.Malformed(var position, var message) ->
                "document: " + position + ": " + message + " (expected: JSON)";
        };
    }

    static @Nullable String settings(JobSettings settings) {
        String problem = text("description", settings.description(), Limits.MOST_DESCRIPTION);
        problem = problem == null ? rollout(settings.rollout()) : problem;
        problem = problem == null ? abort(settings.abort()) : problem;
        problem = problem == null ? retries(settings.retries()) : problem;
        Integer minutes = settings.timeoutMinutes();
        return problem == null && minutes != null
                ? range("timeoutConfig.inProgressTimeoutInMinutes", minutes, 1, Limits.MOST_MINUTES)
                : problem;
    }

    private static @Nullable String rollout(RolloutRate rate) {
        String at = "jobExecutionsRolloutConfig.";
        Integer most = rate.maximumPerMinute();
        String problem = most == null ? null : range(at + "maximumPerMinute", most, 1, Limits.MOST_PER_MINUTE);
        ExponentialRate exponential = rate.exponential();
        if (problem != null || exponential == null) {
            return problem;
        }
        at += "exponentialRate.";
        problem = range(at + "baseRatePerMinute", exponential.basePerMinute(), 1, Limits.MOST_PER_MINUTE);
        double factor = exponential.incrementFactor();
        if (problem == null && !(factor >= 1.1 && factor <= 5)) {
            problem = at + "incrementFactor: " + factor + " (expected: 1.1 to 5)";
        }
        Integer notified = exponential.notifiedThings();
        Integer succeeded = exponential.succeededThings();
        if (problem == null && (notified == null) == (succeeded == null)) {
            problem = at + "rateIncreaseCriteria: " + (notified == null ? "none" : "both")
                    + " (expected: one of numberOfNotifiedThings and numberOfSucceededThings)";
        }
        if (problem == null && notified != null) {
            problem = range(at + "rateIncreaseCriteria.numberOfNotifiedThings", notified, 1, Integer.MAX_VALUE);
        }
        return problem == null && succeeded != null
                ? range(at + "rateIncreaseCriteria.numberOfSucceededThings", succeeded, 1, Integer.MAX_VALUE)
                : problem;
    }

    private static @Nullable String abort(@Nullable List<AbortCriterion> criteria) {
        if (criteria == null) {
            return null;
        }
        if (criteria.isEmpty() || criteria.size() > FailureType.values().length) {
            return "abortConfig.criteriaList: " + criteria.size() + " (expected: 1 to " + FailureType.values().length
                    + ")";
        }
        for (AbortCriterion criterion : criteria) {
            double percentage = criterion.thresholdPercentage();
            if (!(percentage > 0 && percentage <= 100)) {
                return "abortConfig.criteriaList.thresholdPercentage: " + percentage
                        + " (expected: more than 0, at most 100)";
            }
            String problem = range(
                    "abortConfig.criteriaList.minNumberOfExecutedThings",
                    criterion.minExecutedThings(),
                    1,
                    Integer.MAX_VALUE);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String retries(@Nullable List<RetryCriterion> criteria) {
        if (criteria == null) {
            return null;
        }
        String at = "jobExecutionsRetryConfig.criteriaList";
        if (criteria.isEmpty() || criteria.size() > 2) {
            return at + ": " + criteria.size() + " (expected: 1 or 2)";
        }
        int together = 0;
        for (RetryCriterion criterion : criteria) {
            if (criterion.failureType() == FailureType.REJECTED) {
                return at + ".failureType: REJECTED (expected: FAILED, TIMED_OUT or ALL)";
            }
            String problem = range(at + ".numberOfRetries", criterion.retries(), 0, Limits.MOST_RETRIES);
            if (problem != null) {
                return problem;
            }
            together += criterion.retries();
        }
        return together > Limits.MOST_RETRIES
                ? at + ": " + together + " retries (expected: at most " + Limits.MOST_RETRIES + " together)"
                : null;
    }

    static @Nullable String cancellation(@Nullable String reasonCode, @Nullable String comment) {
        if (reasonCode != null
                && (reasonCode.length() > Limits.MOST_REASON_CODE
                        || !REASON.matcher(reasonCode).matches())) {
            return "reasonCode: " + Printable.quoted(reasonCode) + " (expected: 1 to " + Limits.MOST_REASON_CODE
                    + " upper-case letters, digits, _)";
        }
        return comment(comment);
    }

    static @Nullable String comment(@Nullable String comment) {
        return text("comment", comment, Limits.MOST_COMMENT);
    }

    private static @Nullable String text(String field, @Nullable String text, int most) {
        return text == null || (text.length() <= most && TEXT.matcher(text).matches())
                ? null
                : field + ": " + text.length() + " characters (expected: at most " + most
                        + ", none of them a control character)";
    }

    private static @Nullable String range(String field, int value, int least, int most) {
        return value >= least && value <= most
                ? null
                : field + ": " + value + " (expected: "
                        + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most) + ")";
    }
}
