package io.gatehouse.jobs;

import io.gatehouse.log.Printable;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a device may say of its execution, by the API model ({@code DetailsMap}). */
final class StatusDetails {
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9:_-]{1," + Limits.MOST_DETAIL_KEY + "}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{C}]{1," + Limits.MOST_DETAIL_VALUE + "}");

    private StatusDetails() {}

    /** What is wrong with them, or null. */
    static @Nullable String problem(Map<String, String> details) {
        if (details.size() > Limits.MOST_DETAILS) {
            return "statusDetails: " + details.size() + " pairs (expected: at most " + Limits.MOST_DETAILS + ")";
        }
        for (Map.Entry<String, String> detail : details.entrySet()) {
            if (!KEY.matcher(detail.getKey()).matches()) {
                return "statusDetails: key " + Printable.quoted(detail.getKey()) + " (expected: 1 to "
                        + Limits.MOST_DETAIL_KEY + " letters, digits, : _ -)";
            }
            if (!VALUE.matcher(detail.getValue()).matches()) {
                return "statusDetails." + detail.getKey() + ": "
                        + detail.getValue().length()
                        + " characters (expected: 1 to " + Limits.MOST_DETAIL_VALUE
                        + ", none of them a control character)";
            }
        }
        return null;
    }
}
