package io.gatehouse.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.AdminSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors of the admin socket, tried with requests written by hand: a client library would correct them. */
class AdminServerTest {
    private static final Operation<BrokerApi.Nothing, BrokerApi.Nothing> ECHO =
            new Operation<>("broker/echo", BrokerApi.Nothing.class, BrokerApi.Nothing.class);

    @TempDir
    Path data;

    private RunningAdmin admin;

    @BeforeEach
    void start() throws Exception {
        admin = RunningAdmin.inMemory(data);
    }

    @AfterEach
    void stop() throws Exception {
        admin.close();
    }

    @Test
    void a_request_with_the_token_is_answered() throws Exception {
        assertThat(post("broker/describe", "{}", host(), token(), null))
                .startsWith("HTTP/1.1 200")
                .contains("\"ready\":true");
    }

    @Test
    void a_request_without_the_token_is_refused() throws Exception {
        assertThat(post("broker/describe", "{}", host(), null, null))
                .startsWith("HTTP/1.1 401")
                .contains("NOT_AUTHORISED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer wrong", "Basic Og=="})
    void a_wrong_token_is_refused(String authorization) throws Exception {
        assertThat(post("broker/describe", "{}", host(), authorization, null)).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:1", "[::2]"})
    void a_foreign_host_name_is_refused_even_with_the_token(String host) throws Exception {
        assertThat(post("broker/describe", "{}", host, token(), null))
                .startsWith("HTTP/1.1 403")
                .contains("FORBIDDEN");
    }

    @Test
    void a_web_page_is_refused_even_with_the_token() throws Exception {
        assertThat(post("broker/describe", "{}", host(), token(), "http://localhost"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void loopback_is_its_addresses_and_its_name_at_one_port() {
        assertThat(Stream.of("127.0.0.1:7", "127.0.0.2:7", "localhost:7", "[::1]:7", "LOCALHOST", "127.0.0.1"))
                .allMatch(host -> AdminServer.namesLoopback(List.of(host), 7));
        assertThat(Stream.of("127.0.0.1:8", "localhost:77", "", "10.0.0.1:7", "127.0.0.1.evil.example:7"))
                .noneMatch(host -> AdminServer.namesLoopback(List.of(host), 7));
        assertThat(AdminServer.namesLoopback(null, 7)).isFalse();
        assertThat(AdminServer.namesLoopback(List.of("localhost", "localhost"), 7))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::1"})
    void every_loopback_address_that_may_be_configured_can_be_asked(String host) throws Exception {
        admin.close();
        var nothing = new Administration.Builder().add(ECHO, Outcome::done).build();
        try (AdminServer server = AdminServer.open(new AdminSettings(host, 0), data, null, nothing);
                AdminClient client = new AdminClient(data, Duration.ofSeconds(10))) {
            assertThat(client.call(ECHO, new BrokerApi.Nothing())).isInstanceOf(Answer.Done.class);
            assertThat(server.address().port()).isPositive();
        }
    }

    @Test
    void it_stops_listening_though_its_files_cannot_be_taken_away() throws Exception {
        Files.delete(data.resolve(AdminAddress.FILE));
        Path inTheWay = Files.createDirectories(data.resolve(AdminAddress.FILE).resolve("in the way"));

        assertThatThrownBy(admin::close).isInstanceOf(IOException.class);

        assertThatThrownBy(() -> post("broker/describe", "{}", host(), null, null))
                .isInstanceOf(ConnectException.class);
        Files.delete(inTheWay);
    }

    @Test
    void an_unknown_operation_is_named_as_such() throws Exception {
        assertThat(post("thing/explode", "{}", host(), token(), null))
                .startsWith("HTTP/1.1 404")
                .contains("NOT_FOUND");
    }

    @Test
    void a_request_longer_than_the_limit_is_refused() throws Exception {
        String long_ = "{\"name\":\"" + "a".repeat(AdminServer.MOST_REQUEST_BYTES) + "\"}";

        assertThat(post("thing/describe", long_, host(), token(), null)).startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\",\"extra\":1}",
                "{\"name\":\"a\"} {}",
                "{}",
                "{\"name\":{\"a\":1}}"
            })
    void a_document_of_another_shape_is_refused_and_not_quoted(String body) throws Exception {
        assertThat(post("thing/describe", body, host(), token(), null))
                .startsWith("HTTP/1.1 400")
                .contains("INVALID")
                .doesNotContain("extra\":1");
    }

    @Test
    void token_and_address_are_for_their_owner_alone() throws Exception {
        for (String file : List.of(AdminToken.FILE, AdminAddress.FILE)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(data.resolve(AdminToken.FILE)).strip()).matches("[0-9a-f]{64}");
    }

    @Test
    void every_start_has_another_token() throws Exception {
        String before = Files.readString(data.resolve(AdminToken.FILE));
        admin.close();

        admin = RunningAdmin.inMemory(data);

        assertThat(Files.readString(data.resolve(AdminToken.FILE))).isNotEqualTo(before);
    }

    @Test
    void stopping_takes_token_and_address_away() throws Exception {
        admin.close();

        assertThat(data.resolve(AdminToken.FILE)).doesNotExist();
        assertThat(data.resolve(AdminAddress.FILE)).doesNotExist();
    }

    @Test
    void it_listens_on_loopback_only() {
        var everywhere = new AdminSettings("0.0.0.0", 0);

        assertThatThrownBy(() -> AdminServer.open(everywhere, data, null, new Administration.Builder().build()))
                .isInstanceOf(IOException.class)
                .hasMessage("admin.host: 0.0.0.0 (expected: a loopback address, as 127.0.0.1)");
    }

    @Test
    void a_client_with_another_token_is_told_that_it_is_not_authorised() throws Exception {
        Files.writeString(data.resolve(AdminToken.FILE), "0".repeat(64));

        try (AdminClient client = new AdminClient(data, Duration.ofSeconds(10))) {
            assertThat(client.call(BrokerApi.DESCRIBE, new BrokerApi.Nothing()))
                    .isInstanceOf(Answer.NotAuthorised.class);
        }
    }

    @Test
    void a_client_of_a_folder_without_a_broker_is_told_that_none_runs() throws Exception {
        admin.close();

        try (AdminClient client = new AdminClient(data, Duration.ofSeconds(10))) {
            assertThat(client.call(BrokerApi.DESCRIBE, new BrokerApi.Nothing()))
                    .isInstanceOfSatisfying(
                            Answer.NotReachable.class,
                            answer -> assertThat(answer.why()).contains(data.toString()));
        }
    }

    @Test
    void a_client_of_a_broker_that_was_killed_is_told_that_nothing_listens() throws Exception {
        String address = Files.readString(data.resolve(AdminAddress.FILE));
        String token = Files.readString(data.resolve(AdminToken.FILE));
        admin.close();
        Files.writeString(data.resolve(AdminAddress.FILE), address);
        Files.writeString(data.resolve(AdminToken.FILE), token);

        try (AdminClient client = new AdminClient(data, Duration.ofSeconds(10))) {
            assertThat(client.call(BrokerApi.DESCRIBE, new BrokerApi.Nothing()))
                    .isInstanceOfSatisfying(
                            Answer.NotReachable.class,
                            answer -> assertThat(answer.why()).contains("nothing listens"));
        }
    }

    private String host() {
        return "127.0.0.1:" + admin.address().port();
    }

    private String token() throws IOException {
        return "Bearer " + Files.readString(data.resolve(AdminToken.FILE)).strip();
    }

    private String post(
            String operation, String body, String host, @Nullable String authorization, @Nullable String origin)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder request = new StringBuilder("POST /" + operation + " HTTP/1.1\r\nHost: " + host + "\r\n");
        if (authorization != null) {
            request.append("Authorization: ").append(authorization).append("\r\n");
        }
        if (origin != null) {
            request.append("Origin: ").append(origin).append("\r\n");
        }
        request.append("Content-Length: ").append(bytes.length).append("\r\nConnection: close\r\n\r\n");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), admin.address().port()));
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
