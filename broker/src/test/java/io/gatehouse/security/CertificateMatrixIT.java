package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.TestDevice;
import io.gatehouse.config.TlsSettings.Engine;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.CertificateDoor.Visit;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every certificate that should not be let in, at every door, at every moment at which it could get in: which reason
 * turns it away, what its device sees of that, and that an operator sees the same reason and no other.
 */
final class CertificateMatrixIT {
    /**
     * New: connects for the first time when the certificate is in this state. Live: is connected, and comes into it.
     * Resumed: has a ticket from before it came into it, and offers that.
     *
     * <ul>
     *   <li>Unknown is issued by an authority that is registered, self-signed by none, and neither was registered.
     *       Leaf as CA is signed with the key of an active device, whose certificate is sent along.
     *   <li>Nobody who was never let in can be live: there the table has a line. The ticket such a one has is that of
     *       the handshake whose CONNECT or request was refused.
     *   <li>A change of the registry or of a CRL makes every ticket worthless, so that there is a full handshake and
     *       the device is told why. Nothing happens when a certificate ends: its ticket is opened, and then refused.
     *   <li>A certificate can be deleted only after it was deactivated, and that is what ends its connection.
     * </ul>
     */
    private static final String EXPECTED = """
            mqtts | active      | let in                     | stays                      | resumes
            mqtts | inactive    | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE
            mqtts | revoked     | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED
            mqtts | expired     | CERTIFICATE_EXPIRED        | CERTIFICATE_EXPIRED        | TLS_RESUMPTION_REFUSED
            mqtts | unknown     | CERTIFICATE_UNKNOWN        | CERTIFICATE_INACTIVE       | CERTIFICATE_UNKNOWN
            mqtts | CRL-revoked | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL
            mqtts | self-signed | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            mqtts | leaf as CA  | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            alpn  | active      | let in                     | stays                      | resumes
            alpn  | inactive    | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE
            alpn  | revoked     | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED
            alpn  | expired     | CERTIFICATE_EXPIRED        | CERTIFICATE_EXPIRED        | TLS_RESUMPTION_REFUSED
            alpn  | unknown     | CERTIFICATE_UNKNOWN        | CERTIFICATE_INACTIVE       | CERTIFICATE_UNKNOWN
            alpn  | CRL-revoked | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL
            alpn  | self-signed | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            alpn  | leaf as CA  | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            https | active      | let in                     | stays                      | resumes
            https | inactive    | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE
            https | revoked     | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED
            https | expired     | CERTIFICATE_EXPIRED        | CERTIFICATE_EXPIRED        | TLS_RESUMPTION_REFUSED
            https | unknown     | CERTIFICATE_UNKNOWN        | CERTIFICATE_INACTIVE       | CERTIFICATE_UNKNOWN
            https | CRL-revoked | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL
            https | self-signed | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            https | leaf as CA  | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            wss   | active      | let in                     | stays                      | resumes
            wss   | inactive    | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE       | CERTIFICATE_INACTIVE
            wss   | revoked     | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED        | CERTIFICATE_REVOKED
            wss   | expired     | CERTIFICATE_EXPIRED        | CERTIFICATE_EXPIRED        | TLS_RESUMPTION_REFUSED
            wss   | unknown     | CERTIFICATE_UNKNOWN        | CERTIFICATE_INACTIVE       | CERTIFICATE_UNKNOWN
            wss   | CRL-revoked | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL | CERTIFICATE_REVOKED_BY_CRL
            wss   | self-signed | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            wss   | leaf as CA  | CERTIFICATE_UNKNOWN        | -                          | TLS_RESUMPTION_REFUSED
            """;

    /** What the device sees: let in, refused when it comes, put out when it is there. Refused TLS just closes. */
    private static final String SEEN = """
            mqtts | CONNACK 0 | CONNACK 135 | DISCONNECT 135
            alpn  | CONNACK 0 | CONNACK 135 | DISCONNECT 135
            https | 200       | 403 close   | closed
            wss   | CONNACK 0 | 403 close   | DISCONNECT 135
            """;

    private static final Path PAGE = Path.of("docs/certificate-states.md");
    private static final String IMPOSSIBLE = "-";

    private static final Map<Engine, CertificateGround> GROUNDS = new EnumMap<>(Engine.class);
    private static final List<Record> RECORDS = new ArrayList<>();

