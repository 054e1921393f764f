package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ClientHello (RFC 8446 section 4.1.2) says that decides how it is answered: the name it asks for and the
 * protocols it offers. Immutable.
 *
 * <p>Reads nothing else, and does not judge the rest: that is the engine's, which reads the same octets afterwards.
 * Where the two would disagree, the choice made here stands and the handshake fails, or is one that asks for a
 * certificate.
 *
 * @param serverName of the first host_name in lower case without a trailing dot; {@code null} where there is none, or
 * where it has anything but letters, digits, dots, hyphens and underscores (then it is no name that a certificate has)
 * @param negotiatesProtocol whether there is an ALPN extension
 * @param applicationProtocols those offered that are known here
 */
record ClientHello(
        @Nullable String serverName, boolean negotiatesProtocol, Set<ApplicationProtocol> applicationProtocols) {

    private static final int VERSION_AND_RANDOM = 2 + 32;
    /** RFC 6066 section 3. */
    private static final int SERVER_NAME = 0;

    private static final int HOST_NAME = 0;
    private static final int MAX_HOST_NAME = 255;
    /** RFC 7301 section 3.1. */
    private static final int APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16;

    /**
     * Reads the body of the handshake message: what follows its four-byte header. Leaves the buffer as it was.
     *
     * @return {@code null} where it is not a ClientHello that can be read to its end
     */
    static @Nullable ClientHello read(ByteBuf body) {
        ByteBuf hello = body.duplicate();
        try {
            hello.skipBytes(VERSION_AND_RANDOM);
            hello.skipBytes(hello.readUnsignedByte()); // session id
            hello.skipBytes(hello.readUnsignedShort()); // cipher suites
            hello.skipBytes(hello.readUnsignedByte()); // compression methods
            return hello.isReadable()
                    ? extensions(hello.readSlice(hello.readUnsignedShort()), hello)
                    : new ClientHello(null, false, Set.of()); // TLS 1.2 knows hellos without extensions
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static @Nullable ClientHello extensions(ByteBuf extensions, ByteBuf rest) {
        String serverName = null;
        Set<ApplicationProtocol> protocols = null;
        boolean named = false;
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SERVER_NAME) {
                if (named) {
                    return null; // twice: RFC 8446 section 4.2 forbids it, and readers differ on which one counts
                }
                named = true;
                serverName = serverName(extension);
            } else if (type == APPLICATION_LAYER_PROTOCOL_NEGOTIATION) {
                if (protocols != null) {
                    return null;
                }
                protocols = protocols(extension);
            }
        }
        return rest.isReadable()
                ? null
                : new ClientHello(serverName, protocols != null, protocols == null ? Set.of() : protocols);
    }

    private static @Nullable String serverName(ByteBuf extension) {
        ByteBuf names = extension.readSlice(extension.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == HOST_NAME) {
                return hostName(name);
            }
        }
        return null;
    }

    private static @Nullable String hostName(ByteBuf name) {
        int length = name.readableBytes();
        if (length > 0 && name.getByte(name.writerIndex() - 1) == '.') {
            length--;
        }
        if (length == 0 || length > MAX_HOST_NAME) {
            return null;
        }
        for (int i = name.readerIndex(); i < name.readerIndex() + length; i++) {
            if (!ofHostName(name.getByte(i))) {
                return null;
            }
        }
        return name.toString(name.readerIndex(), length, StandardCharsets.US_ASCII)
                .toLowerCase(Locale.ROOT);
    }

    private static boolean ofHostName(byte octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || octet == '.'
                || octet == '-'
                || octet == '_';
    }

    private static Set<ApplicationProtocol> protocols(ByteBuf extension) {
        Set<ApplicationProtocol> offered = EnumSet.noneOf(ApplicationProtocol.class);
        ByteBuf names = extension.readSlice(extension.readUnsignedShort());
        while (names.isReadable()) {
            int length = names.readUnsignedByte();
            ApplicationProtocol protocol =
                    length > names.readableBytes() ? null : ApplicationProtocol.of(names, names.readerIndex(), length);
            names.skipBytes(length); // beyond the end: the hello cannot be read
            if (protocol != null) {
                offered.add(protocol);
            }
        }
        return offered;
    }
}
