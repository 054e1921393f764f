package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/**
 * What to do about each reason, in a line: {@code cures.properties}, which {@code docs/reasons.md} shows. Any thread.
 */
public final class Cures {
    private static final Map<Reason, String> CURES = read();

    private Cures() {}

    public static String of(Reason reason) {
        return CURES.getOrDefault(reason, "Read about it in docs/reasons.md.");
    }

    private static Map<Reason, String> read() {
        Properties lines = new Properties();
        try (InputStream in = Cures.class.getResourceAsStream("cures.properties")) {
            if (in != null) {
                lines.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<Reason, String> cures = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            String cure = lines.getProperty(reason.name());
            if (cure != null) {
                cures.put(reason, cure);
            }
        }
        return cures;
    }
}
