package io.gatehouse.load.scenario;

import io.gatehouse.load.device.DeviceListener;

/**
 * What devices do, from the first connect to the last disconnect. One thread runs it; what devices hear comes on their
 * event loops, behind the fleet's own account of it. A scenario is played once.
 */
public interface Scenario extends DeviceListener {
    /**
     * Returns when it is over, or soon after it was asked to stop.
     *
     * @param fleet nothing of it is connected
     */
    void play(Fleet fleet, Stage stage) throws InterruptedException;
}
