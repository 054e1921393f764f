package io.gatehouse.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a running broker listens for operators: {@code <data>/admin.json}, mode 0600, so that a command needs to know
 * the data folder and nothing else.
 *
 * @param host a loopback address
 * @param port the one really bound
 * @param process the broker's process id
 * @param health {@code http://host:port} of the probes and metrics, where they are served
 */
public record AdminAddress(
        String host, int port, long process, @Nullable String health) {
    public static final String FILE = "admin.json";
    private static final long MOST_BYTES = 4096;

    public AdminAddress {
        Objects.requireNonNull(host, "host");
    }

    void write(Path data) throws IOException {
        OwnerFile.write(data.resolve(FILE), AdminJson.pretty(this) + "\n");
    }

    static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(FILE));
        Files.deleteIfExists(data.resolve(AdminToken.FILE));
    }

    /**
     * {@code null} where no broker left its address.
     *
     * @throws java.nio.file.AccessDeniedException where this user may not know, see {@link AdminClient}
     */
    public static @Nullable AdminAddress read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + ": too long (expected: what a broker wrote)");
            }
            return AdminJson.read(Files.readAllBytes(file), AdminAddress.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (AdminJson.MalformedJsonException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    String base() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
