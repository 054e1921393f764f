package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.harness.ChildJvm;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.revocation.TestAuthority;
import io.gatehouse.tls.CertificateIds;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Devices that connect, and do nothing more than to notice when they are put out. Light enough for ten thousand. */
final class SteadyFleet implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 600;

    private final List<Member> members;
    private final Process process;
    private final Thread reader;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    /** One device; {@code closedNanos} completes when its socket is closed by the broker. */
    record Member(X509Certificate certificate, CompletableFuture<Long> closedNanos) {
        String certificateId() {
            return CertificateIds.of(certificate);
        }
    }

    private SteadyFleet(List<Member> members, Process process) {
        this.members = members;
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::readOutput);
    }

    static String nameOf(int number) {
        return "fleet-" + number;
    }

    /**
     * Registers and connects {@code count} devices of the authority, each with a certificate of its own.
     *
     * @param file to be written: what the devices have to know
     */
    static SteadyFleet connected(RunningBroker broker, TestAuthority authority, int count, Path file) throws Exception {
        KeyPair keys = TestAuthority.keysForMany();
        List<Member> all = new ArrayList<>();
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            write(out, keys.getPrivate().getEncoded());
            out.writeInt(count);
            for (int i = 0; i < count; i++) {
                X509Certificate certificate = authority.issue(nameOf(i), keys);
                write(out, certificate.getEncoded());
                all.add(new Member(certificate, new CompletableFuture<>()));
            }
        }
        register(broker, all);
        Process process = ChildJvm.of(
                        List.of("-Xmx1g", "-XX:MaxDirectMemorySize=2g"),
                        FleetProgram.class,
                        List.of(Integer.toString(broker.port()), file.toString()))
                .redirectErrorStream(true)
                .start();
        SteadyFleet fleet = new SteadyFleet(all, process);
        assertThat(fleet.ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return fleet;
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void register(RunningBroker broker, List<Member> all) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) { // they share the store's commits
            List<Callable<Object>> tasks = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                var wanted = new Provisioning(
                        nameOf(i),
                        null,
                        Map.of(),
                        all.get(i).certificate().getEncoded(),
                        CertificateStatus.ACTIVE,
                        "everything",
                        Policies.everything());
                tasks.add(() -> RunningBroker.done(broker.registry().provision(wanted)));
            }
            for (Future<Object> done : threads.invokeAll(tasks)) {
                var _ = done.get();
            }
        }
    }

    private void readOutput() {
        List<String> other = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (line.equals("ready")) {
                    ready.complete(true);
                } else if (words[0].equals("closed") && words.length == 3) {
                    members.get(Integer.parseInt(words[1])).closedNanos().complete(Long.valueOf(words[2]));
                } else {
                    other.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ready.completeExceptionally(new AssertionError("the fleet ended: " + other));
        }
    }

    List<Member> members() {
        return members;
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close(); // its input ends
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            ChildJvm.kill(process);
        }
        reader.join();
    }
}
