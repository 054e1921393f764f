package io.gatehouse.crash;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A data folder with a development authority and one device, made before the first process begins. */
final class Ground {
    private Ground() {}

    /** What the device connects with. */
    static SSLContext lay(Path data) throws Exception {
        TestDevice device = new TestDevice(
                "crash", DevelopmentCa.openOrCreate(data, List.of()).issueDevice("crash"));
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data));
                Registry registry =
                        Registry.open(store.keyValue(), RunningBroker.SCOPE, RegistryLimits.EXTENDED, Instant::now)) {
            RunningBroker.done(registry.provision(new Provisioning(
                    device.name(),
                    null,
                    Map.of(),
                    device.issued().leaf().getEncoded(),
                    CertificateStatus.ACTIVE,
                    "everything",
                    Policies.everything())));
        }
        return device.sslContext();
    }
}
