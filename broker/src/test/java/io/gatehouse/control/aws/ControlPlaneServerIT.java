package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.security.Certificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over the wire that no client of AWS would send, and the bounds of the server. */
final class ControlPlaneServerIT {
    private static final String SIGNED =
            "Authorization: AWS4-HMAC-SHA256 Credential=ADMIN/20300601/local/iot/aws4_request\r\n";
    private static final ControlPlaneLimits SMALL =
            new ControlPlaneLimits(2000, 4096, 4096, 100, 8, 3, Duration.ofSeconds(2), Duration.ofSeconds(2));

    /** As many at once; but eighty handshakes of one client take their time. */
    private static final ControlPlaneLimits PATIENT =
            new ControlPlaneLimits(2000, 4096, 4096, 100, 8, 3, Duration.ofMinutes(1), Duration.ofMinutes(1));

    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)\r\n");

    @TempDir
    Path folder;

    private RunningControlPlane running;

    @BeforeEach
    void start() throws Exception {
        running = new RunningControlPlane(folder, SMALL);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private SSLSocket connect() throws Exception {
        SSLSocket socket = (SSLSocket)
                running.tls().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), running.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** What is answered to exactly these characters, until the server closes. */
    private String sent(String text) throws Exception {
        try (SSLSocket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return read(socket.getInputStream());
        }
    }

    /** One answer; the server keeps the connection for a while that it has said it closes. */
    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!whole(read.toString(StandardCharsets.UTF_8))) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static boolean whole(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(answer);
        return end >= 0 && length.find() && answer.length() - end - 4 == Integer.parseInt(length.group(1));
    }

    private String asked(String startLine, String body) throws Exception {
        return sent(startLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + SIGNED + "Content-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static void error(String answer, AwsError error) {
        String head = answer.toLowerCase(Locale.ROOT);
        assertThat(answer).startsWith("HTTP/1.1 " + error.status() + " ").contains(error.typeName(), "{\"message\":\"");
        assertThat(head)
                .contains("x-amzn-errortype: ", "x-amzn-requestid: ", "content-type: application/json")
                .doesNotContain("\nserver: ", "exception:", "\tat ", "armeria", "netty");
    }

    @Test
    void an_ordinary_answer_says_nothing_of_what_made_it() throws Exception {
        String answer = asked("POST /things/la%3Amp", "{}");

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"thingName\":\"la:mp\"");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains("x-amzn-requestid: ", "date: ", "cache-control: no-store")
                .doesNotContain("\nserver: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /things/..",
                "GET /things/../policies/p",
                "GET /things/%2e%2e/policies/p",
                "GET /things/a%2F..%2Fb",
                "GET /things/a%252Fb",
                "GET //things",
                "GET /things/a%00b",
                "GET /things/a%0d%0ax",
                "GET /things/a;x=1",
                "GET /things/a\\b",
                "GET /things/a|b",
                "GET /things/%zz",
                "GET http://localhost/things",
                "GET /things?maxResults=%zz",
                "GET /things#fragment/x"
            })
    void path_tricks_are_answered_with_an_error_of_aws(String startLine) throws Exception {
        error(asked(startLine, ""), AwsError.INVALID_REQUEST);
    }

    @Test
    void methods_that_are_none_are_answered_with_an_error_of_aws() throws Exception {
        error(asked("PROPFIND /things", ""), AwsError.METHOD_NOT_ALLOWED);
        error(asked("TRACE /things", ""), AwsError.UNKNOWN_OPERATION);
    }

    @Test
    void what_is_too_large_is_refused_in_every_part_of_a_request() throws Exception {
        error(asked("POST /things/lamp", "x".repeat(2001)), AwsError.REQUEST_ENTITY_TOO_LARGE);
        error(
                sent("POST /things/lamp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + SIGNED
                        + "Transfer-Encoding: chunked\r\n\r\nbb8\r\n" + "x".repeat(3000) + "\r\n0\r\n\r\n"),
                AwsError.REQUEST_ENTITY_TOO_LARGE);
        error(asked("GET /things?x=" + "x".repeat(5000), ""), AwsError.INVALID_REQUEST);
        error(
                sent("GET /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: " + "x".repeat(5000)
                        + "\r\n\r\n"),
                AwsError.INVALID_REQUEST);
        assertThat(running.ground.registry.thing("lamp")).isNull();
    }

    /** A request whose body never comes. */
    private SSLSocket unfinished() throws Exception {
        SSLSocket socket = connect();
        socket.getOutputStream()
                .write(("POST /things/lamp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + SIGNED
                                + "Content-Length: 20\r\n\r\n{")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void while_all_places_wait_for_bodies_others_are_throttled_and_then_the_places_are_free_again() throws Exception {
        List<SSLSocket> slow = new ArrayList<>();
        for (int i = 0; i < SMALL.requests(); i++) {
            slow.add(unfinished());
        }
        await().until(() -> asked("GET /things", "").contains(AwsError.THROTTLING.typeName()));
        for (SSLSocket socket : slow) {
            try (socket) {
                error(read(socket.getInputStream()), AwsError.SERVICE_UNAVAILABLE);
            }
        }

        assertThat(asked("GET /things", "")).startsWith("HTTP/1.1 200 ");
        assertThat(running.ground.registry.thing("lamp")).isNull();
    }

    @Test
    void of_many_requests_at_once_each_is_done_or_throttled_and_what_is_throttled_is_not_done() throws Exception {
        running.close();
        running = new RunningControlPlane(folder, PATIENT);
        try (HttpClient client = running.http(HttpClient.Version.HTTP_1_1)) {
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(running.uri() + "/things/lamp-" + i))
                        .header(
                                "Authorization",
                                SIGNED.substring("Authorization: ".length()).strip())
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                all.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < all.size(); i++) {
                HttpResponse<String> answer = all.get(i).join();
                boolean done = answer.statusCode() == 200;
                assertThat(running.ground.registry.thing("lamp-" + i) != null).isEqualTo(done);
                assertThat(answer.headers().firstValue("x-amzn-ErrorType").orElse("none"))
                        .isEqualTo(done ? "none" : AwsError.THROTTLING.typeName());
            }
        }
    }

    @Test
    void whoever_knows_callers_sees_the_request_as_it_was_sent() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.name().equals("HTTP_3")) {
                continue; // needs UDP, which is not listened on
            }
            try (HttpClient client = running.http(version)) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(running.uri() + "/things/la%3Amp%2b?b=%2F&a=&a=%20"))
                        .header("X-Twice", "1")
                        .header("X-Twice", "2")
                        .POST(HttpRequest.BodyPublishers.ofString("{ }"))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .version())
                        .isEqualTo(version);
            }
            RawRequest seen = Objects.requireNonNull(running.ground.callers.last);

            assertThat(seen.method()).isEqualTo("POST");
            assertThat(seen.path()).isEqualTo("/things/la%3Amp%2b");
            assertThat(seen.query()).isEqualTo("b=%2F&a=&a=%20");
            assertThat(seen.header("host")).isEqualTo("localhost:" + running.port());
            assertThat(seen.header("x-twice")).isNull();
            assertThat(seen.headers()).contains(Map.entry("x-twice", "1"), Map.entry("x-twice", "2"));
            assertThat(seen.body()).asString(StandardCharsets.UTF_8).isEqualTo("{ }");
            assertThat(seen.clientCertificate()).isNull();
            assertThat(seen.peer().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    void a_client_certificate_is_asked_for_and_handed_on_whoever_issued_it() throws Exception {
        Instant now = Instant.now();
        var operator = Certificates.valid("operator", now.minusSeconds(60), now.plusSeconds(3600))
                .issued();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("own", operator.key(), new char[0], new Certificate[] {operator.leaf()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);

        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(running.tls(keys.getKeyManagers()))
                .build()) {
            client.send(
                    HttpRequest.newBuilder(URI.create(running.uri() + "/things"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        assertThat(Objects.requireNonNull(running.ground.callers.last).clientCertificate())
                .isEqualTo(operator.leaf());
    }

    @Test
    void who_says_nothing_or_never_ends_a_head_is_put_out() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), running.port());
                SSLSocket halfway = connect()) {
            silent.setSoTimeout(10_000);
            halfway.getOutputStream().write("GET /things HTTP/1.1\r\nX: ".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(halfway.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void plain_http_is_not_answered() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /things HTTP/1.1\r\nHost: localhost\r\n" + SIGNED + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(read(socket.getInputStream())).doesNotContain("HTTP/1.1");
        }
    }
}
