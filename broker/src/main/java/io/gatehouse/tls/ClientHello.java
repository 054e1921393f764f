package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ClientHello (RFC 8446 section 4.1.2) says that decides how it is answered: the protocols it offers, the name
 * it asks for, and what signatures it verifies. Immutable.
 *
 * <p>Reads nothing else, and does not judge the rest: that is the engine's, which reads the same octets afterwards.
 * Where the two would disagree, the choice made here stands and the handshake fails, or is one that asks for a
 * certificate.
 *
 * @param serverName of the first host_name in lower case without a trailing dot; {@code null} where there is none, or
 * where it has anything but letters, digits, dots, hyphens and underscores (then it is no name that a certificate has)
 * @param negotiatesProtocol whether there is an ALPN extension
 * @param applicationProtocols those offered that are known here
 * @param offersTls13 whether TLS 1.3 is among the versions
 * @param offersEcdsa whether a suite of TLS 1.2 is offered that is signed with ECDSA
 * @param offersRsa whether one is offered that is signed with RSA
 * @param signatureSchemes that the client verifies, of those known here; all of them where it does not say
 */
record ClientHello(
        @Nullable String serverName,
        boolean negotiatesProtocol,
        Set<ApplicationProtocol> applicationProtocols,
        boolean offersTls13,
        boolean offersEcdsa,
        boolean offersRsa,
        Set<SignatureScheme> signatureSchemes) {

    private static final int VERSION_AND_RANDOM = 2 + 32;
    /** RFC 6066 section 3. */
    private static final int SERVER_NAME = 0;

    private static final int HOST_NAME = 0;
    private static final int MAX_HOST_NAME = 255;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;
    /** RFC 7301 section 3.1. */
    private static final int APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16;

    /**
     * Reads the body of the handshake message: what follows its four-byte header. Leaves the buffer as it was.
     *
     * @return {@code null} where it is not a ClientHello that can be read to its end
     */
    static @Nullable ClientHello read(ByteBuf body) {
        try {
            return new Reading(body.duplicate()).hello();
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** One pass over the octets. A length that reaches too far throws IndexOutOfBoundsException. */
    private static final class Reading {
        private final ByteBuf hello;
        private @Nullable String serverName;
        private boolean named;
        private @Nullable Set<ApplicationProtocol> protocols;
        private @Nullable Set<SignatureScheme> schemes;
        private boolean tls13;

        Reading(ByteBuf hello) {
            this.hello = hello;
        }

        @Nullable
        ClientHello hello() {
            hello.skipBytes(VERSION_AND_RANDOM);
            hello.skipBytes(hello.readUnsignedByte()); // session id
            Suites.Offered suites = Suites.offered(hello.readSlice(hello.readUnsignedShort()));
            hello.skipBytes(hello.readUnsignedByte()); // compression methods
            if (hello.isReadable()) { // TLS 1.2 knows hellos without extensions
                ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
                while (extensions.isReadable()) {
                    int type = extensions.readUnsignedShort();
                    if (!take(type, extensions.readSlice(extensions.readUnsignedShort()))) {
                        return null;
                    }
                }
            }
            return hello.isReadable()
                    ? null
                    : new ClientHello(
                            serverName,
                            protocols != null,
                            protocols == null ? Set.of() : protocols,
                            tls13,
                            suites.ecdsa(),
                            suites.rsa(),
                            schemes == null ? EnumSet.allOf(SignatureScheme.class) : schemes);
        }

        /** False for what decides here and is there twice, which RFC 8446 section 4.2 forbids: readers would differ. */
        private boolean take(int type, ByteBuf extension) {
            switch (type) {
                case SERVER_NAME -> {
                    if (named) {
                        return false;
                    }
                    named = true;
                    serverName = serverName(extension);
                }
                case APPLICATION_LAYER_PROTOCOL_NEGOTIATION -> {
                    if (protocols != null) {
                        return false;
                    }
                    protocols = protocols(extension);
                }
                case SIGNATURE_ALGORITHMS -> {
                    if (schemes != null) {
                        return false;
                    }
                    schemes = schemes(extension);
                }
                case SUPPORTED_VERSIONS -> tls13 |= tls13(extension);
                default -> {
                    // The engine's.
                }
            }
            return true;
        }
    }

    private static Set<SignatureScheme> schemes(ByteBuf extension) {
        Set<SignatureScheme> schemes = EnumSet.noneOf(SignatureScheme.class);
        ByteBuf codes = extension.readSlice(extension.readUnsignedShort());
        while (codes.isReadable()) {
            SignatureScheme.add(schemes, codes.readUnsignedShort());
        }
        return schemes;
    }

    private static boolean tls13(ByteBuf extension) {
        ByteBuf versions = extension.readSlice(extension.readUnsignedByte());
        boolean found = false;
        while (versions.isReadable()) {
            found |= versions.readUnsignedShort() == TLS_1_3;
        }
        return found;
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
