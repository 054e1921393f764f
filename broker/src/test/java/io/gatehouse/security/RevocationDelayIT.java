package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.config.Compatibility;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.revocation.TestAuthority;
import io.gatehouse.security.SteadyFleet.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a revoked device is still connected: from the change, as whoever makes it sees it, until the device's socket
 * is closed, as the device sees it. {@code -Dgatehouse.revocation.sessions=10000} is the full size, of which the
 * promise speaks; broker and devices share the processors here.
 */
final class RevocationDelayIT {
    private static final int SESSIONS = Integer.getInteger("gatehouse.revocation.sessions", 300);
    private static final int PATIENCE_SECONDS = 60;
    private static final Duration PROMISED = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final TestAuthority authority = TestAuthority.named("factory");
    private final List<Member> listed = new ArrayList<>();
    private int crlNumber;

    @Test
    void a_revoked_device_is_disconnected_within_a_second_whoever_revokes_it() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
        putCrl();
        RevocationWishes wishes =
                RevocationWishes.none().issuers(folder.resolve("ca.pem")).files(crlFile());
        try (RunningBroker broker = RunningBroker.start(
                        Compatibility.EXTENDED, from -> RunningBroker.withRevocation(from, wishes.settings()));
                SteadyFleet fleet = SteadyFleet.connected(broker, authority, SESSIONS, folder.resolve("fleet"))) {
            List<Member> members = fleet.members();
            int some = Math.min(100, SESSIONS / 6);
            System.out.printf(Locale.ROOT, "%,d sessions; from the change to the closed socket%n", SESSIONS);

            double[] byRegistry = new double[some];
            double[] byList = new double[some];
            for (int i = 0; i < some; i++) {
                byRegistry[i] = revokedByRegistry(broker, members.get(i));
            }
            for (int i = 0; i < some; i++) {
                byList[i] = revokedByCrl(members.subList(some + i, some + i + 1))[0];
            }
            int several = Math.max(1, SESSIONS / 100);
            double[] hundredth = revokedByCrl(members.subList(2 * some, 2 * some + several));
            assertThat(members.subList(2 * some + several, SESSIONS))
                    .as("nobody else was put out")
                    .noneMatch(member -> member.closedNanos().isDone());
            double[] rest = revokedByCrl(members.subList(2 * some + several, SESSIONS));

            double[] p99 = {
                p99("registry, one at a time", byRegistry),
                p99("CRL file, one at a time", byList),
                p99("CRL file, a hundredth of the fleet at once", hundredth)
            };
            // Goodbyes to a whole fleet at once are a matter of processors, which broker and devices share here.
            var _ = p99("CRL file, all that are left at once", rest);
            assertThat(Arrays.stream(p99).max().orElseThrow())
                    .as("the longest p99, in ms")
                    .isLessThanOrEqualTo(PROMISED.toMillis());
        }
    }

    private static double p99(String what, double[] millis) {
        Arrays.sort(millis);
        double p99 = millis[(int) Math.ceil(millis.length * 0.99) - 1];
        System.out.printf(
                Locale.ROOT,
                "  %-44s n %,6d   p50 %6.0f ms   p99 %6.0f ms   max %6.0f ms%n",
                what,
                millis.length,
                millis[millis.length / 2],
                p99,
                millis[millis.length - 1]);
        return p99;
    }

    private static double revokedByRegistry(RunningBroker broker, Member member) throws Exception {
        long began = System.nanoTime();
        RunningBroker.done(broker.registry().setCertificateStatus(member.certificateId(), CertificateStatus.REVOKED));
        return millis(began, member);
    }

    private double[] revokedByCrl(List<Member> members) throws Exception {
        listed.addAll(members);
        Path half = writeCrl();
        long began = System.nanoTime();
        Files.move(half, crlFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        double[] millis = new double[members.size()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = millis(began, members.get(i));
        }
        return millis;
    }

    private static double millis(long began, Member member) throws Exception {
        return (member.closedNanos().get(PATIENCE_SECONDS, TimeUnit.SECONDS) - began) / 1e6;
    }

    private void putCrl() throws IOException {
        Files.move(writeCrl(), crlFile());
    }

    private Path writeCrl() throws IOException {
        return Files.write(
                folder.resolve("half"),
                authority
                        .list()
                        .numbered(++crlNumber)
                        .listing(listed.stream()
                                .map(member -> member.certificate().getSerialNumber())
                                .toList())
                        .der());
    }

    private Path crlFile() {
        return folder.resolve("factory.crl");
    }
}
