package io.gatehouse.control;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the broker that runs on one data folder. Reads address and token from that folder for every call, so that a
 * restarted broker is found again. Blocks; any thread.
 */
public final class AdminClient implements OperationClient {
    private static final int MOST_RESPONSE_BYTES = 96 * 1024 * 1024;

    private final Path data;
    private final Duration timeout;
    private final HttpClient http;

    public AdminClient(Path data, Duration timeout) {
        this.data = data;
        this.timeout = timeout;
        // No proxy: the broker is on this machine, whatever the environment says about others.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public <Q extends Record, R extends Record> Answer<R> call(Operation<Q, R> operation, Q request) {
        AdminAddress address;
        AdminToken token;
        try {
            address = AdminAddress.read(data);
            if (address == null) {
                return notRunning();
            }
            token = AdminToken.read(data);
        } catch (AccessDeniedException e) {
            if (!Files.isExecutable(data)) {
                // Another user's folder: nobody can see from here whether a broker runs on it.
                return new Answer.NotReachable<>(
                        "the data folder " + data.toAbsolutePath().normalize() + " cannot be looked into by you",
                        "run the command as the user who runs the broker, or name your own folder with --data");
            }
            return new Answer.NotAuthorised<>(
                    e.getFile() + ": not readable by you", "run the command as the user who runs the broker");
        } catch (NoSuchFileException e) {
            return notRunning();
        } catch (IOException e) {
            return new Answer.NotReachable<>(String.valueOf(e.getMessage()), "start the broker again");
        }
        HttpRequest post = HttpRequest.newBuilder(URI.create(address.base() + "/" + operation.name()))
                .header("Authorization", token.authorization())
                .header("Content-Type", "application/json")
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofByteArray(AdminJson.bytes(request)))
                .build();
        return exchange(address, post, operation.result());
    }

    @Override
    public void close() {
        http.close();
    }

    private <R extends Record> Answer<R> exchange(AdminAddress address, HttpRequest post, Class<R> result) {
        try {
            HttpResponse<InputStream> response = http.send(post, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(MOST_RESPONSE_BYTES);
            }
            return response.statusCode() == 200
                    ? new Answer.Done<>(AdminJson.read(body, result))
                    : refused(AdminJson.read(body, Refusal.class));
        } catch (ConnectException e) {
            return new Answer.NotReachable<>(
                    "nothing listens on " + address.host() + ":" + address.port() + ", where process "
                            + address.process() + " did",
                    "start the broker: ./gatehouse up");
        } catch (HttpTimeoutException e) {
            return new Answer.NotReachable<>(
                    "no answer within " + timeout.toSeconds() + " s",
                    "give it longer with --timeout, or read the broker's log");
        } catch (AdminJson.MalformedJsonException e) {
            return new Answer.NotReachable<>(
                    "the answer was not one of a Gatehouse broker of this version",
                    "use the same version of the command and the broker");
        } catch (IOException e) {
            return new Answer.NotReachable<>("the connection broke: " + e.getMessage(), "read the broker's log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.NotReachable<>("interrupted", "run the command again");
        }
    }

    private static <R> Answer<R> refused(Refusal refusal) {
        return refusal.code() == Refusal.Code.NOT_AUTHORISED
                ? new Answer.NotAuthorised<>(refusal.why(), refusal.remedy())
                : new Answer.Refused<>(refusal);
    }

    private <R> Answer<R> notRunning() {
        return new Answer.NotReachable<>(
                "no broker runs on the data folder " + data.toAbsolutePath().normalize(),
                "start one with ./gatehouse up, or name the folder of the one that runs with --data");
    }

    /** The broker's address as its data folder has it, {@code null} where none runs or the folder cannot be read. */
    public @Nullable AdminAddress address() {
        try {
            return AdminAddress.read(data);
        } catch (IOException e) {
            return null;
        }
    }
}
