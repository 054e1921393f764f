package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody on the line changes what a device sent. Whatever he does, the broker's engine finds it, nothing of it comes
 * through, and the connection ends with {@code bad_record_mac} (RFC 5246 section 7.2.2, RFC 8446 section 5.2), which
 * the device reads.
 */
final class RecordIntegrityTest {
    @EveryEngineAndVersion
    void what_nobody_touched_comes_through(String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            line.deliver(line.sealed("one"), line.sealed("two"));

            assertThat(line.heard()).isEqualTo("onetwo");
            line.assertOpen();
        }
    }

    /** In every fourth octet: that is in what TLS 1.2 tells of the nonce, in the text, and in the tag. */
    @EveryEngineAndVersion
    void one_flipped_bit_is_found_wherever_it_is(String engine, String version) throws Exception {
        int at = TlsRecord.HEADER_BYTES;
        int octets = Integer.MAX_VALUE;
        for (; at < octets; at += 4) {
            try (TamperedLine line = TamperedLine.of(engine, version)) {
                byte[] record = line.sealed("close the valve");
                octets = record.length;
                record[at] ^= (byte) (1 << at % Byte.SIZE);

                line.deliver(record);

                assertThat(line.heard()).as("bit in octet %s", at).isEmpty();
                line.assertEndedWithBadRecordMac();
            }
        }
        assertThat(at).isGreaterThan("close the valve".length() + Aead.TAG_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void every_suite_finds_a_flipped_bit(Aead suite) throws Exception {
        try (TamperedLine line = TamperedLine.of("boringssl", "TLSv1.3", suite)) {
            byte[] record = line.sealed("close the valve");
            record[record.length - 1] ^= 1;

            line.deliver(record);

            assertThat(line.heard()).isEmpty();
            line.assertEndedWithBadRecordMac();
        }
    }

    @EveryEngineAndVersion
    void a_replayed_record_is_found(String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            byte[] record = line.sealed("open the valve");

            line.deliver(record, record);

            assertThat(line.heard()).isEqualTo("open the valve");
            line.assertEndedWithBadRecordMac();
        }
    }

    @EveryEngineAndVersion
    void records_in_another_order_are_found(String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            byte[] first = line.sealed("open the valve");
            byte[] second = line.sealed("close the valve");

            line.deliver(second, first);

            assertThat(line.heard()).isEmpty();
            line.assertEndedWithBadRecordMac();
        }
    }

    @EveryEngineAndVersion
    void a_record_that_was_left_out_is_missed(String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            line.deliver(line.sealed("one"));
            var _ = line.sealed("two");

            line.deliver(line.sealed("three"));

            assertThat(line.heard()).isEqualTo("one");
            line.assertEndedWithBadRecordMac();
        }
    }

    /** Its header tells the new length. */
    @EveryEngineAndVersion
    void a_shortened_record_is_found(String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            byte[] record = line.sealed("do not open the valve");
            byte[] shorter = Arrays.copyOf(record, record.length - 1);
            shorter[TlsRecord.HEADER_BYTES - 1]--;

            line.deliver(shorter);

            assertThat(line.heard()).isEmpty();
            line.assertEndedWithBadRecordMac();
        }
    }

    /**
     * Its header tells the old length, so that the beginning of the next record is taken for the missing end. Eight
     * octets, because a single one is right once in 256 times.
     */
    @EveryEngineAndVersion
    void a_record_whose_end_is_cut_off_is_found(String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            byte[] record = line.sealed("do not open the valve");

            line.deliver(Arrays.copyOf(record, record.length - 8), line.sealed("next"));

            assertThat(line.heard()).isEmpty();
            line.assertEndedWithBadRecordMac();
        }
    }

    /** What comes behind the missing end is no record, even where it looks like the beginning of a new handshake. */
    @EveryEngineAndVersion
    void a_record_whose_end_is_cut_off_is_found_before_what_follows_is_taken_for_a_renegotiation(
            String engine, String version) throws Exception {
        try (TamperedLine line = TamperedLine.of(engine, version)) {
            byte[] record = line.sealed("do not open the valve");
            byte[] end = {0, 0, 0, 0, 0, 0, 0, 0, 22, 3, 3, 0, 1, 0};

            line.deliver(Arrays.copyOf(record, record.length - 8), end);

            assertThat(line.heard()).isEmpty();
            line.assertEndedWithBadRecordMac();
        }
    }

    /** What one connection sealed means nothing to another between the same two. */
    @EveryEngineAndVersion
    void a_record_of_another_connection_is_found(String engine, String version) throws Exception {
        try (TamperedLine before = TamperedLine.of(engine, version);
                TamperedLine line = TamperedLine.of(engine, version)) {
            byte[] foreign = before.sealed("open the valve");
            var _ = line.sealed("open the valve");

            line.deliver(foreign);

            assertThat(line.heard()).isEmpty();
            line.assertEndedWithBadRecordMac();
        }
    }
}