    private enum Moment {
        NEW,
        LIVE,
        RESUMED
    }

    /** @param expected a reason, or what happens where there is none */
    private record Cell(Engine engine, CertificateDoor door, CertificateState state, Moment moment, String expected) {
        @Nullable
        Reason reason() {
            return Arrays.stream(Reason.values())
                    .filter(each -> each.name().equals(expected))
                    .findFirst()
                    .orElse(null);
        }

        String name() {
            return (door + "-" + state + "-" + moment).toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public String toString() {
            return engine + ", " + door.name().toLowerCase(Locale.ROOT) + ", " + state.words() + ", "
                    + moment.name().toLowerCase(Locale.ROOT) + ": " + expected;
        }
    }

    /** What an operator is told of a device, after everything. */
    private record Record(CertificateGround ground, Cell cell, String certificateId, List<Reason> reasons) {
        List<Reason> kept() {
            return ground.broker().recentRefusals().find(certificateId, null, 10).stream()
                    .map(entry -> entry.last().reason())
                    .toList();
        }
    }

    @AfterAll
    static void nothingElseIsToldOfAnyOfThem() {
        try {
            assertThat(RECORDS)
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.kept())
                            .as(each.cell().toString())
                            .containsExactlyElementsOf(each.reasons()));
        } finally {
            GROUNDS.values().forEach(CertificateGround::close);
            GROUNDS.clear();
            RECORDS.clear();
        }
    }

    private static List<List<String>> rows(String table) {
        return table.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
    }

    private static Stream<Cell> cells() {
        return EnginesHere.all().stream().flatMap(CertificateMatrixIT::cells);
    }

    private static Stream<Cell> cells(Engine engine) {
        return rows(EXPECTED).stream()
                .flatMap(row -> Arrays.stream(Moment.values())
                        .map(moment -> new Cell(
                                engine,
                                CertificateDoor.valueOf(row.get(0).toUpperCase(Locale.ROOT)),
                                Arrays.stream(CertificateState.values())
                                        .filter(state -> state.words().equals(row.get(1)))
                                        .findFirst()
                                        .orElseThrow(),
                                moment,
                                row.get(2 + moment.ordinal()))))
                .filter(Predicate.not(cell -> cell.expected().equals(IMPOSSIBLE)));
    }

    @Test
    void the_table_has_every_door_state_and_moment_and_only_who_was_never_let_in_cannot_be_live() {
        List<String> due = new ArrayList<>();
        for (CertificateDoor door : CertificateDoor.values()) {
            for (CertificateState state : CertificateState.values()) {
                due.add(door.name().toLowerCase(Locale.ROOT) + " " + state.words());
            }
        }
        assertThat(rows(EXPECTED))
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactlyElementsOf(due);
        assertThat(due).hasSize(4 * 8);
        assertThat(cells(Engine.JDK))
                .hasSize(4 * 8 * 3 - 4 * 2)
                .allSatisfy(cell -> assertThat(cell.state().isLetInBefore() || cell.moment() != Moment.LIVE)
                        .isTrue());
    }

    @Test
    void the_page_of_the_documentation_has_the_same_tables() throws IOException {
        List<List<String>> page = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> rows(line.substring(1).replace("`", "")).getFirst())
                .toList();
        List<List<String>> expected = new ArrayList<>(rows(EXPECTED));
        expected.addAll(rows(SEEN));

        assertThat(page).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void a_certificate_is_let_in_or_refused_for_this_reason(Cell cell) throws IOException {
        CertificateGround ground = GROUNDS.computeIfAbsent(cell.engine(), CertificateGround::new);
        try {
            TestDevice device = cell.moment() == Moment.NEW
                    ? cell.state().fresh(ground, cell.name())
                    : cell.state().device(ground, cell.name());
            switch (cell.moment()) {
                case NEW -> comes(ground, cell, device, device.sslContext());
                case LIVE -> isThere(ground, cell, device);
                case RESUMED -> comesAgain(ground, cell, device);
            }
            List<Reason> told = new ArrayList<>();
            if (cell.reason() != null) {
                told.add(cell.reason());
            }
            if (cell.moment() == Moment.RESUMED && !cell.state().isLetInBefore()) {
                told.add(Reason.CERTIFICATE_UNKNOWN); // of the handshake that gave it its ticket
            }
            Record record = new Record(ground, cell, device.certificateId(), told);
            await().atMost(Watch.PATIENCE).until(() -> record.kept().equals(told));
            RECORDS.add(record);
        } finally {
            cell.state().leave(ground);
        }
    }

    /** Connects, is let in and does something, or is refused for the reason of the cell, which is counted once. */
    private static void comes(CertificateGround ground, Cell cell, TestDevice device, SSLContext tls)
            throws IOException {
        Reason reason = cell.reason();
        if (reason == null) {
            isLetIn(ground, cell, device, tls);
        } else if (reason == Reason.TLS_RESUMPTION_REFUSED) {
            Watch refusals = Watch.refusals(ground.broker(), reason);
            assertThat(closes(ground, cell, device, tls)).isTrue();
            refusals.rose(1);
        } else {
            isRefused(ground, cell, device, tls, reason);
        }
    }

    private static void isLetIn(CertificateGround ground, Cell cell, TestDevice device, SSLContext tls)
            throws IOException {
        try (Visit visit = cell.door().come(ground.broker(), device, tls)) {
            assertThat(visit.told()).isEqualTo(seen(cell, 1));
            visit.works();
            visit.leaves();
        }
    }

    private static void isRefused(CertificateGround ground, Cell cell, TestDevice device, SSLContext tls, Reason reason)
            throws IOException {
        Watch refusals = Watch.refusals(ground.broker(), reason);
        try (Visit visit = cell.door().come(ground.broker(), device, tls)) {
            assertThat(visit.told()).isEqualTo(seen(cell, 2));
            assertThat(visit.words()).contains(reason.meaning());
            if (visit.told().startsWith("CONNACK")) {
                assertThat(visit.ends()).isEqualTo("closed");
            } // requests get a second to read their answer
        }
        refusals.rose(1);
    }

    /** The handshake is refused: in TLS 1.3 a client may learn of it only when it reads. */
    private static boolean closes(CertificateGround ground, Cell cell, TestDevice device, SSLContext tls) {
        try (Visit visit = cell.door().come(ground.broker(), device, tls)) {
            throw new AssertionError(visit.told() + " (expected: closed)");
        } catch (IOException refused) {
            return true;
        }
    }

    private static void isThere(CertificateGround ground, Cell cell, TestDevice device) throws IOException {
        Reason reason = cell.reason();
        try (Visit visit = cell.door().come(ground.broker(), device, device.sslContext())) {
            assertThat(visit.told()).isEqualTo(seen(cell, 1));
            visit.works();
            if (reason == null) {
                cell.state().enterAndSettle(ground, device);
                visit.works();
                visit.leaves();
                return;
            }
            boolean request = cell.door() == CertificateDoor.HTTPS; // has no session whose end could be counted
            Watch ends = request ? Watch.refusals(ground.broker(), reason) : Watch.disconnects(ground.broker(), reason);
            cell.state().enter(ground, device);
            assertThat(visit.ends()).isEqualTo(seen(cell, 3));
            ends.rose(1);
            cell.state().follow(ground, device);
        }
    }

    private static void comesAgain(CertificateGround ground, Cell cell, TestDevice device) throws IOException {
        SSLContext tls = device.sslContext();
        Watch resumed = resumptions(ground, cell);
        if (cell.state().isLetInBefore()) {
            isLetIn(ground, cell, device, tls);
            isLetIn(ground, cell, device, tls);
            resumed.rose(1); // the ticket is good: without this the rest would prove nothing
        } else {
            isRefused(ground, cell, device, tls, Reason.CERTIFICATE_UNKNOWN);
        }
        double before = resumed.rise();
        cell.state().enterAndSettle(ground, device);
        comes(ground, cell, device, tls);
        resumed.rose(cell.reason() == null ? before + 1 : before);
    }

    private static Watch resumptions(CertificateGround ground, Cell cell) {
        return Watch.on(
                ground.broker(),
                "gatehouse_tls_handshake_duration_seconds_count{listener=\""
                        + cell.door().listener() + "\",resumed=\"true\"}");
    }

    /** @param column 1: let in, 2: refused when it comes, 3: put out when it is there */
    private static String seen(Cell cell, int column) {
        return rows(SEEN).get(cell.door().ordinal()).get(column);
    }
}
