package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.control.AdminAddress;
import io.gatehouse.security.Frames.Body;
import io.gatehouse.transport.http.HttpsGround;
import io.gatehouse.transport.http.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Words that nothing but the test knows, brought into a broker by every way on which secrets come. */
final class Canaries {
    static final String POLICY = canary("policy");

    private static final String PAYLOAD = canary("payload");
    private static final String RETAINED = canary("retained");
    private static final String WILL = canary("will");
    private static final String PROPERTY = canary("property");
    private static final String USER = canary("user");
    private static final String PASSWORD = canary("password");
    private static final String AUTHENTICATION = canary("authentication");
    private static final String CORRELATION = canary("correlation");
    private static final String REASON = canary("reason");
    private static final String HEADER = canary("header");
    private static final String SIGNATURE = canary("signature");
    private static final String BEARER = canary("bearer");
    private static final String ADMIN = canary("admin");

    private static final Pattern SECRET = Pattern.compile("\"secretAccessKey\" : \"([^\"]{40})\"");
    private static final int USER_PROPERTY = 0x26;
    private static final int RETAIN = 1;

    private final RunningBroker broker;
    private final TestDevice device;
    private final Path folder;
    private final List<String> answers = new ArrayList<>();
    private String operatorSecret = "not made yet";

    /** @param device may do everything but publish to {@code no} */
    Canaries(RunningBroker broker, TestDevice device, Path folder) {
        this.broker = broker;
        this.device = device;
        this.folder = folder;
    }

    private static String canary(String of) {
        return "canary-of-" + of + "-b41e7";
    }

    private String name() {
        return device.name();
    }

    // ---- MQTT

    void releaseOverMqtt() throws IOException {
        ask(connect(0xC6, properties()).text("no").text(WILL).text(USER).text(PASSWORD));
        ask(connect(2, new Body().octet(0x15).text("canary").octet(0x16).text(AUTHENTICATION)));
        ask(connect(2, new Body().octet(0x16).text(AUTHENTICATION))); // data without a method
        ask(new Body().text("MQTT").octet(4).octet(0x42).number(0).text(name()).text(PASSWORD)); // no user name
        ask(new Body().text(PASSWORD));
        try (RawClient client = RawClient.connected(broker, device)) {
            client.send(publish("no", 0, PAYLOAD)).expect(RawClient.Answer.PUBACK);
            client.send(publish("yes", RETAIN, RETAINED)).expect(RawClient.Answer.PUBACK);
            client.subscribe("yes");
            assertThat(client.receive()).contains(RETAINED); // it got through
            client.send(new Body().octet(0).raw(sized(reason())).packet(0xF0)).awaitClosed(); // AUTH
        }
        try (RawClient client = RawClient.connected(broker, device)) {
            client.send(new Body().octet(0x81).raw(sized(reason())).packet(0xE0))
                    .awaitClosed(); // DISCONNECT
        }
        try (RawClient client = RawClient.connected(broker, device)) {
            client.send(new Body().raw(PAYLOAD.getBytes(StandardCharsets.UTF_8)).packet(0xF7))
                    .awaitClosed();
        }
        try (RawClient late = RawClient.of(broker, device)) { // the will is published
            late.send(connect(0x06, properties()).text("yes").text(WILL).packet(0x10));
            late.expect(RawClient.Answer.CONNACK);
        }
    }

    private void ask(Body connect) throws IOException {
        try (RawClient client = RawClient.of(broker, device)) {
            client.send(connect.packet(0x10));
            client.awaitClosed();
        }
    }

    private Body connect(int flags, Body properties) {
        Body connect = new Body()
                .text("MQTT")
                .octet(5)
                .octet(flags)
                .number(0)
                .raw(sized(properties))
                .text(name());
        return (flags & 4) == 0 ? connect : connect.raw(sized(properties()));
    }

    private static Body properties() {
        return new Body().octet(USER_PROPERTY).text(PROPERTY).text(PROPERTY);
    }

    private static Body reason() {
        return properties().octet(0x1F).text(REASON);
    }

    private static byte[] publish(String topic, int flags, String payload) {
        Body properties = properties().octet(0x09).text(CORRELATION);
        return new Body()
                .text(topic)
                .number(7)
                .raw(sized(properties))
                .raw(payload.getBytes(StandardCharsets.UTF_8))
                .packet(0x32 | flags);
    }

    /** With its length, below 128, before it. */
    private static byte[] sized(Body properties) {
        byte[] bytes = properties.bytes();
        return new Body().octet(bytes.length).raw(bytes).bytes();
    }

    // ---- HTTPS

