package io.gatehouse.load.cli;

import io.gatehouse.control.FleetApi;
import io.gatehouse.load.device.TlsOptions;
import io.gatehouse.load.fleet.FleetPolicy;
import io.gatehouse.load.fleet.ForeignBroker;
import io.gatehouse.load.fleet.Identities;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.IdentityCsv;
import io.gatehouse.load.fleet.IdentityFile;
import io.gatehouse.load.fleet.IdentityFolder;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.fleet.Registration;
import io.gatehouse.load.scenario.Mixed.Fault;
import io.gatehouse.pki.Pem;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From flags to a fleet that the broker knows. Blocks; used once. */
final class Preparation {
    private static final String DATA = "GATEHOUSE_DATA";
    private static final int MQTTS = 8883;
    private static final int MOST_PORT = 65_535;
    private static final String EDDSA = "EdDSA"; // by its JCA name, Ed25519 among it

    private final TargetOptions target;
    private final IdentityOptions chosen;
    private final int clients;
    private final TlsChoice tls;
    private final List<Fault> faults;
    private final Told told;

    /**
     * @param clients how many devices
     * @param faults of the last devices; for those that only a registry can make it has to be a Gatehouse
     */
    Preparation(
            TargetOptions target,
            IdentityOptions chosen,
            int clients,
            TlsChoice tls,
            List<Fault> faults,
            PrintWriter out) {
        this.target = target;
        this.chosen = chosen;
        this.clients = clients;
        this.tls = tls;
        this.faults = List.copyOf(faults);
        this.told = new Told(out);
    }

    /** @throws Refused where something is missing or refused */
    Cast cast() {
        return target.foreign ? foreign() : registered();
    }

    private Cast registered() {
        if (chosen.certificate != null && clients > 1) {
            throw new Refused(Problem.input(
                    "--cert: one certificate for " + clients + " devices (expected: --clients 1, because each"
                            + " thing of a Gatehouse has its own)",
                    "leave it out, or bring one for each with --devices"));
        }
        Path data = data();
        Registration registration = Refused.unless(Registration.open(data));
        FleetRegistry registry = null;
        try {
            String run = Long.toString(System.currentTimeMillis(), 36);
            FleetPolicy policy = Refused.unless(FleetPolicy.ofRun(run, registration.broker()));
            Mint mint = Refused.unless(Mint.ofBroker(data));
            InetSocketAddress broker =
                    broker(registration.broker().host(), registration.broker().port());
            List<X509Certificate> authorities =
                    authorities(registration.broker().caPem());
            List<Identity> identities = identities(mint);
            FleetRegistry made = new FleetRegistry(registration, mint, policy, chosen.keyType, told);
            registry = made;
            if (chosen.areBrought()) {
                made.keep(identities);
            } else {
                made.claim(identities);
            }
            save(identities, registration.broker().caPem(), registration.broker());
            return new Cast(
                    broker,
                    authorities,
                    made.register(identities, faults),
                    FleetPolicy.topics(run),
                    engine(identities),
                    made,
                    () -> made.close(chosen.stay()));
        } catch (Refused refused) {
            if (registry == null) {
                registration.close();
            } else {
                registry.close(false).forEach(told::line); // of a fleet that is refused in part nothing stays
            }
            throw refused;
        }
    }

    private Cast foreign() {
        if (target.host == null || tls.ca == null) {
            throw new Refused(Problem.input(
                    "--foreign: " + (target.host == null ? "no --host" : "no --ca") + " (expected: both)",
                    "say where the broker is and what its certificate is verified by"));
        }
        if (!faults.isEmpty()) {
            throw new Refused(Problem.input(
                    "--foreign: bad devices have to be registered (expected: a Gatehouse of this machine)",
                    "leave this scenario out"));
        }
        Mint mint = chosen.authority == null ? null : Refused.unless(Mint.ofItsOwn(chosen.authority));
        List<Identity> identities = identities(mint);
        List<X509Certificate> authorities = authorities("");
        save(identities, Pem.of(authorities), null);
        return new Cast(
                broker(target.host, MQTTS),
                authorities,
                identities,
                "load/" + Long.toString(System.currentTimeMillis(), 36) + "/",
                engine(identities),
                null,
                List::of);
    }

