package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A ClientHello is read the same however it is cut, and nothing that a peer sends makes the reading fail. */
final class HelloReadingTest {
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;

    private static byte[] record;
    private static HelloReading whole;

    @BeforeAll
    static void takeAHello() throws Exception {
        try (ServerTls tls = HandshakeTest.open(
                        Conversation.settings(EnginesHere.ofTheLibrary()), TestCertificates.of("P-256"));
                TestClient client = TestClient.boringSsl(null, "x25519", "X25519MLKEM768");
                Conversation conversation = new Conversation(tls, client.handler())) {
            record = conversation.takeFromClient();
        }
        whole = read(List.of(record));
        HelloOffer offer = whole.offer();
        assertThat(offer).isNotNull();
        assertThat(offer.groups()).containsExactly("x25519", "X25519MLKEM768");
        assertThat(whole.serverName()).isEqualTo("broker.example");
    }

    private static HelloReading read(List<byte[]> pieces) {
        List<HelloReading> read = readAll(pieces, false);
        return read.isEmpty() ? new HelloReading(null, null) : read.getFirst();
    }

    private static List<HelloReading> readAll(List<byte[]> pieces, boolean readsOn) {
        List<HelloReading> read = new ArrayList<>();
        PlainMessages messages = new PlainMessages(new PlainMessages.Reader() {
            @Override
            public int wanted(int type) {
                return type == 1 ? 65_536 : 0;
            }

            @Override
            public void read(int type, byte[] start, int length) {
                read.add(HelloReading.of(start, length));
            }

            @Override
            public boolean readsOn() {
                return readsOn;
            }
        });
        pieces.forEach(piece -> messages.look(Unpooled.wrappedBuffer(piece)));
        return read;
    }

    /** The same message in records of {@code size}. */
    private static byte[] inRecordsOf(int size) {
        var out = Unpooled.buffer();
        for (int at = RECORD_HEADER; at < record.length; at += size) {
            int length = Math.min(size, record.length - at);
            out.writeBytes(new byte[] {22, 3, 1}).writeShort(length).writeBytes(record, at, length);
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    @Test
    void a_hello_that_is_cut_at_any_byte_is_the_same() {
        for (int at = 1; at < record.length; at++) {
            assertThat(read(List.of(Arrays.copyOf(record, at), Arrays.copyOfRange(record, at, record.length))))
                    .isEqualTo(whole);
        }
    }

    @Test
    void a_hello_over_any_number_of_records_is_the_same() {
        for (int size : new int[] {1, 2, 3, 7, 100, 255, record.length - RECORD_HEADER}) {
            assertThat(read(List.of(inRecordsOf(size))))
                    .as("records of " + size)
                    .isEqualTo(whole);
        }
    }

    /** RFC 8446 appendix D.4: a client may send one before its second ClientHello, and in TLS 1.2 encryption begins. */
    @Test
    void behind_a_change_of_cipher_nothing_is_read_unless_it_means_nothing() {
        byte[] changeCipherSpec = {20, 3, 3, 0, 1, 1};

        assertThat(readAll(List.of(record, changeCipherSpec, record), true)).containsExactly(whole, whole);
        assertThat(readAll(List.of(record, changeCipherSpec, record), false)).containsExactly(whole);
    }

    @Test
    void of_half_a_hello_nothing_is_told() {
        assertThat(read(List.of(Arrays.copyOf(record, record.length - 1))).offer())
                .isNull();
    }

    /** The message has its length, and one inside reaches beyond it. */
    @Test
    void of_a_hello_with_a_wrong_length_nothing_is_told() {
        byte[] message = Arrays.copyOfRange(record, RECORD_HEADER + MESSAGE_HEADER, record.length);
        for (int length = 0; length < message.length; length++) {
            assertThat(HelloReading.of(message, length).offer())
                    .as("cut to " + length)
                    .satisfies(offer -> assertThat(
                                    offer == null || offer.versions().size() == 1)
                            .isTrue());
        }
    }

    @Test
    void rubbish_is_read_without_a_failure() {
        Random random = new Random(20_261_129);
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = record.clone();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            HelloReading reading = read(List.of(mutated));
            HelloOffer offer = reading.offer();
            if (offer != null) {
                assertThat(offer.cipherSuites()).hasSizeLessThanOrEqualTo(HelloOffer.MOST);
                assertThat(offer.signatures()).hasSizeLessThanOrEqualTo(HelloOffer.MOST);
                assertThat(offer.protocols()).hasSizeLessThanOrEqualTo(8);
            }
            ServerReading server = ServerReading.ofHello(mutated, random.nextInt(mutated.length));
            assertThat(server.withKeyExchange(mutated, random.nextInt(mutated.length)))
                    .isNotNull();
        }
    }
}
