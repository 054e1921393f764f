package io.gatehouse;

import io.gatehouse.engine.rocks.LogGroupQueues;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.memory.HeapWatch;
import io.gatehouse.provisioning.fleet.FleetProvisioning;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.rotation.CertificateRotation;
import io.gatehouse.session.LogTrimmer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that gives up, now and then, what nobody needs any more: the log before all sessions, and retained
 * messages that have expired. It also stores how far shared subscriptions are,
 * looks when certificates end and whether the heap has been tight for long, removes certificates that devices asked for
 * and did not take, and deactivates those that were replaced, where that is configured.
 */
final class Housekeeping implements AutoCloseable {
    /** Between two rounds. More than what a session's progress may be late by, see {@link LogTrimmer}. */
    private static final long INTERVAL_SECONDS = 10;

    /** Pages of retained messages that one round looks through, at most: a million topics in about half an hour. */
    private static final int SWEPT_PAGES = 20;

    private static final Log log = Log.of(Housekeeping.class);

    private final LogGroupQueues groups;
    private final LogTrimmer trimmer;
    private final RetainedMessages retained;
    private final CertificateExpiry expiry;
    private final DeviceCertificateExpiry deviceExpiry;
    private final CertificateRotation rotation;
    private final HeapWatch heap;
    private final FleetProvisioning fleet;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").factory());

    private Housekeeping(
            LogGroupQueues groups,
            LogTrimmer trimmer,
            RetainedMessages retained,
            CertificateExpiry expiry,
            DeviceCertificateExpiry deviceExpiry,
            CertificateRotation rotation,
            HeapWatch heap,
            FleetProvisioning fleet,
            Clock clock) {
        this.groups = groups;
        this.trimmer = trimmer;
        this.retained = retained;
        this.expiry = expiry;
        this.deviceExpiry = deviceExpiry;
        this.rotation = rotation;
        this.heap = heap;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** The first round begins {@value #INTERVAL_SECONDS} seconds from now. */
    static Housekeeping start(
            LogGroupQueues groups,
            LogTrimmer trimmer,
            RetainedMessages retained,
            CertificateExpiry expiry,
            DeviceCertificateExpiry deviceExpiry,
            CertificateRotation rotation,
            HeapWatch heap,
            FleetProvisioning fleet,
            Clock clock) {
        Housekeeping housekeeping =
                new Housekeeping(groups, trimmer, retained, expiry, deviceExpiry, rotation, heap, fleet, clock);
        var _ = housekeeping.thread.scheduleWithFixedDelay(
                housekeeping::round, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
        return housekeeping;
    }

    private void round() {
        try {
            expiry.look();
            heap.look();
            groups.save(); // before it is asked what is needed: a crash goes on from what is stored
            trimmer.round();
            sweep();
            fleet.sweep();
            deviceExpiry.look();
            rotation.look();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) { // a disk that does not answer now may do so in the next round
            log.at(Event.HOUSEKEEPING_FAILED)
                    .setCause(failed)
                    .log("housekeeping failed; the next round is in {} s", INTERVAL_SECONDS);
        }
    }

    private void sweep() {
        int pages = 1;
        while (retained.sweep(clock.wallMillis()) && pages < SWEPT_PAGES) {
            pages++;
        }
    }

    /** Ends after the round under way. Idempotent. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                log.at(Event.STOP_SLOW).log("housekeeping took longer than 5 s; going on");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
