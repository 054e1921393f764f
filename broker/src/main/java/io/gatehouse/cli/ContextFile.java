package io.gatehouse.cli;

import io.gatehouse.cli.BrokerContext.Credentials;
import io.gatehouse.control.AdminJson;
import io.gatehouse.control.OwnerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of one user: {@code gatehouse/contexts.json} in the folder for configuration, mode 0600. Secrets of
 * access keys are in it, as in the file of AWS's tools; one that others may read is not used.
 */
final class ContextFile {
    private static final String WHAT = "the contexts cannot be used";

    private final @Nullable Path path;

    private ContextFile(@Nullable Path path) {
        this.path = path;
    }

    /** {@code XDG_CONFIG_HOME}, or {@code .config} in the user's home. Who has neither has no contexts. */
    static ContextFile of(Environment environment) {
        Path folder = absolute(environment.variable("XDG_CONFIG_HOME"));
        for (String home : List.of("HOME", "USERPROFILE")) {
            Path user = absolute(environment.variable(home));
            folder = folder == null && user != null ? user.resolve(".config") : folder;
        }
        return new ContextFile(
                folder == null ? null : folder.resolve("gatehouse").resolve("contexts.json"));
    }

    private static @Nullable Path absolute(@Nullable String folder) {
        // A relative one is to be ignored [XDG Base Directory Specification].
        return folder == null || folder.isBlank() || !Path.of(folder).isAbsolute() ? null : Path.of(folder);
    }

    Path path() {
        if (path == null) {
            throw CommandFailure.failed(
                    WHAT, "HOME: missing (expected: an absolute path, or XDG_CONFIG_HOME)", "set one of the two");
        }
        return path;
    }

    /**
     * What is in the file.
     *
     * @param current the name of the one that commands use by themselves, {@code null} for none
     * @param contexts in the order of their names
     */
    record Content(@Nullable String current, List<Entry> contexts) {
        Content {
            contexts = contexts == null ? List.of() : List.copyOf(contexts);
        }

        @Nullable
        BrokerContext find(String name) {
            return contexts.stream()
                    .filter(entry -> entry.name.equals(name))
                    .findFirst()
                    .map(Entry::context)
                    .orElse(null);
        }

        Content with(BrokerContext added) {
            List<Entry> all = new ArrayList<>(contexts);
            all.removeIf(entry -> entry.name.equals(added.name()));
            all.add(Entry.of(added));
            all.sort(Comparator.comparing(Entry::name));
            return new Content(current, all);
        }

        Content without(String name) {
            return new Content(
                    name.equals(current) ? null : current,
                    contexts.stream().filter(entry -> !entry.name.equals(name)).toList());
        }
    }

    /** One context as it is written; either the two members of a certificate or the two of an access key are there. */
    record Entry(
            String name,
            String endpoint,
            String ca,
            @Nullable String certificate,
            @Nullable String key,
            @Nullable String accessKeyId,
            @Nullable String secretAccessKey) {
        Entry {
            Objects.requireNonNull(name, "name: missing (expected: a name)");
            Objects.requireNonNull(endpoint, "endpoint: missing (expected: https://host:port)");
            Objects.requireNonNull(ca, "ca: missing (expected: a file)");
            if ((certificate == null || key == null) == (accessKeyId == null || secretAccessKey == null)) {
                throw new IllegalArgumentException(
                        "context " + name + ": (expected: certificate and key, or accessKeyId and secretAccessKey)");
            }
        }

        static Entry of(BrokerContext context) {
            String endpoint = context.endpoint().toString();
            String ca = context.ca().toString();
            return switch (context.credentials()) {
                case Credentials.ClientCertificate(Path certificate, Path key) ->
                    new Entry(context.name(), endpoint, ca, certificate.toString(), key.toString(), null, null);
                case Credentials.AccessKey(String id, String secret) ->
                    new Entry(context.name(), endpoint, ca, null, null, id, secret);
            };
        }

        BrokerContext context() {
            URI uri = BrokerContext.endpoint(endpoint);
            if (uri == null) {
                throw CommandFailure.failed(
                        WHAT,
                        "endpoint of context " + name + ": " + endpoint + " (expected: https://host:port)",
                        "make it anew: gatehouse context add " + name + " --replace …");
            }
            Credentials credentials = accessKeyId != null && secretAccessKey != null
                    ? new Credentials.AccessKey(accessKeyId, secretAccessKey)
                    : new Credentials.ClientCertificate(
                            Path.of(String.valueOf(certificate)), Path.of(String.valueOf(key)));
            return new BrokerContext(name, uri, Path.of(ca), credentials);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Entry[" + name + ", " + endpoint + "]";
        }
    }

    /** Nothing where there is no file yet. */
    Content read() {
        if (path == null || !Files.exists(path)) {
            return new Content(null, List.of());
        }
        try {
            if (OwnerFile.othersMayRead(path)) {
                throw CommandFailure.failed(
                        WHAT,
                        path + ": readable by others (expected: by you alone; secrets are in it)",
                        "chmod 600 " + path + ", and rotate the access keys in it: gatehouse operator rotate NAME");
            }
            return AdminJson.read(TextFile.read(WHAT, path).getBytes(StandardCharsets.UTF_8), Content.class);
        } catch (AdminJson.MalformedJsonException e) {
            throw CommandFailure.failed(WHAT, path + ": " + e.getMessage(), "correct the file, or remove it");
        } catch (IOException e) {
            throw CommandFailure.failed(WHAT, path + ": " + e, "look at the file and its disk");
        }
    }

    void write(Content content) {
        Path file = path();
        try {
            OwnerFile.createFolder(Objects.requireNonNull(file.getParent()));
            OwnerFile.write(file, AdminJson.pretty(content) + "\n");
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "the context was not kept", file + ": cannot be written: " + e, "look at the folder and its disk");
        }
    }
}
