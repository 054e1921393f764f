package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.ProvisioningHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreProvisioningHooksTest {
    private static final JsonObject QUESTION =
            JsonValue.object().put("clientId", "pump").build();

    @TempDir
    Path folder;

    private PreProvisioningHooks hooks;

    @BeforeEach
    void open() throws IOException {
        hooks = new PreProvisioningHooks(new ProvisioningSettings(null, "s3cret", null), Duration.ofSeconds(2));
    }

    @AfterEach
    void close() {
        hooks.close();
    }

    private HookVerdict ask(String address) {
        return hooks.ask(new ProvisioningHook(ProvisioningHook.DEFAULT_VERSION, address), QUESTION);
    }

    private HookVerdict answered(String body) throws IOException {
        try (Webhook webhook = Webhook.saying(body)) {
            return ask(webhook.address());
        }
    }

    @Test
    void a_clear_yes_lets_the_device_in_with_what_the_hook_sets() throws IOException {
        try (Webhook webhook =
                Webhook.saying("{\"allowProvisioning\":true,\"parameterOverrides\":{\"Location\":\"Hall 7\"}}")) {
            assertThat(ask(webhook.address())).isEqualTo(new HookVerdict.Allowed(Map.of("Location", "Hall 7")));
            assertThat(webhook.questions).containsExactly("{\"clientId\":\"pump\"}");
            assertThat(webhook.authorizations).containsExactly("Bearer s3cret");
        }
        assertThat(answered("{\"allowProvisioning\":true}")).isEqualTo(new HookVerdict.Allowed(Map.of()));
    }

    @Test
    void a_no_is_a_no_whatever_stands_beside_it() throws IOException {
        assertThat(answered("{\"allowProvisioning\":false,\"parameterOverrides\":7}"))
                .isEqualTo(new HookVerdict.Denied());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yes",
                "[]",
                "{}",
                "{\"allowProvisioning\":\"true\"}",
                "{\"allowProvisioning\":1}",
                "{\"allowProvisioning\":null}",
                "{\"allowProvisioning\":false,\"allowProvisioning\":true}",
                "{\"allowProvisioning\":true,\"parameterOverrides\":[]}",
                "{\"allowProvisioning\":true,\"parameterOverrides\":{\"a\":1}}",
                "{\"allowProvisioning\":true} and more"
            })
    void what_is_no_clear_yes_is_a_failure(String body) throws IOException {
        assertThat(answered(body)).isInstanceOf(HookVerdict.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 307, 403, 500})
    void only_status_200_is_an_answer_and_no_redirect_is_followed(int status) throws IOException {
        try (Webhook elsewhere = Webhook.saying("{\"allowProvisioning\":true}");
                Webhook webhook = new Webhook(exchange -> {
                    exchange.getResponseHeaders().add("Location", elsewhere.address());
                    Webhook.send(exchange, status, "{\"allowProvisioning\":true}");
                })) {
            assertThat(ask(webhook.address()))
                    .isEqualTo(new HookVerdict.Failed("status " + status + " (expected: 200)"));
            assertThat(elsewhere.questions).isEmpty();
        }
    }

    @Test
    void an_answer_that_comes_drop_by_drop_is_too_late() throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        try (Webhook webhook = new Webhook(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        })) {
            assertThat(ask(webhook.address()))
                    .isInstanceOfSatisfying(
                            HookVerdict.Failed.class,
                            failed -> assertThat(failed.problem()).contains("no answer within 2000 ms"));
            done.countDown();
        }
    }

    @Test
    void an_answer_without_end_is_cut_off() throws IOException {
        String endless =
                "{\"allowProvisioning\":true,\"x\":\"" + "x".repeat(PreProvisioningHooks.MAX_ANSWER_BYTES) + "\"}";

        assertThat(answered(endless)).isInstanceOf(HookVerdict.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:eu-central-1:000000000000:function:hook",
                "http://hook.example.com/",
                "http://127.0.0.1.example.com/",
                "http://10.0.0.1/",
                "https://user:secret@hook.example.com/",
                "https://hook.example.com/#part",
                "https://hook.example.com/?query",
                "ftp://localhost/",
                "file:///etc/passwd",
                "https:///nowhere",
                "nonsense"
            })
    void what_is_no_safe_address_is_not_asked(String address) {
        assertThat(PreProvisioningHooks.address(address)).isNull();
        assertThat(ask(address))
                .isInstanceOfSatisfying(
                        HookVerdict.Failed.class,
                        failed -> assertThat(failed.problem()).startsWith("targetArn: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hook.example.com",
                "https://hook.example.com:8443/a/b",
                "http://localhost:7/",
                "http://127.0.0.1/",
                "http://[::1]:7/"
            })
    void addresses_over_https_and_of_this_machine_are_asked(String address) {
        assertThat(PreProvisioningHooks.address(address)).hasToString(address);
    }

    @Test
    void nobody_there_and_another_version_of_the_question_are_failures() throws IOException {
        String gone;
        try (Webhook webhook = Webhook.saying("")) {
            gone = webhook.address();
        }

        assertThat(ask(gone)).isInstanceOf(HookVerdict.Failed.class);
        assertThat(hooks.ask(new ProvisioningHook("2031-01-01", "https://hook.example.com/"), QUESTION))
                .isInstanceOfSatisfying(
                        HookVerdict.Failed.class,
                        failed -> assertThat(failed.problem()).startsWith("payloadVersion: "));
    }

    @Test
    void a_file_of_authorities_that_cannot_be_used_is_told_at_the_start() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "nothing of the kind");

        assertThatThrownBy(() -> new PreProvisioningHooks(new ProvisioningSettings(file, "", null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("provisioning.hook-ca: " + file);
        assertThatThrownBy(() ->
                        new PreProvisioningHooks(new ProvisioningSettings(folder.resolve("missing.pem"), "", null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("provisioning.hook-ca: ")
                .hasMessageContaining("missing.pem");
    }
}
