package io.gatehouse.tls;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ClientHello (RFC 8446 section 4.1.2) to be told about, not to decide by: what cannot be read is {@code null},
 * and the engine finds the words for it.
 *
 * @param serverName as sent, an octet a character
 */
record HelloReading(@Nullable HelloOffer offer, @Nullable String serverName) {
    private static final HelloReading NOTHING = new HelloReading(null, null);

    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    private static final int RANDOM = 32;
    private static final int MAX_NAME = 255;
    private static final int MOST_PROTOCOLS = 8;
    private static final int MAX_PROTOCOL = 64; // those that exist have 14 at most

    /** @param length of the message without its header, from index 0 */
    static HelloReading of(byte[] message, int length) {
        Octets hello = new Octets(message, length);
        int legacyVersion = hello.u16();
        hello.skip(RANDOM);
        hello.vector8(); // session id
        String suites = numbers(hello.vector16());
        hello.vector8(); // compression methods
        String versions = String.valueOf((char) legacyVersion);
        String groups = "";
        String keyShares = "";
        String signatures = "";
        String serverName = null;
        List<String> protocols = List.of();
        boolean resumption = false;
        Octets extensions = hello.hasMore() ? hello.vector16() : hello; // SSLv3 and TLS 1.0 may have none
        while (extensions.hasMore()) {
            int type = extensions.u16();
            Octets extension = extensions.vector16();
            switch (type) {
                case SERVER_NAME -> serverName = serverName(extension);
                case SUPPORTED_GROUPS -> groups = numbers(extension.vector16());
                case SIGNATURE_ALGORITHMS -> signatures = numbers(extension.vector16());
                case ALPN -> protocols = protocols(extension.vector16());
                case SESSION_TICKET -> resumption |= extension.hasMore();
                case PRE_SHARED_KEY -> resumption = true;
                case SUPPORTED_VERSIONS -> versions = numbers(extension.vector8());
                case KEY_SHARE -> keyShares = keyShares(extension.vector16());
                default -> {
                    // Says nothing that an operator asks for.
                }
            }
        }
        if (hello.isBroken()) {
            return NOTHING;
        }
        return new HelloReading(
                new HelloOffer(versions, suites, groups, keyShares, signatures, protocols, resumption), serverName);
    }

    private static String numbers(Octets list) {
        StringBuilder numbers = new StringBuilder(list.length() / 2);
        while (list.hasMore()) {
            add(numbers, list.u16());
        }
        return numbers.toString();
    }

    private static String keyShares(Octets list) {
        StringBuilder groups = new StringBuilder(4);
        while (list.hasMore()) {
            add(groups, list.u16());
            list.vector16(); // the key
        }
        return groups.toString();
    }

    private static void add(StringBuilder numbers, int number) {
        boolean grease = (number & 0x0F0F) == 0x0A0A && number >> 8 == (number & 0xFF); // RFC 8701 section 2
        if (!grease && numbers.length() < HelloOffer.MOST) {
            numbers.append((char) number);
        }
    }

    private static List<String> protocols(Octets list) {
        List<String> names = new ArrayList<>(2);
        while (list.hasMore()) {
            String name = list.vector8().text();
            boolean grease = name.length() == 2 && name.charAt(0) == name.charAt(1) && (name.charAt(0) & 0x0F) == 0x0A;
            if (!grease && names.size() < MOST_PROTOCOLS) {
                names.add(name.length() > MAX_PROTOCOL ? name.substring(0, MAX_PROTOCOL) : name);
            }
        }
        return names;
    }

    /** RFC 6066 section 3; other kinds of names have never been defined. */
    private static @Nullable String serverName(Octets extension) {
        Octets names = extension.vector16();
        int type = names.u8();
        Octets name = names.vector16();
        return type == 0 && name.hasMore() && name.length() <= MAX_NAME ? name.text() : null;
    }
}