    /**
     * For a broker that is not Gatehouse: what it has to trust.
     *
     * @return what to do with it, a line each
     * @throws Refused where it is not said which authority, or where to
     */
    static List<String> writeAuthority(IdentityOptions chosen) {
        if (chosen.authority == null || chosen.printCa == null) {
            throw new Refused(Problem.input(
                    "--print-ca: no --authority (expected: a folder for the fleet's own)",
                    "name one; it is made where it is not there"));
        }
        ForeignBroker broker = new ForeignBroker(
                Refused.unless(Mint.ofItsOwn(chosen.authority)).root());
        return ForeignBroker.advice(Refused.unless(broker.write(chosen.printCa)));
    }

    private Path data() {
        if (target.data != null) {
            return target.data;
        }
        String environment = System.getenv(DATA);
        return Path.of(environment == null || environment.isEmpty() ? "data" : environment);
    }

    private List<Identity> identities(@Nullable Mint mint) {
        if (chosen.devices != null) {
            return usable(IdentityFolder.read(chosen.devices));
        }
        if (chosen.csv != null) {
            return usable(IdentityCsv.read(chosen.csv));
        }
        NameTemplate names = Refused.unless(NameTemplate.of(chosen.name));
        if (chosen.certificate != null) {
            return alike(names, chosen.certificate);
        }
        if (mint == null) {
            throw new Refused(Problem.input(
                    "--foreign: no devices (expected: --devices, --devices-csv, --cert or --authority)",
                    "say who the devices are; see --print-ca for what the broker has to trust"));
        }
        return mint.identities(names, 0, clients, chosen.keyType, told.progress("certificates made"));
    }

    private void save(List<Identity> identities, String caPem, FleetApi.@Nullable Target broker) {
        if (chosen.save != null) {
            Refused.unless(
                    IdentityFolder.write(chosen.save, identities, caPem, broker, told.progress("identities written")));
        }
    }

    private static List<Identity> usable(Identities read) {
        Refused.ifAny(read.problems());
        return read.usable();
    }

    private List<Identity> alike(NameTemplate names, Path certificate) {
        Path key = Objects.requireNonNullElse(chosen.key, certificate);
        Identity one = Refused.unless(IdentityFile.read(names.name(0), certificate, key));
        return IntStream.range(0, clients)
                .mapToObj(i -> new Identity(names.name(i), one.key(), one.chain()))
                .toList();
    }

    private InetSocketAddress broker(String usualHost, int usualPort) {
        String host = Objects.requireNonNullElse(target.host, usualHost);
        int port = Objects.requireNonNullElse(target.port, usualPort);
        if (port < 1 || port > MOST_PORT) {
            throw new Refused(
                    Problem.input("--port: " + port + " (expected: 1 to " + MOST_PORT + ")", "name the broker's"));
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new Refused(
                    Problem.broker("--host: " + host + " has no address", "name a host that this machine knows"));
        }
        if (!target.remote && !address.getAddress().isLoopbackAddress()) {
            throw new Refused(Problem.input(
                    "--host: " + host + " is not this machine",
                    "load a broker that is yours, and say so with --remote"));
        }
        return address;
    }

    private List<X509Certificate> authorities(String pem) {
        return tls.ca == null
                ? Refused.unless(Authorities.of(pem, "what the broker says it is verified by"))
                : Refused.unless(Authorities.read(tls.ca));
    }

    /** BoringSSL does not sign with Ed25519. */
    private static TlsOptions.Engine engine(List<Identity> identities) {
        return identities.stream().anyMatch(one -> one.key().getAlgorithm().equals(EDDSA))
                ? TlsOptions.Engine.JDK
                : TlsOptions.Engine.best();
    }
}
