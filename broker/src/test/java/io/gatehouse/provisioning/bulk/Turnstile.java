package io.gatehouse.provisioning.bulk;

import static org.awaitility.Awaitility.await;

import io.gatehouse.provisioning.ProvisioningPlan;
import io.gatehouse.provisioning.ThingProvisioning;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Lets as many devices through as it is told to; the next one waits in front of the registry. */
final class Turnstile implements Function<ProvisioningPlan, ThingProvisioning> {
    private final Function<ProvisioningPlan, ThingProvisioning> behind;
    private final Semaphore permits;

    Turnstile(int devices, Function<ProvisioningPlan, ThingProvisioning> behind) {
        this.behind = behind;
        this.permits = new Semaphore(devices);
    }

    @Override
    public ThingProvisioning apply(ProvisioningPlan plan) {
        permits.acquireUninterruptibly();
        return behind.apply(plan);
    }

    /** Returns when somebody waits. */
    void awaitWaiting() {
        await().until(permits::hasQueuedThreads);
    }

    void letThrough(int devices) {
        permits.release(devices);
    }
}
