package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.scenario.Authority.NotRenewed;
import io.gatehouse.load.scenario.Authority.Renewed;
import java.util.List;

/**
 * Pairs of devices, and the publishers get new certificates while they publish, one after the other: registered, used
 * by a new connection, and the old one revoked. What is due while a device changes over is held back, and counted.
 */
public final class Rotate extends Pairs {
    private final Authority authority;

    public Rotate(Load load, Authority authority) {
        super(load);
        this.authority = authority;
    }

    @Override
    void beside(Fleet fleet, Stage stage) throws InterruptedException {
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        int rotated = 0;
        int publishers = 0;
        for (int i = 0; i + 1 < fleet.size() && !stage.isStopped(); i += 2) {
            publishers++;
            rotated += rotate(fleet, fleet.device(i), session, stage) ? 1 : 0;
            stage.found("certificates replaced", rotated + " of " + publishers + " that were tried");
        }
    }

    private boolean rotate(Fleet fleet, Device device, Session session, Stage stage) {
        Identity old = fleet.identity(device);
        switch (authority.renew(old)) {
            case NotRenewed(Problem problem) -> {
                stage.found("not replaced: " + device.name(), problem.line());
                return false;
            }
            case Renewed(Identity renewed) -> fleet.replace(device, renewed);
        }
        fleet.disconnect(device).join();
        boolean back = fleet.connect(device, session, false).join() instanceof Connected;
        Problem kept = authority.revoke(List.of(old));
        if (kept != null) {
            stage.found("not revoked: " + device.name(), kept.line());
        }
        return back;
    }
}
