package io.gatehouse.transport;

import io.gatehouse.BrokerUnderTest;
import io.gatehouse.transport.ServerProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What a handshake with CONNECT costs the server: full and resumed, through one door and through several, with
 * BoringSSL and with the JDK's engine, each beside the bare relay with BoringSSL. All take turns in every round, and
 * each ratio is formed within its round. Told without what the JIT compilers took, as in {@link RefusalCost}.
 *
 * <p>Servers that issue tickets have processes of their own: a full handshake is measured as it is shipped, without.
 */
final class HandshakeCost implements AutoCloseable {
    private static final String PROTOCOL = "x-amzn-mqtt-ca";
    private static final double MOST_RESUME = 0.99;

    private final Generator generator;
    private final Devices devices;
    private final Path folder;
    private final List<String> flags;
    private final int atOnce;
    private final List<String> versions;
    private final boolean withJdk;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    HandshakeCost(
            Generator generator,
            Devices devices,
            Path folder,
            List<String> flags,
            int atOnce,
            List<String> versions,
            boolean withJdk) {
        this.generator = generator;
        this.devices = devices;
        this.folder = folder;
        this.flags = flags;
        this.atOnce = atOnce;
        this.versions = versions;
        this.withJdk = withJdk;
    }

    /** One line of the table. */
    private final class Row implements AutoCloseable {
        private final String name;
        private final ServerProcess server;
        private final boolean resumes;
        private final Greeters greeters;
        private final List<Double> micros = new ArrayList<>();
        private boolean warm;

        Row(String version, String name, ServerProcess server, int listener, boolean resumes) throws IOException {
            this.name = version + ", " + (resumes ? "resumed" : "full") + ", " + name;
            this.server = server;
            this.resumes = resumes;
            this.greeters = new Greeters(
                    generator, devices.speaking(version), server.port(listener), PROTOCOL, resumes, atOnce);
        }

        double turn(double seconds) throws IOException, InterruptedException {
            double compilers = server.compilerSeconds();
            long resumedBefore = greeters.resumed();
            Cost cost = WholePath.cost(server, seconds, greeters::whileIt);
            double spent = cost.cpuSeconds() - (server.compilerSeconds() - compilers);
            double share = (greeters.resumed() - resumedBefore) / (double) cost.count();
            // The first handshake of each device is full; after the warm-up there is none.
            if (warm && (resumes ? share < MOST_RESUME : share > 0)) {
                throw new IOException(name + ": " + share + " of the handshakes resumed (expected: "
                        + (resumes ? "nearly all" : "none") + ")");
            }
            warm = true;
            return spent / cost.count() * 1e6;
        }

        @Override
        public void close() {
            greeters.close();
        }
    }

    private ServerProcess broker(String provider, boolean resumption) throws IOException, InterruptedException {
        Path own = Files.createDirectory(folder.resolve(provider + (resumption ? "-resuming" : "")));
        return started(new Launch(
                "io.gatehouse.BrokerUnderTest",
                own,
                flags,
                true,
                List.of("1", folder.toString(), provider, Boolean.toString(resumption))));
    }

    private ServerProcess relay(boolean resumption) throws IOException, InterruptedException {
        Path own = Files.createDirectory(folder.resolve("relay" + (resumption ? "-resuming" : "-full")));
        List<String> arguments = resumption ? List.of(BareRelay.RESUMPTION) : List.of();
        return started(new Launch("io.gatehouse.transport.BareRelay", own, flags, true, arguments));
    }

    private ServerProcess started(Launch launch) throws IOException, InterruptedException {
        ServerProcess process = ServerProcess.start(launch);
        processes.add(process);
        return process;
    }

    /** The relay's row is the first of its kind: the others are told beside it. */
    private void prepare() throws IOException, InterruptedException {
        ServerProcess relay = relay(false);
        ServerProcess relayResuming = relay(true);
        ServerProcess boringSsl = broker("BORINGSSL", false);
        ServerProcess boringSslResuming = broker("BORINGSSL", true);
        ServerProcess jdk = withJdk ? broker("JDK", false) : null;
        ServerProcess jdkResuming = withJdk ? broker("JDK", true) : null;
        for (String version : versions) {
            rows.add(new Row(version, "bare relay", relay, 0, false));
            rows.add(new Row(version, "broker", boringSsl, BrokerUnderTest.ONE_DOOR, false));
            rows.add(new Row(version, "broker, several doors", boringSsl, BrokerUnderTest.SEVERAL_DOORS, false));
            if (jdk != null) {
                rows.add(new Row(version, "broker, JDK engine", jdk, BrokerUnderTest.ONE_DOOR, false));
            }
            rows.add(new Row(version, "bare relay", relayResuming, 0, true));
            rows.add(new Row(version, "broker", boringSslResuming, BrokerUnderTest.ONE_DOOR, true));
            if (jdkResuming != null) {
                rows.add(new Row(version, "broker, JDK engine", jdkResuming, BrokerUnderTest.ONE_DOOR, true));
            }
        }
    }

    /**
     * Tells a table in Markdown, and how far it is.
     *
     * @param seconds processor time of the server in each turn
     */
    void measure(double warmUpSeconds, double seconds, int rounds, Consumer<String> out)
            throws IOException, InterruptedException {
        prepare();
        for (Row row : rows) {
            double micros = row.turn(warmUpSeconds);
            out.accept(String.format(Locale.ROOT, "warm: %-44s %8.0f us", row.name, micros));
        }
        for (int round = 0; round < rounds; round++) {
            for (Row row : rows) {
                row.micros.add(row.turn(seconds));
            }
        }
        out.accept("| handshake + CONNECT | us each | a second and core | ratio to the relay, median of " + rounds
                + " (range) |");
        out.accept("|---|---|---|---|");
        Row relay = rows.getFirst();
        for (Row row : rows) {
            if (row.name.endsWith("bare relay")) {
                relay = row;
            }
            out.accept(line(row, relay));
        }
    }

    private static String line(Row row, Row relay) {
        double[] ratios = new double[row.micros.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = 100 * relay.micros.get(i) / row.micros.get(i);
        }
        Arrays.sort(ratios);
        double micros = median(row.micros);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %,.0f | %.0f %% (%.0f to %.0f) |",
                row.name,
                micros,
                1e6 / micros,
                ratios[ratios.length / 2],
                ratios[0],
                ratios[ratios.length - 1]);
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Override
    public void close() throws IOException {
        rows.forEach(Row::close);
        for (ServerProcess process : processes) {
            process.close();
        }
    }
}
