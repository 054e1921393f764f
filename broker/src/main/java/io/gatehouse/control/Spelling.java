package io.gatehouse.control;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of devices as people copy them: an address with its port, a fingerprint as OpenSSL prints it. */
final class Spelling {
    private static final Pattern IPV4_WITH_PORT = Pattern.compile("([0-9.]{7,15}):[0-9]{1,5}");
    private static final Pattern IPV6_IN_BRACKETS = Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})](?::[0-9]{1,5})?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){3,31}");

    private Spelling() {}

    /** As refusals have it; {@code who} itself where it is neither an address nor a fingerprint. */
    static String asRecorded(String who) {
        var withPort = IPV4_WITH_PORT.matcher(who);
        if (withPort.matches()) {
            return withPort.group(1);
        }
        var brackets = IPV6_IN_BRACKETS.matcher(who);
        String bare = brackets.matches() ? brackets.group(1) : who;
        if (bare.indexOf(':') >= 0 && IPV6.matcher(bare).matches()) {
            try {
                return InetAddress.ofLiteral(bare).getHostAddress();
            } catch (IllegalArgumentException noAddress) {
                // A fingerprint has colons too.
            }
        }
        return FINGERPRINT.matcher(who).matches() ? who.replace(":", "").toLowerCase(Locale.ROOT) : who;
    }
}
