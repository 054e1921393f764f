package io.gatehouse.tls;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast the system's OpenSSL seals with the bare cipher: {@code openssl speed}, to lay beside
 * {@link BareCipherBenchmark}. With {@code -aead} it does for each message what TLS does: a nonce, 13 octets
 * authenticated with it, and the tag. It counts processor time, not the clock on the wall.
 */
public final class OpensslSpeed {
    private static final int SECONDS = 1;
    private static final int PATIENCE_SECONDS = 30;
    private static final int LARGEST_BYTES = 1 << 30;

    /** What {@code -mr} writes: sizes, and behind the number and the name of a cipher octets a second for each. */
    private static final Pattern SIZE = Pattern.compile("^\\+H:(\\d+)$", Pattern.MULTILINE);

    private static final Pattern SPEED = Pattern.compile("^\\+F:\\d+:[^:]+:(\\d+(?:\\.\\d+)?)$", Pattern.MULTILINE);

    private OpensslSpeed() {}

    /** A figure, or why there is none. */
    public sealed interface Outcome {}

    public record Measured(double bytesPerSecond) implements Outcome {}

    public record Missing(String why) implements Outcome {}

    /**
     * Runs the program for about a second. Any thread that may block.
     *
     * @param suite aes-128-gcm, aes-256-gcm or chacha20-poly1305
     * @throws IllegalArgumentException for another suite or a payload that is not 1 octet to 1 GiB
     */
    public static Outcome of(String suite, int payloadBytes) {
        if (payloadBytes < 1 || payloadBytes > LARGEST_BYTES) {
            throw new IllegalArgumentException(
                    "payloadBytes: " + payloadBytes + " (expected: 1 to " + LARGEST_BYTES + ")");
        }
        String cipher = Aead.of(suite).word();
        ProcessBuilder speed = new ProcessBuilder(
                "openssl",
                "speed",
                "-mr",
                "-seconds",
                String.valueOf(SECONDS),
                "-bytes",
                String.valueOf(payloadBytes),
                "-aead",
                "-evp",
                cipher);
        Said said = Said.by(speed, PATIENCE_SECONDS);
        return said.failure() == null ? read(said.words(), payloadBytes) : new Missing(said.failure());
    }

    /** Which OpenSSL that is, in its own words; why there is none. Any thread that may block. */
    public static String version() {
        Said said = Said.by(new ProcessBuilder("openssl", "version"), PATIENCE_SECONDS);
        return said.failure() == null ? firstLine(said.words()) : said.failure();
    }

    /** @param output of both its streams */
    static Outcome read(String output, int payloadBytes) {
        Matcher size = SIZE.matcher(output);
        Matcher speed = SPEED.matcher(output);
        if (!size.find() || !speed.find()) {
            return new Missing("openssl speed: " + firstLine(output) + " (expected: lines that begin with +H: and +F:,"
                    + " as OpenSSL 1.1.1 and newer write)");
        }
        if (!size.group(1).equals(String.valueOf(payloadBytes))) {
            return new Missing("openssl speed: measured messages of " + size.group(1) + " octets (expected: "
                    + payloadBytes + ")");
        }
        return new Measured(Double.parseDouble(speed.group(1)));
    }

    private static String firstLine(String output) {
        return output.lines().filter(line -> !line.isBlank()).findFirst().orElse("said nothing");
    }
}
