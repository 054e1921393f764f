package io.gatehouse.provisioning.fleet;

import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.registry.ProvisioningHook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks webhooks whether a device may be provisioned: at AWS a Lambda function, here an HTTPS address in the place of
 * its ARN, which is sent the same question and gives the same answer (AWS IoT Core Developer Guide, "Pre-provisioning
 * hooks"). Whatever is not a clear yes within {@link #PATIENCE} is no.
 *
 * <p>Only https is spoken, or http with this machine itself; no redirect is followed; {@link #MAX_ANSWER_BYTES} are
 * read. A question that failed is not asked again: the device asks again.
 *
 * <p>Virtual threads; each call blocks until there is a verdict. How many are asked at once is bounded by who calls.
 */
final class PreProvisioningHooks implements AutoCloseable {
    /** As at AWS. For all of it: connection, handshake, answer. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    static final int MAX_ANSWER_BYTES = 64 * 1024;

    private static final JsonLimits LIMITS = new JsonLimits(MAX_ANSWER_BYTES, 4, 32 * 1024, 256, 2048);

    private final @Nullable SSLContext trust;
    private final String token;
    private final Duration patience;
    private @Nullable HttpClient client; // made with the first question: most brokers never ask one

    /** @throws IOException the CA file cannot be used */
    PreProvisioningHooks(ProvisioningSettings settings) throws IOException {
        this(settings, PATIENCE);
    }

    PreProvisioningHooks(ProvisioningSettings settings, Duration patience) throws IOException {
        this.trust = settings.hookCa() == null ? null : HookTrust.read(settings.hookCa());
        this.token = settings.hookToken();
        this.patience = patience;
    }

    /** @param question in AWS's shape */
    HookVerdict ask(ProvisioningHook hook, JsonObject question) {
        if (!hook.payloadVersion().equals(ProvisioningHook.DEFAULT_VERSION)) {
            return new HookVerdict.Failed("payloadVersion: " + Json.quoted(hook.payloadVersion()) + " (expected: "
                    + ProvisioningHook.DEFAULT_VERSION + ")");
        }
        URI address = address(hook.targetArn());
        if (address == null) {
            return new HookVerdict.Failed("targetArn: " + Json.quoted(hook.targetArn())
                    + " (expected: an https address, or an http one of this machine, without user, query or fragment)");
        }
        try {
            HttpResponse<byte[]> response = answer(request(address, question));
            return response.statusCode() == 200
                    ? verdict(Json.parse(response.body(), LIMITS))
                    : new HookVerdict.Failed("status " + response.statusCode() + " (expected: 200)");
        } catch (IOException failed) {
            return new HookVerdict.Failed(String.valueOf(failed.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new HookVerdict.Failed("the broker stops");
        }
    }

    private HttpRequest request(URI address, JsonObject question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(Json.print(question)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked =
                client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("no answer within " + patience.toMillis() + " ms", late);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed.getCause());
        } finally {
            asked.cancel(true);
        }
    }

    private synchronized HttpClient client() throws IOException {
        HttpClient known = client;
        if (known == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(patience)
                    .executor(Executors.newVirtualThreadPerTaskExecutor());
            if (trust != null) {
                builder.sslContext(trust);
            }
            known = builder.build();
            client = known;
        }
        return known;
    }

    /** {@code null} for what is not asked. */
    static @Nullable URI address(String text) {
        try {
            URI address = URI.create(text);
            boolean plain = address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null
                    && address.getRawFragment() == null;
            boolean safe = "https".equals(address.getScheme())
                    || ("http".equals(address.getScheme()) && isThisMachine(address.getHost()));
            return plain && safe ? address : null;
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /** By what is written, and not by what a name server says of it. */
    private static boolean isThisMachine(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    private static HookVerdict verdict(JsonParse answer) {
        return switch (answer) {
            case JsonParse.Malformed(var _, var message) -> new HookVerdict.Failed("answer: " + message);
            case JsonParse.Parsed(var value) ->
                value instanceof JsonObject object
                        ? verdict(object)
                        : new HookVerdict.Failed("answer: " + value.kind() + " (expected: an object)");
        };
    }

    private static HookVerdict verdict(JsonObject answer) {
        if (!(answer.member("allowProvisioning") instanceof JsonBoolean(boolean allowed, var _))) {
            return new HookVerdict.Failed("answer: no allowProvisioning (expected: true or false)");
        }
        if (!allowed) {
            return new HookVerdict.Denied();
        }
        JsonValue overrides = answer.member("parameterOverrides");
        return switch (overrides) {
            case null -> new HookVerdict.Allowed(Map.of());
            case JsonNull _ -> new HookVerdict.Allowed(Map.of());
            case JsonObject object -> allowed(object);
            default -> new HookVerdict.Failed("parameterOverrides: " + overrides.kind() + " (expected: an object)");
        };
    }

    private static HookVerdict allowed(JsonObject overrides) {
        Map<String, String> texts = new HashMap<>();
        for (JsonObject.Member member : overrides.members()) {
            if (!(member.value() instanceof JsonString(String text, var _))) {
                return new HookVerdict.Failed("parameterOverrides: " + Json.quoted(member.name()) + " is "
                        + member.value().kind() + " (expected: a string)");
            }
            texts.put(member.name(), text);
        }
        return new HookVerdict.Allowed(texts);
    }

    /** What is being asked fails. */
    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
            client = null;
        }
    }
}
