package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contexts: kept, chosen, refused; and what stands behind an address that is no control plane. */
final class ContextIT {
    @TempDir
    private Path folder;

    private RemoteGround ground;

    @BeforeEach
    void start() {
        ground = new RemoteGround(folder);
    }

    @AfterEach
    void stop() {
        ground.close();
    }

    private Path file() {
        return folder.resolve("home/.config/gatehouse/contexts.json");
    }

    @Test
    void a_context_is_kept_in_a_file_of_its_owner_and_its_secret_is_never_shown() throws Exception {
        RemoteGround.Key key = ground.operator("ada", "viewer");

        CommandRun added = ground.add("prod", key);

        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out()).contains("gatehouse context use prod").doesNotContain(key.secret());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(ground.done("context", "ls").out())
                .contains("prod", key.id())
                .doesNotContain(key.secret());
        assertThat(ground.json("context", "ls").toString()).contains(key.id()).doesNotContain(key.secret());
    }

    @Test
    void the_secret_may_come_from_a_file_and_is_no_argument() throws Exception {
        RemoteGround.Key key = ground.operator("ada", "viewer");
        Path secret = ground.write("secret", key.secret() + "\n");

        CommandRun added = ground.typing(
                "",
                "context",
                "add",
                "prod",
                "--endpoint",
                ground.broker.controlPlane().toString(),
                "--ca",
                "ca.pem",
                "--access-key-id",
                key.id(),
                "--secret-file",
                secret.toString());

        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(ground.done("thing", "ls", "--context", "prod").out()).startsWith("THING");
        assertThat(ground.run("context", "add", "--help").out()).doesNotContain("--secret-access-key");
    }

    @Test
    void flags_win_over_the_environment_and_that_over_the_context_in_use() throws Exception {
        ground.use("prod", "viewer");
        assertThat(ground.done("thing", "ls").out()).startsWith("THING");

        assertThat(ground.run("thing", "ls", "--context", "local").err()).contains("no broker runs on the data folder");
        assertThat(ground.run("thing", "ls", "--data", "elsewhere").err()).contains("elsewhere");
        ground.variables.put("GATEHOUSE_DATA", ground.broker.folder().toString());
        assertThat(ground.done("conn", "ls").out()).startsWith("CLIENT");
        ground.variables.put("GATEHOUSE_CONTEXT", "nowhere");
        CommandRun unknown = ground.run("thing", "ls");

        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("context: nowhere (expected: one that was added)");
        assertThat(ground.run("thing", "ls", "--context", "prod", "--data", "x").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(ground.done("thing", "ls", "--context", "prod").out()).startsWith("THING");
    }

    @Test
    void what_the_control_plane_has_no_operation_for_says_where_it_works() throws Exception {
        ground.use("prod", "admin");

        CommandRun why = ground.run("why", "lamp");
        CommandRun drain = ground.run("drain", "--context", "prod");
        CommandRun trial = ground.run("policy", "test", "lamp", "iot:Connect", "lamp");

        assertThat(why.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(why.err()).contains("[NOT_AVAILABLE]", "beside the broker only", "--context local");
        assertThat(drain.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(drain.err()).contains("gatehouse drain works beside the broker only");
        assertThat(trial.exitCode()).isNotZero();
    }

    @Test
    void an_operator_comes_in_with_a_certificate_too() throws Exception {
        ground.operator("ada", "viewer");
        TestDevice laptop = RunningBroker.stranger("laptop");
        ground.write("ada.pem", laptop.issued().chainPem());
        Path key = ground.write("ada.key", laptop.issued().privateKeyPem());
        assertThat(ground.beside("operator", "trust", "ada", "ada.pem").exitCode())
                .isZero();
        String[] add = {
            "context",
            "add",
            "prod",
            "--endpoint",
            ground.broker.controlPlane().toString(),
            "--ca",
            "ca.pem",
            "--cert",
            "ada.pem",
            "--key",
            "ada.key"
        };

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        CommandRun loose = ground.run(add);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        assertThat(loose.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(loose.err()).contains("readable by others");
        ground.done(add);
        assertThat(ground.done("thing", "ls", "--context", "prod").out()).startsWith("THING");
        CommandRun change = ground.run("policy", "rm", "any", "--context", "prod");
        assertThat(change.exitCode()).isEqualTo(ExitCode.FAILED); // it is looked at first, and is not there
        CommandRun denied = ground.run("thing-type", "create", "bulb", "--context", "prod");
        assertThat(denied.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(denied.err()).contains("ada is VIEWER", "gatehouse operator grant");
    }

    @Test
    void a_key_of_another_certificate_is_found_when_the_context_is_added() throws Exception {
        ground.write("a.pem", RunningBroker.stranger("a").issued().chainPem());
        Path key = ground.write("b.key", RunningBroker.stranger("b").issued().privateKeyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        CommandRun run = ground.run(
                "context",
                "add",
                "prod",
                "--endpoint",
                "https://localhost",
                "--ca",
                "ca.pem",
                "--cert",
                "a.pem",
                "--key",
                "b.key");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("b.key: not the key of");
        assertThat(file()).doesNotExist();
    }

    @Test
    void a_file_that_others_may_read_is_not_used() throws Exception {
        ground.use("prod", "viewer");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

        CommandRun run = ground.run("thing", "ls");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("readable by others", "chmod 600", "operator rotate");
    }

    @Test
    void a_damaged_file_is_said_to_be_one_and_no_secret_of_it_is_shown() throws Exception {
        ground.use("prod", "viewer");
        String text = Files.readString(file());
        Files.writeString(file(), text.replace("\"endpoint\"", "\"endpiont\""));

        CommandRun run = ground.run("thing", "ls");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("contexts.json").doesNotContain("secretAccessKey\" :");
    }

    @Test
    void addresses_that_are_none_and_names_that_mean_something_else_are_refused() throws Exception {
        for (String endpoint : new String[] {
            "http://localhost:9443",
            "localhost:9443",
            "https://user:word@localhost",
            "https://localhost/things",
            "https://localhost:99999",
            "https://",
            "https://local host"
        }) {
            CommandRun run = ground.typing(
                    "secret",
                    "context",
                    "add",
                    "x",
                    "--endpoint",
                    endpoint,
                    "--ca",
                    "ca.pem",
                    "--access-key-id",
                    "GHAKAAAAAAAAAAAAAAAA");
            assertThat(run.exitCode()).as(endpoint).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).as(endpoint).contains("expected: https://host:port");
        }
        assertThat(ground.add("local", ground.operator("ada", "viewer")).err()).contains("it stands for the broker");
    }

    @Test
    void another_secret_and_an_operator_who_is_gone_are_not_let_in() throws Exception {
        RemoteGround.Key key = ground.operator("ada", "viewer");
        assertThat(ground.add("wrong", new RemoteGround.Key(key.id(), "x".repeat(40)))
                        .exitCode())
                .isZero();
        assertThat(ground.add("gone", key).exitCode()).isZero();
        assertThat(ground.beside("operator", "rm", "ada").exitCode()).isZero();
        RemoteGround.Key other = ground.operator("bob", "viewer");
        assertThat(ground.add("bob", new RemoteGround.Key(other.id(), "x".repeat(40)))
                        .exitCode())
                .isZero();

        CommandRun gone = ground.run("thing", "ls", "--context", "gone");
        CommandRun wrong = ground.run("thing", "ls", "--context", "bob");

        assertThat(gone.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(gone.err()).contains("gatehouse operator ls");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(wrong.err()).contains("signature").doesNotContain("x".repeat(40));
    }

    @Test
    void a_server_of_another_authority_gets_nothing() throws Exception {
        RemoteGround.Key key = ground.operator("ada", "viewer");
        Path other = Files.createDirectory(folder.resolve("other"));
        ground.write("other.pem", Pem.of(DevelopmentCa.openOrCreate(other).root()));

        CommandRun added = ground.typing(
                key.secret(),
                "context",
                "add",
                "prod",
                "--endpoint",
                ground.broker.controlPlane().toString(),
                "--ca",
                "other.pem",
                "--access-key-id",
                key.id());
        CommandRun run = ground.run("thing", "ls", "--context", "prod");

        assertThat(added.exitCode()).isZero();
        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(run.err()).contains("of no authority that the context trusts", "--replace --ca FILE");
    }

    @Test
    void what_is_no_control_plane_is_said_to_be_none() throws Exception {
        RemoteGround.Key key = ground.operator("ada", "viewer");
        String freePort;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = Integer.toString(free.getLocalPort());
        }
        assertThat(ground.add("here", key).exitCode()).isZero();
        String at = "localhost:" + ground.broker.controlPlane().getPort();

        assertThat(elsewhere(at, "localhost:" + freePort)).contains("nothing listens on");
        assertThat(elsewhere(at, "no-such-host.invalid:9443")).contains("no such host name");
        assertThat(elsewhere(at, "localhost:" + ground.broker.port())).contains("localhost:" + ground.broker.port());
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answerWithoutTls(plain));
            assertThat(elsewhere(at, "localhost:" + plain.getLocalPort())).contains("does not speak TLS");
        }
    }

    private static void answerWithoutTls(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command says where the context is at another address. */
    private String elsewhere(String at, String other) throws Exception {
        String text = Files.readString(file());
        Files.writeString(file(), text.replace(at, other));
        CommandRun run = ground.run("thing", "ls", "--context", "here", "--timeout", "5");
        Files.writeString(file(), text);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.NOT_REACHABLE);
        return run.err();
    }

    @Test
    void a_web_server_with_a_good_certificate_is_no_control_plane_either() throws Exception {
        RemoteGround.Key key = ground.operator("ada", "viewer");
        DevelopmentCa other = DevelopmentCa.openOrCreate(Files.createDirectory(folder.resolve("other")));
        ground.write("other.pem", Pem.of(other.root()));
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "own", other.serverKey(), new char[0], other.serverChain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        HttpsServer web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setHttpsConfigurator(new HttpsConfigurator(tls));
        web.createContext("/", exchange -> {
            byte[] page = "<html>{\"things\": []}</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        web.start();
        try {
            CommandRun added = ground.typing(
                    key.secret(),
                    "context",
                    "add",
                    "web",
                    "--endpoint",
                    "https://localhost:" + web.getAddress().getPort(),
                    "--ca",
                    "other.pem",
                    "--access-key-id",
                    key.id());
            CommandRun run = ground.run("thing", "ls", "--context", "web");

            assertThat(added.exitCode()).isZero();
            assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
            assertThat(run.err()).contains("is no control plane of Gatehouse", "HTTP 200", "9443 as shipped");
        } finally {
            web.stop(0);
        }
    }

    @Test
    void a_context_is_forgotten_with_its_secret() throws Exception {
        ground.use("prod", "viewer");

        ground.done("context", "rm", "prod");

        assertThat(file()).content().doesNotContain("secretAccessKey", "prod");
        assertThat(ground.run("thing", "ls").err()).contains("no broker runs on the data folder");
        assertThat(ground.run("context", "use", "prod").err()).contains("gatehouse context ls");
    }
}
