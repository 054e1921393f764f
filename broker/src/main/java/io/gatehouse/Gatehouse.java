package io.gatehouse;

import io.gatehouse.cli.BrokerStarter;
import io.gatehouse.cli.BrokerStarter.StartFailure;
import io.gatehouse.cli.GatehouseCommand;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationSource;
import io.gatehouse.control.BrokerView;
import io.gatehouse.engine.StoreException;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.log.LogOutput;
import io.gatehouse.loop.Clock;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.pki.PkiException;
import io.gatehouse.revocation.RevocationStartException;
import io.gatehouse.tls.TlsConfigurationException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/** The program. Everything a user types comes in here; {@code up} starts a {@link Broker} in this process. */
public final class Gatehouse {
    private Gatehouse() {}

    public static void main(String[] arguments) {
        System.exit(GatehouseCommand.main(Gatehouse::start, arguments));
    }

    private static BrokerStarter.Running start(Configuration configuration, ConfigurationSource source)
            throws StartFailure {
        String problem = configuration.memory().problemWith(Runtime.getRuntime().maxMemory(), MemoryGuard.maxBuffers());
        if (problem != null) {
            throw new StartFailure(
                    problem,
                    "start it by the launcher gatehouse, with memory.limit as a flag, GATEHOUSE_MEMORY_LIMIT or on a"
                            + " line of its own below memory: in the file; or give the JVM "
                            + configuration.memory().flags());
        }
        try {
            Broker broker = Broker.start(configuration, source, ServerIdentity.of(configuration), Clock.SYSTEM);
            Systemd systemd = Systemd.of(System.getenv());
            Signals.onHangUp(() -> {
                systemd.reloading();
                broker.reload().whenComplete((_, _) -> systemd.ready());
            });
            broker.whenStopBegins(systemd::stopping);
            Signals.onStop(broker::close);
            UpAndRunning running = new UpAndRunning(broker, systemd);
            running.tell();
            systemd.ready();
            systemd.watch(new LivenessProbe(broker.observability()));
            return running;
        } catch (TlsConfigurationException failure) {
            throw new StartFailure(String.valueOf(failure.getMessage()), failure.remedy(), failure);
        } catch (ControlPlaneStartException failure) {
            throw new StartFailure(String.valueOf(failure.getMessage()), failure.remedy(), failure);
        } catch (PkiException | StoreException | RevocationStartException failure) {
            // Their messages say what is wrong and what to do.
            throw new StartFailure(String.valueOf(failure.getMessage()), "mend that, then start again", failure);
        } catch (IOException failure) {
            throw new StartFailure(
                    String.valueOf(failure.getMessage()), "free the address or configure another one", failure);
        }
    }

    private record UpAndRunning(Broker broker, Systemd systemd) implements BrokerStarter.Running {
        // Here and not in the class of main: the command line says where logs go, and has to be read before.
        private static final Log log = Log.of(Gatehouse.class);

        void tell() {
            log.at(Event.BROKER_STARTED)
                    .addKeyValue("version", broker.view().version())
                    .addKeyValue("listeners", broker.view().listeners())
                    .addKeyValue(
                            "controlPlane",
                            Objects.requireNonNullElse(broker.view().controlPlane(), "off"))
                    .addKeyValue("dataDirectory", broker.view().dataFolder())
                    .log("the broker takes clients");
        }

        @Override
        public BrokerView view() {
            return broker.view();
        }

        @Override
        public int awaitStopped() throws InterruptedException {
            try {
                broker.stopped().get();
                log.at(Event.BROKER_STOPPED).log("stopped in order");
                return 0;
            } catch (ExecutionException failed) {
                return 1;
            } finally {
                systemd.close();
                LogOutput.close(); // the last lines too
            }
        }
    }
}
