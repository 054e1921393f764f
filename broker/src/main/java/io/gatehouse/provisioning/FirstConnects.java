package io.gatehouse.provisioning;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.metrics.FirstConnectMetrics;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Refusal;
import io.gatehouse.refusal.RefusalListener;
import io.gatehouse.refusal.Repeats;
import io.gatehouse.registry.Thing;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes refused devices from the door to {@link JustInTimeRegistration}. A refusal for an unknown or waiting
 * certificate comes behind a whole handshake, in which its key was proved (decision 0003).
 *
 * <p>Nobody waits for it: each device has a virtual thread of its own, at most {@link #MOST_AT_WORK} at once. Who comes
 * beyond that, or is not told of because too many are refused, is not lost: a device that was refused comes again. One
 * that keeps coming is told of once in ten seconds.
 */
public final class FirstConnects implements RefusalListener, AutoCloseable {
    static final int MOST_AT_WORK = 64;

    private static final Log log = Log.of(FirstConnects.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JustInTimeRegistration registration;
    private final FirstConnectMetrics metrics;
    private final Semaphore free = new Semaphore(MOST_AT_WORK);
    private volatile boolean closed;

    public FirstConnects(JustInTimeRegistration registration, FirstConnectMetrics metrics) {
        this.registration = registration;
        this.metrics = metrics;
    }

    @Override
    public void refused(Refusal refusal, Repeats repeats) {
        boolean couldRegister = refusal.reason() == Reason.CERTIFICATE_UNKNOWN
                || refusal.reason() == Reason.CERTIFICATE_PENDING_ACTIVATION;
        String certificateId = refusal.client().certificateId();
        ClientCertificate presented = refusal.facts().certificate();
        // The end of a connection that was let in is no first connect: its certificate was deleted meanwhile.
        if (!couldRegister || refusal.endedBy() != null || certificateId == null || presented == null || closed) {
            return;
        }
        X509Certificate leaf = presented.copy();
        if (leaf == null || !registration.concerns(certificateId, leaf)) {
            return;
        }
        if (free.tryAcquire()) {
            Thread.ofVirtual().name("gatehouse-first-connect").start(() -> {
                try {
                    tell(certificateId, registration.presented(certificateId, leaf));
                } catch (RuntimeException defect) {
                    log.at(Event.DEFECT)
                            .setCause(defect)
                            .log("a device that came for the first time could not be registered");
                } finally {
                    free.release();
                }
            });
        } else {
            metrics.later();
        }
    }

    private void tell(String certificateId, FirstConnect came) {
        switch (came) {
            case FirstConnect.Waiting _ -> {
                metrics.waiting();
                log.at(Event.DEVICE_WAITING)
                        .addKeyValue("certificateId", certificateId)
                        .log("registered by coming; waits for its activation");
            }
            case FirstConnect.Provisioned(var done) -> {
                metrics.provisioned();
                Thing thing = done.registered().thing();
                log.at(Event.DEVICE_PROVISIONED)
                        .addKeyValue("certificateId", certificateId)
                        .addKeyValue("thing", thing == null ? "none" : thing.name())
                        .log("provisioned by its authority's template");
            }
            case FirstConnect.NotProvisioned(var _, var problem) -> {
                metrics.notProvisioned();
                log.at(Event.DEVICE_NOT_PROVISIONED)
                        .addKeyValue("certificateId", certificateId)
                        .addKeyValue("detail", problem)
                        .log("registered by coming, but its authority's template could not be followed");
            }
            case FirstConnect.Stranger _ -> metrics.stranger(); // its refusal has been told
            case FirstConnect.Later _ -> metrics.later();
        }
    }

    /** Takes no more, and returns when those at work are done, or after five seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (free.tryAcquire(MOST_AT_WORK, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(MOST_AT_WORK);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
