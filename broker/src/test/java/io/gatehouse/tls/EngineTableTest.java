package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code docs/tls.md}, cell by cell: what it promises works, and what it denies does not. */
final class EngineTableTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");

    @FunctionalInterface
    private interface Trial {
        boolean works(TlsSettings.Engine engine) throws Exception;
    }

    private static final Map<String, Trial> TRIALS = new LinkedHashMap<>();

    static {
        TRIALS.put("RSA 2048 device keys", engine -> takes(engine, "RSA-2048", "TLSv1.3", "TLSv1.2"));
        TRIALS.put("RSA 3072 device keys", engine -> takes(engine, "RSA-3072", "TLSv1.3", "TLSv1.2"));
        TRIALS.put("P-256 device keys", engine -> takes(engine, "P-256", "TLSv1.3", "TLSv1.2"));
        TRIALS.put("P-384 device keys", engine -> takes(engine, "P-384", "TLSv1.3", "TLSv1.2"));
        TRIALS.put("P-521 device keys in TLS 1.3", engine -> takes(engine, "P-521", "TLSv1.3"));
        TRIALS.put("Ed25519 device keys", engine -> takes(engine, "Ed25519", "TLSv1.3", "TLSv1.2"));
        TRIALS.put("X25519MLKEM768", EngineTableTest::offersTheHybridGroup);
        TRIALS.put("resumption, where it is on", EngineTableTest::resumes);
        TRIALS.put("OCSP stapling from a file", EngineTableTest::staples);
        TRIALS.put("tells a missing group from a missing suite in TLS 1.2", EngineTableTest::tellsAMissingGroup);
        TRIALS.put("refuses an empty server name", EngineTableTest::refusesAnEmptyName);
    }

    private record Cell(String feature, TlsSettings.Engine engine, String says) {}

    private static List<Cell> cells() throws Exception {
        List<Cell> cells = new ArrayList<>();
        List<String> lines = Files.readAllLines(Path.of("docs", "tls.md"));
        int head = lines.indexOf("| | boringssl | openssl | jdk |");
        assertThat(head).as("the table of engines").isPositive();
        List<TlsSettings.Engine> engines = Stream.of(columns(lines.get(head)))
                .skip(2)
                .map(name -> TlsSettings.Engine.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        for (String row : lines.subList(head + 2, lines.size())) {
            if (!row.startsWith("|")) {
                break;
            }
            String[] columns = columns(row);
            for (int i = 0; i < engines.size(); i++) {
                cells.add(new Cell(columns[1], engines.get(i), columns[2 + i]));
            }
        }
        return cells;
    }

    private static String[] columns(String row) {
        return Stream.of(row.split("\\|")).map(String::strip).toArray(String[]::new);
    }

    @Test
    void the_table_has_every_engine_and_a_reason_for_everything_one_cannot_do() throws Exception {
        List<Cell> cells = cells();
        assertThat(cells.stream().map(Cell::feature).distinct()).containsExactlyElementsOf(TRIALS.keySet());
        for (String feature : TRIALS.keySet()) {
            assertThat(cells.stream()
                            .filter(cell -> cell.feature().equals(feature))
                            .map(Cell::engine))
                    .as(feature)
                    .containsExactlyInAnyOrder(TlsSettings.Engine.values());
        }
        assertThat(cells).allSatisfy(cell -> assertThat(cell.says()).matches("yes|no: .{10,}"));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void a_cell_says_what_is_so(Cell cell) throws Exception {
        Trial trial = TRIALS.get(cell.feature());
        if (trial == null) {
            throw new AssertionError("a row that nothing tries: " + cell.feature());
        }
        EnginesHere.assumed(cell.engine());
        assertThat(trial.works(cell.engine()))
                .as(cell.toString())
                .isEqualTo(cell.says().equals("yes"));
    }

    private static boolean takes(TlsSettings.Engine engine, String key, String... versions) throws Exception {
        boolean taken = true;
        for (String version : versions) {
            try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                    TestClient client = TestClient.jdk(TestCertificates.of(key), version);
                    Conversation conversation = client.connect(tls)) {
                taken &= conversation.succeeded();
            }
        }
        return taken;
    }

    private static boolean offersTheHybridGroup(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER)) {
            return tls.description().groups().contains("X25519MLKEM768");
        }
    }

    private static boolean resumes(TlsSettings.Engine engine) throws Exception {
        boolean both = true;
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (ServerTls tls = ServerTls.open(
                            Conversation.settings(engine, true),
                            Conversation.MQTT,
                            TestCertificates.shown(SERVER),
                            (id, leaf) -> null);
                    TestClient client = TestClient.jdk(DEVICE, version)) {
                client.connect(tls).clientSays("hello").serverSays("world").close();
                try (Conversation second = client.connect(tls)) {
                    both &= second.handshake().resumed();
                }
            }
        }
        return both;
    }

    private static boolean staples(TlsSettings.Engine engine) throws Exception {
        ServerCertificates certificates =
                new ServerCertificates(List.of(new ServerCertificate(SERVER, new byte[] {1})), List.of());
        try (ServerTls tls =
                ServerTls.open(Conversation.settings(engine), Conversation.MQTT, certificates, (id, leaf) -> null)) {
            return true; // that it arrives: ServerCertificatesTest
        } catch (TlsConfigurationException refused) {
            assertThat(refused).hasMessageContaining("ocsp-response");
            return false;
        }
    }

    private static boolean tellsAMissingGroup(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.2")
                        .with(p -> p.setNamedGroups(new String[] {"secp521r1", "ffdhe2048"}));
                Conversation conversation = client.connect(tls)) {
            return conversation.failure().reason() == Reason.TLS_NO_SHARED_GROUP;
        }
    }

    private static boolean refusesAnEmptyName(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.toServer(HandshakeFailureTest.helloWithAnEmptyName()).talk();
            return !conversation.serverOpen();
        }
    }
}
