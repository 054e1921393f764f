package io.gatehouse.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.config.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** The reader of ClientHellos against octets nobody would send on purpose; see {@code PacketDecoderFuzzTest}. */
final class ClientHelloFuzzTest {
    private static final Doors DOORS = Doors.of(List.of(Protocol.MQTT, Protocol.HTTPS, Protocol.WSS), true);

    @FuzzTest
    void any_octets_become_a_hello_or_none_and_only_a_plain_request_for_http_opens_the_weakest_door(byte[] input) {
        ByteBuf body = Unpooled.wrappedBuffer(input);
        ClientHello hello = ClientHello.read(body);
        if (body.readableBytes() != input.length) {
            throw new AssertionError("the reader moved the buffer that the engine reads next");
        }
        if (hello == null) {
            return;
        }
        Door door = DOORS.choose(hello);
        boolean plainHttp =
                !hello.negotiatesProtocol() || hello.applicationProtocols().contains(ApplicationProtocol.HTTP_1_1);
        if (door == Door.SIGNED && !plainHttp) {
            throw new AssertionError(hello + " opened " + door);
        }
        String name = hello.serverName();
        if (name != null && (name.isEmpty() || name.length() > 255 || !name.matches("[a-z0-9._-]+"))) {
            throw new AssertionError("server name: " + name);
        }
    }
}
