package io.gatehouse.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A set of serial numbers, against a set of the JDK. */
class SerialsTest {
    @Test
    void it_has_what_was_added_and_nothing_else_for_serial_numbers_of_every_length() throws Exception {
        Random random = new Random(4711);
        Set<BigInteger> model = new HashSet<>(Set.of(BigInteger.ZERO, BigInteger.valueOf(-1)));
        for (int i = 0; i < 50_000; i++) {
            model.add(new BigInteger(random.nextInt(Serials.MAX_BYTES * 8), random));
        }
        int[] counts = new int[Serials.MAX_BYTES + 1];
        model.forEach(serial -> counts[serial.toByteArray().length]++);

        Serials serials = new Serials(counts);
        for (BigInteger serial : model) {
            byte[] der = serial.toByteArray();
            serials.add(der, 0, der.length);
            serials.add(der, 0, der.length); // twice is once
        }

        assertThat(serials.size()).isEqualTo(model.size());
        assertThat(model).allMatch(serial -> serials.contains(serial.toByteArray()));
        for (int i = 0; i < 50_000; i++) {
            BigInteger any = new BigInteger(random.nextInt(Serials.MAX_BYTES * 8), random);
            assertThat(serials.contains(any.toByteArray())).isEqualTo(model.contains(any));
        }
    }

    @Test
    void an_empty_one_has_nothing() throws Exception {
        Serials none = new Serials(new int[Serials.MAX_BYTES + 1]);

        assertThat(none.contains(new byte[] {0})).isFalse();
        assertThat(none.contains(new byte[] {1})).isFalse();
        assertThat(none.contains(new byte[0])).isFalse();
        assertThat(none.contains(new byte[Serials.MAX_BYTES + 1])).isFalse();
        assertThat(none.bytes()).isZero();
    }

    @Test
    void an_entry_takes_one_and_a_half_times_its_serial_number() throws Exception {
        int[] counts = new int[Serials.MAX_BYTES + 1];
        counts[16] = 100_000;

        assertThat(new Serials(counts).bytes()).isBetween(24L * 100_000, 24L * 100_000 + 100);
    }
}
