package io.gatehouse.control.aws;

import io.gatehouse.jobs.AbortCriterion;
import io.gatehouse.jobs.ExponentialRate;
import io.gatehouse.jobs.FailureType;
import io.gatehouse.jobs.JobSettings;
import io.gatehouse.jobs.JobTarget;
import io.gatehouse.jobs.JobUpdate;
import io.gatehouse.jobs.RetryCriterion;
import io.gatehouse.jobs.RolloutRate;
import io.gatehouse.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests say of a job. What AWS does with a field and this broker does not is refused. */
final class JobFields {
    /** The one action there is. */
    private enum AbortAction {
        CANCEL
    }

    private JobFields() {}

    /**
     * Fields of CreateJob and UpdateJob that mean nothing here.
     *
     * @throws OperationRefused NotImplementedException
     */
    static void refuseWhatIsNotHere(Fields body) {
        body.refuseUnlessEmpty("presignedUrlConfig");
        body.refuseUnlessEmpty("jobTemplateArn");
        body.refuseUnlessEmpty("documentParameters");
        body.refuseUnlessEmpty("schedulingConfig");
        body.refuseUnlessEmpty("destinationPackageVersions");
        body.refuseUnlessEmpty("namespaceId");
        body.refuseUnlessEmpty("tags");
    }

    /** @throws OperationRefused InvalidRequestException: only AWS IoT Greengrass has namespaces */
    static void refuseNamespace(Query query) {
        String namespace = query.text("namespaceId");
        if (namespace != null) {
            throw OperationRefused.invalid(
                    "namespaceId: " + Json.quoted(namespace) + " (expected: left out; there are no namespaces here)");
        }
    }

    static List<JobTarget> targets(Fields body, Arns arns) {
        List<String> texts = body.texts("targets");
        if (texts.isEmpty()) {
            throw body.missing("targets");
        }
        List<JobTarget> targets = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            targets.add(arns.jobTarget("targets[" + i + "]", texts.get(i)));
        }
        return targets;
    }

    static JobSettings settings(Fields body) {
        RolloutRate rollout = rollout(body);
        return new JobSettings(
                body.text("description"),
                rollout == null ? RolloutRate.USUAL : rollout,
                abort(body),
                timeout(body),
                retries(body));
    }

    static JobUpdate update(Fields body) {
        return new JobUpdate(body.text("description"), rollout(body), abort(body), timeout(body), retries(body));
    }

    private static @Nullable RolloutRate rollout(Fields body) {
        Fields config = body.object("jobExecutionsRolloutConfig");
        return config == null
                ? null
                : new RolloutRate(config.integer("maximumPerMinute"), exponential(config.object("exponentialRate")));
    }

    private static @Nullable ExponentialRate exponential(@Nullable Fields rate) {
        if (rate == null) {
            return null;
        }
        Fields criteria = rate.object("rateIncreaseCriteria");
        if (criteria == null) {
            throw rate.missing("rateIncreaseCriteria");
        }
        return new ExponentialRate(
                rate.requiredInteger("baseRatePerMinute"),
                rate.requiredDecimal("incrementFactor"),
                criteria.integer("numberOfNotifiedThings"),
                criteria.integer("numberOfSucceededThings"));
    }

    private static @Nullable List<AbortCriterion> abort(Fields body) {
        Fields config = body.object("abortConfig");
        if (config == null) {
            return null;
        }
        List<AbortCriterion> criteria = new ArrayList<>();
        for (Fields criterion : config.objects("criteriaList")) {
            var _ = criterion.requiredConstant("action", AbortAction.class);
            criteria.add(new AbortCriterion(
                    criterion.requiredConstant("failureType", FailureType.class),
                    criterion.requiredDecimal("thresholdPercentage"),
                    criterion.requiredInteger("minNumberOfExecutedThings")));
        }
        return criteria;
    }

    private static @Nullable Integer timeout(Fields body) {
        Fields config = body.object("timeoutConfig");
        return config == null ? null : config.integer("inProgressTimeoutInMinutes");
    }

    private static @Nullable List<RetryCriterion> retries(Fields body) {
        Fields config = body.object("jobExecutionsRetryConfig");
        if (config == null) {
            return null;
        }
        List<RetryCriterion> criteria = new ArrayList<>();
        for (Fields criterion : config.objects("criteriaList")) {
            criteria.add(new RetryCriterion(
                    criterion.requiredConstant("failureType", FailureType.class),
                    criterion.requiredInteger("numberOfRetries")));
        }
        return criteria;
    }
}
