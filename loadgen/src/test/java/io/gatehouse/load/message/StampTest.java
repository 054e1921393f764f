package io.gatehouse.load.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StampTest {
    @Test
    void what_was_written_is_read() {
        Stamp stamp = new Stamp(Long.MIN_VALUE, 4711, 1L << 40, -5);
        byte[] payload = new byte[100];

        stamp.write(payload);

        assertThat(Stamp.read(ByteBuffer.wrap(payload))).isEqualTo(stamp);
        assertThat(Stamp.read(ByteBuffer.wrap(payload).asReadOnlyBuffer())).isEqualTo(stamp);
    }

    @Test
    void a_payload_of_somebody_else_has_none() {
        assertThat(Stamp.read(ByteBuffer.allocate(Stamp.BYTES))).isNull();
        assertThat(Stamp.read(ByteBuffer.allocate(Stamp.BYTES - 1))).isNull();
        assertThat(Stamp.read(ByteBuffer.allocate(0))).isNull();
    }

    @Test
    void the_smallest_payload_has_room_for_it() {
        byte[] payload = new byte[Stamp.BYTES];

        new Stamp(1, 2, 3, 4).write(payload);

        assertThat(Stamp.read(ByteBuffer.wrap(payload))).isEqualTo(new Stamp(1, 2, 3, 4));
    }

    @Test
    void it_is_found_anywhere_in_a_text() {
        Stamp stamp = new Stamp(-1, 7, 123, 456);
        String text = "R0hM R0hMMnot-one {\"é\":\"" + stamp.text() + "\"}";

        assertThat(Stamp.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(stamp);
        assertThat(stamp.text()).hasSize(Stamp.CHARACTERS).startsWith("R0hMM");
    }

    @Test
    void a_text_that_is_cut_off_within_it_has_none() {
        String text = new Stamp(1, 2, 3, 4).text();

        assertThat(Stamp.read(
                        ByteBuffer.wrap(text.substring(0, Stamp.CHARACTERS - 1).getBytes(StandardCharsets.US_ASCII))))
                .isNull();
    }
}
