package io.gatehouse.policy;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address or a block of them: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.7}. No name is ever looked
 * up: only literals are read.
 */
final class AddressRange {
    private final byte[] network;
    private final int prefixLength;

    private AddressRange(byte[] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /** The range, or {@code null} if the text is none. */
    static @Nullable AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = address(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            return null;
        }
        int bits = network.length * 8;
        int prefixLength = slash < 0 ? bits : number(text.substring(slash + 1));
        return prefixLength < 0 || prefixLength > bits ? null : new AddressRange(network, prefixLength);
    }

    /** The bytes of an address literal, or {@code null}. An IPv4 address in IPv6 clothes is the IPv4 address. */
    static byte @Nullable [] address(String text) {
        boolean version6 = text.indexOf(':') >= 0;
        // Without the count, "10.1" would be read as 10.0.0.1.
        if (!version6 && text.chars().filter(c -> c == '.').count() != 3) {
            return null;
        }
        int zone = text.indexOf('%'); // of a link-local peer: fe80::1%eth0
        try {
            return InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone))
                    .getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        int mask = (0xff << (8 - rest)) & 0xff;
        return rest == 0 || (address[whole] & mask) == (network[whole] & mask);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(digits);
    }
}
