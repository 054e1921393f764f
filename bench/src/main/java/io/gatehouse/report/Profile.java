package io.gatehouse.report;

import java.util.List;
import java.util.Locale;

/** What is run for a report. */
public enum Profile {
    QUICK(QuickPlans.all()),
    FULL(FullPlans.all());

    private final List<Plan> plans;

    Profile(List<Plan> plans) {
        this.plans = plans;
    }

    /** In the order in which they are run. */
    List<Plan> plans() {
        return plans;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    double seconds() {
        return plans.stream().mapToDouble(Plan::seconds).sum();
    }
}
