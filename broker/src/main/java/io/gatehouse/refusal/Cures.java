package io.gatehouse.refusal;

import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Explanation;
import io.gatehouse.policy.Origin;
import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What to do about each reason, in a line: {@code cures.properties}, which {@code docs/reasons.md} shows. Any thread.
 */
public final class Cures {
    private static final Properties LINES = read();
    private static final Map<Reason, String> CURES = byReason("");
    private static final Map<Reason, String> DENIED = byReason(".denied");
    private static final String STATEMENT = "{statement}";

    private Cures() {}

    public static String of(Reason reason) {
        return CURES.getOrDefault(reason, "Read about it in docs/reasons.md.");
    }

    /**
     * @param decision how the policies decided, where they did: another Allow is no cure for a Deny
     */
    public static String of(Reason reason, @Nullable Explanation decision) {
        Origin deny = decision == null || decision.decision() != Decision.EXPLICIT_DENY ? null : decision.decidedBy();
        String cure = whenDenied(reason);
        return deny == null || cure == null ? of(reason) : cure.replace(STATEMENT, deny.text());
    }

    /** Where a statement denies it, for which {@code {statement}} stands; {@code null} where no policy is asked. */
    public static @Nullable String whenDenied(Reason reason) {
        return DENIED.get(reason);
    }

    private static Properties read() {
        Properties lines = new Properties();
        try (InputStream in = Cures.class.getResourceAsStream("cures.properties")) {
            if (in != null) {
                lines.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return lines;
    }

    private static Map<Reason, String> byReason(String suffix) {
        Map<Reason, String> cures = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            String cure = LINES.getProperty(reason.name() + suffix);
            if (cure != null) {
                cures.put(reason, cure);
            }
        }
        return cures;
    }
}
