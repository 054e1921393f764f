package io.gatehouse.config;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. No name is ever looked up: only
 * literals are read. Immutable.
 *
 * @param network as it was written, without the bits behind the prefix being asked
 * @param prefixBits 0 to 32, or to 128 of IPv6
 */
public record Network(InetAddress network, int prefixBits) {
    /** What is expected of a text, in words. */
    static final String EXPECTED = "networks such as 10.0.0.0/8 or 2001:db8::/32, or single addresses";

    /** The network, or {@code null} if the text is none. An IPv4 address in IPv6 clothes is the IPv4 address. */
    static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        // Without the count, "10.1" would be read as 10.0.0.1.
        if (literal.indexOf(':') < 0 && literal.chars().filter(c -> c == '.').count() != 3) {
            return null;
        }
        try {
            InetAddress network = InetAddress.ofLiteral(literal);
            int bits = network.getAddress().length * 8;
            int prefixBits = slash < 0 ? bits : digits(text.substring(slash + 1));
            return prefixBits < 0 || prefixBits > bits ? null : new Network(network, prefixBits);
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    private static int digits(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit += 8) {
            int mask = prefixBits - bit >= 8 ? 0xFF : 0xFF << (8 - (prefixBits - bit)) & 0xFF;
            if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
