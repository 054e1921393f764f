package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of RFC 6455, cut at every octet. */
final class WebSocketFramesTest {
    private static final int MAX_FRAME_BYTES = 70_000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocketFrames(MAX_FRAME_BYTES, true));

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void read(byte[] octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets));
    }

    /** What MQTT has got so far. */
    private byte[] received() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }

    /** What was written, as octets. */
    private byte[] written() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }

    @Test
    void a_stream_of_frames_is_the_same_cut_at_every_octet() {
        byte[] payload = bytes(300, 1);
        byte[] stream = RawWebSocket.join(
                RawWebSocket.masked(0x02, Arrays.copyOfRange(payload, 0, 7)),
                RawWebSocket.masked(0x89, "ping".getBytes(StandardCharsets.US_ASCII)),
                RawWebSocket.masked(0x00, new byte[0]),
                RawWebSocket.masked(0x80, Arrays.copyOfRange(payload, 7, 150)),
                RawWebSocket.masked(0x8A, "nobody asked".getBytes(StandardCharsets.US_ASCII)),
                RawWebSocket.masked(0x82, Arrays.copyOfRange(payload, 150, 300)));
        for (int cut = 0; cut <= stream.length; cut++) {
            EmbeddedChannel each = new EmbeddedChannel(new WebSocketFrames(MAX_FRAME_BYTES, true));
            each.writeInbound(Unpooled.copiedBuffer(stream, 0, cut));
            each.writeInbound(Unpooled.copiedBuffer(stream, cut, stream.length - cut));

            ByteBuf all = Unpooled.buffer();
            for (ByteBuf next = each.readInbound(); next != null; next = each.readInbound()) {
                all.writeBytes(next);
                next.release();
            }
            assertThat(ByteBufUtil.getBytes(all)).as("cut at " + cut).isEqualTo(payload);
            ByteBuf pong = each.readOutbound();
            assertThat(pong.toString(2, 4, StandardCharsets.US_ASCII)).isEqualTo("ping");
            pong.release();
            each.finishAndReleaseAll();
        }
    }

    @Test
    void a_stream_of_frames_is_the_same_one_octet_at_a_time() {
        byte[] payload = bytes(70_000, 2);
        byte[] stream = RawWebSocket.join(
                RawWebSocket.masked(0x82, Arrays.copyOfRange(payload, 0, 125)),
                RawWebSocket.masked(0x82, Arrays.copyOfRange(payload, 125, 126 + 125)),
                RawWebSocket.masked(0x82, Arrays.copyOfRange(payload, 251, 251 + 65_535)),
                RawWebSocket.masked(0x82, Arrays.copyOfRange(payload, 65_786, 70_000)));
        for (byte octet : stream) {
            read(new byte[] {octet});
        }
        assertThat(received()).isEqualTo(payload);
    }

    @Test
    void octets_are_handed_on_before_their_frame_is_whole() {
        byte[] frame = RawWebSocket.masked(0x82, bytes(60_000, 3));
        read(Arrays.copyOf(frame, 1_000));

        assertThat(received()).hasSize(1_000 - 8).isEqualTo(Arrays.copyOf(bytes(60_000, 3), 992));
    }

    @ParameterizedTest
    @CsvSource({
        "81 81 00000000 00, 1003", // text
        "02 81 00000000 00 81 81 00000000 00, 1003", // text within a message
        "C2 81 00000000 00, 1002", // reserved bit: compressed
        "A2 81 00000000 00, 1002",
        "92 81 00000000 00, 1002",
        "82 01 00, 1002", // not masked
        "80 81 00000000 00, 1002", // a continuation of nothing
        "02 81 00000000 00 82 81 00000000 00, 1002", // a message within a message
        "09 81 00000000 00, 1002", // a control frame in parts
        "89 FE 007E 00000000, 1002", // and a long one
        "83 80 00000000, 1002", // opcodes that nobody knows
        "8B 80 00000000, 1002",
        "82 FE 007D 00000000, 1002", // lengths with zeros in front
        "82 FF 000000000000FFFF 00000000, 1002",
        "82 FF 8000000000000000 00000000, 1002",
        "82 FF 7FFFFFFFFFFFFFFF 00000000, 1009", // too large, by its head alone
        "82 FF 0000000000011171 00000000, 1009",
        "88 81 00000000 03, 1002", // half a status
        "88 82 00000000 03ED, 1002", // statuses that are never sent
        "88 82 00000000 0000, 1002",
        "88 82 00000000 0BB7, 1002",
        "88 83 00000000 03E8FF, 1007", // a reason that is no text
    })
    void what_breaks_the_protocol_is_closed_with_its_status(String hex, int status) {
        byte[] octets = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
        WebSocketViolation violation = null;
        try {
            for (byte octet : octets) {
                read(new byte[] {octet});
            }
        } catch (WebSocketViolation thrown) { // an embedded channel throws what nobody caught
            violation = thrown;
        }
        assertThat(violation).isNotNull();
        channel.close();

        byte[] close = written();
        assertThat(close).startsWith(0x88, 2).hasSize(4);
        assertThat((close[2] & 0xFF) << 8 | close[3] & 0xFF).isEqualTo(status);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void nothing_is_read_behind_a_violation() {
        try {
            read(RawWebSocket.join(
                    RawWebSocket.masked(0x81, new byte[] {1}), RawWebSocket.masked(0x82, new byte[] {2})));
        } catch (WebSocketViolation expected) {
            // told
        }
        read(RawWebSocket.masked(0x82, new byte[] {3}));

        assertThat(received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"8880 00000000, 8800", "8882 00000000 03E8, 880203E8", "8884 00000000 0FA0C39F, 88020FA0"})
    void a_close_frame_is_answered_with_its_status_and_the_connection_closes(String hex, String answer) {
        read(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));

        assertThat(ByteBufUtil.hexDump(written())).isEqualToIgnoringCase(answer);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void all_that_is_written_until_a_flush_is_one_frame() {
        for (int size : new int[] {1, 125, 126, 65_535, 65_536, 200_000}) {
            byte[] payload = bytes(size, size);
            int half = size / 2;
            channel.write(Unpooled.copiedBuffer(payload, 0, half));
            channel.write(Unpooled.copiedBuffer(payload, half, size - half));
            assertThat((Object) channel.readOutbound()).isNull();
            channel.flush();

            byte[] frame = written();
            int head = size < 126 ? 2 : size < 65_536 ? 4 : 10;
            assertThat(frame).hasSize(head + size);
            assertThat(frame[0] & 0xFF).isEqualTo(0x82);
            assertThat(Arrays.copyOfRange(frame, head, frame.length)).isEqualTo(payload);
        }
        channel.flush();
        assertThat(written()).as("a flush of nothing").isEmpty();
    }

    @Test
    void of_many_pings_in_one_read_the_latest_is_answered() {
        byte[] pings = new byte[0];
        for (int i = 0; i < 1_000; i++) {
            pings = RawWebSocket.join(pings, RawWebSocket.masked(0x89, new byte[] {(byte) i}));
        }
        read(pings);

        assertThat(written()).containsExactly(0x8A, 1, (byte) 999);
    }

    @Test
    void what_was_written_before_a_close_leaves_before_the_close_frame() {
        channel.write(Unpooled.copiedBuffer(new byte[] {7}));
        channel.close();

        assertThat(written()).containsExactly(0x82, 1, 7, 0x88, 2, 0x03, 0xE8);
    }

    @Test
    void the_accept_header_is_that_of_the_text() {
        assertThat(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