    void releaseOverHttps() throws IOException {
        String headers = "Host: localhost\r\nAuthorization: Bearer " + BEARER + "\r\nCookie: id=" + HEADER
                + "\r\nx-amz-security-token: " + HEADER + "\r\nx-mqtt5-user-properties: " + HEADER + "\r\n";
        String signed = "?X-Amz-Credential=" + SIGNATURE + "&X-Amz-Signature=" + SIGNATURE;
        for (String listener : List.of(HttpsGround.HTTPS, HttpsGround.SIGNED)) {
            for (String start : List.of(
                    "POST /topics/no" + signed + " HTTP/1.1",
                    "POST /topics/yes" + signed + "&qos=9 HTTP/1.1",
                    "GET /mqtt" + signed + " HTTP/1.1",
                    "GET /things/" + signed + " HTTP/1.1",
                    "BREW /" + signed + " HTTP/1.1",
                    "POST /topics/yes" + signed + " HTTP/9")) {
                try (RawHttp http = RawHttp.open(broker.port(listener), device.sslContext())) {
                    http.send(start + "\r\n" + headers + "Content-Length: " + PAYLOAD.length() + "\r\n\r\n" + PAYLOAD);
                    answers.add(http.answer().body());
                }
            }
        }
    }

    // ---- the admin interface

    void releaseAtTheAdminInterface() throws IOException, InterruptedException {
        AdminAddress address = Objects.requireNonNull(AdminAddress.read(broker.folder()));
        String token = Files.readString(broker.folder().resolve("admin.token")).strip();
        URI why = URI.create("http://" + address.host() + ":" + address.port() + "/refusal/why?" + ADMIN);
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String authorization : List.of("Bearer " + ADMIN, "Bearer " + token)) {
                for (String body : List.of("{\"who\": " + ADMIN + "}", "{\"" + ADMIN + "\"", ADMIN)) {
                    HttpRequest request = HttpRequest.newBuilder(why)
                            .header("Authorization", authorization)
                            .POST(BodyPublishers.ofString(body))
                            .build();
                    answers.add(http.send(request, BodyHandlers.ofString()).body());
                }
            }
        }
        device.writeTo(folder);
        operate("cert", "register", folder.resolve("key.pem").toString());
        operate("ca", "add", folder.resolve("key.pem").toString());
        operate("policy", "put", "leaky", folder.resolve("key.pem").toString());
        Command made = Command.run(broker, folder, "operator", "create", "ada", "--role", "admin", "-o", "json");
        Matcher secret = SECRET.matcher(made.out());
        assertThat(secret.find()).isTrue(); // shown this once
        operatorSecret = secret.group(1);
        operate("operator", "create", "ada", "--role", "admin");
    }

    private void operate(String... arguments) {
        Command command = Command.run(broker, folder, arguments);
        assertThat(command.exitCode()).as(command.toString()).isNotZero();
        answers.add(command.out() + command.err());
    }

    // ---- what is seen

    List<String> whatOperatorsSee() {
        List<String> seen = new ArrayList<>(answers);
        seen.add(broker.metrics().scrape());
        for (String[] arguments : new String[][] {
            {"why", name()},
            {"conn", "history", name()},
            {"conn", "ls"},
            {"thing", "describe", name()},
            {"operator", "ls"},
            {"audit", "ls"},
            {"store", "stats"}
        }) {
            for (String format : List.of("table", "json")) {
                Command command = Command.run(
                        broker,
                        folder,
                        Stream.concat(Stream.of(arguments), Stream.of("-o", format))
                                .toArray(String[]::new));
                assertThat(command.exitCode()).as(command.toString()).isZero();
                seen.add(command.out() + command.err());
            }
        }
        return seen;
    }

    /** Each in every form in which it may be seen. */
    List<String> secrets(String token) {
        String key = device.issued().privateKeyPem().lines().toList().get(1);
        List<String> secrets = new ArrayList<>(List.of("-----BEGIN", key, key.substring(20, 50), token));
        secrets.add(operatorSecret);
        secrets.add(operatorSecret.substring(5, 30));
        for (String canary : List.of(
                POLICY,
                PAYLOAD,
                RETAINED,
                WILL,
                PROPERTY,
                USER,
                PASSWORD,
                AUTHENTICATION,
                CORRELATION,
                REASON,
                HEADER,
                SIGNATURE,
                BEARER,
                ADMIN)) {
            byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
            secrets.add(canary.substring(0, canary.length() - 6)); // cut at its end it is one all the same
            secrets.add(HexFormat.of().formatHex(bytes, 0, 20));
            secrets.add(Base64.getEncoder().encodeToString(bytes).substring(0, 20));
        }
        return secrets;
    }
}
