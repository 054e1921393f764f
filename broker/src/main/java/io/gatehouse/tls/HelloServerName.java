package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the server_name extension of a ClientHello (RFC 6066 section 3), in words. Asked only after an
 * engine has refused the hello: nothing is let in or kept out by this, so that it may give up on whatever it does not
 * understand.
 */
final class HelloServerName {
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int MAX_HOST_NAME = 255;

    private HelloServerName() {}

    /**
     * One sentence, {@code null} where the name is in order, there is none, or the hello cannot be read up to it.
     *
     * @param record a TLS record with a whole ClientHello; its reader index is moved
     */
    static @Nullable String fault(ByteBuf record) {
        try {
            record.skipBytes(RECORD_HEADER + MESSAGE_HEADER + VERSION_AND_RANDOM);
            record.skipBytes(record.readUnsignedByte()); // session id
            record.skipBytes(record.readUnsignedShort()); // cipher suites
            record.skipBytes(record.readUnsignedByte()); // compression methods
            ByteBuf extensions = record.readSlice(record.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
                if (type == SERVER_NAME) {
                    return faultOf(extension);
                }
            }
            return null;
        } catch (IndexOutOfBoundsException e) {
            return null; // broken before or behind the name
        }
    }

    private static @Nullable String faultOf(ByteBuf extension) {
        try {
            ByteBuf names = extension.readSlice(extension.readUnsignedShort());
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (names.isReadable()) {
                return "server_name: more than one name (expected: one)"; // RFC 6066: not two of the same type
            }
            if (type != HOST_NAME) {
                return "server_name: a name of type " + type + " (expected: 0, a host name)";
            }
            if (!name.isReadable() || name.readableBytes() > MAX_HOST_NAME) {
                return "server_name: " + name.readableBytes() + " bytes (expected: 1 to " + MAX_HOST_NAME + ")";
            }
            if (name.bytesBefore((byte) 0) >= 0) {
                return "server_name: a zero byte in the name (expected: none)";
            }
            return extension.isReadable() ? "server_name: bytes behind the list of names (expected: none)" : null;
        } catch (IndexOutOfBoundsException e) {
            return "server_name: a length that reaches beyond the extension";
        }
    }
}
