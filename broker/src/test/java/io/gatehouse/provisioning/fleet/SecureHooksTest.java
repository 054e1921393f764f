package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.registry.ProvisioningHook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks over https, with whole handshakes: whom the broker tells its token, and whose yes counts. */
final class SecureHooksTest {
    private static final String HERE = "127.0.0.1";
    private static final String YES = "{\"allowProvisioning\":true}";
    private static final JsonObject QUESTION =
            JsonValue.object().put("clientId", "pump").build();

    @TempDir
    private static Path folder;

    private static DevelopmentCa believed;
    private static DevelopmentCa another;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        believed = DevelopmentCa.openOrCreate(Files.createDirectory(folder.resolve("believed")));
        another = DevelopmentCa.openOrCreate(Files.createDirectory(folder.resolve("another")));
    }

    /** @param file with the authorities; {@code null} for those of the Java platform */
    private static HookVerdict ask(@Nullable Path file, String address, Duration patience) throws IOException {
        try (PreProvisioningHooks hooks =
                new PreProvisioningHooks(new ProvisioningSettings(file, "s3cret", null), patience)) {
            return hooks.ask(new ProvisioningHook(ProvisioningHook.DEFAULT_VERSION, address), QUESTION);
        }
    }

    private static HookVerdict ask(@Nullable Path file, String address) throws IOException {
        return ask(file, address, Duration.ofMinutes(1));
    }

    private static void failed(HookVerdict verdict, String problem) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        HookVerdict.Failed.class,
                        failed -> assertThat(failed.problem()).contains(problem));
    }

    @Test
    void a_server_of_the_authority_in_the_file_is_believed() throws Exception {
        try (Webhook webhook = Webhook.secure(believed, HERE, YES)) {
            assertThat(ask(believed.rootPem(), webhook.address())).isEqualTo(new HookVerdict.Allowed(Map.of()));
            assertThat(ask(believed.rootPem(), webhook.address().replace(HERE, "localhost")))
                    .isEqualTo(new HookVerdict.Allowed(Map.of()));
            assertThat(webhook.authorizations).containsExactly("Bearer s3cret", "Bearer s3cret");
        }
    }

    @Test
    void a_server_of_another_authority_is_told_nothing() throws Exception {
        try (Webhook webhook = Webhook.secure(another, HERE, YES)) {
            failed(ask(believed.rootPem(), webhook.address()), "PKIX path");
            assertThat(webhook.questions).isEmpty();
        }
    }

    @Test
    void without_a_file_a_private_authority_is_not_believed() throws Exception {
        try (Webhook webhook = Webhook.secure(believed, HERE, YES)) {
            failed(ask(null, webhook.address()), "PKIX path");
            assertThat(webhook.questions).isEmpty();
        }
    }

    @Test
    void a_server_whose_certificate_is_for_other_names_is_told_nothing() throws Exception {
        try (Webhook webhook = Webhook.secure(believed, "127.0.0.2", YES)) {
            failed(ask(believed.rootPem(), webhook.address()), "127.0.0.2 found");
            assertThat(webhook.questions).isEmpty();
        }
    }

    @Test
    void a_server_that_takes_the_connection_and_does_not_shake_hands_is_too_late() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "https://127.0.0.1:" + silent.getLocalPort() + "/hook";

            failed(ask(believed.rootPem(), address, Duration.ofSeconds(1)), "no answer within 1000 ms");
        }
    }
}
