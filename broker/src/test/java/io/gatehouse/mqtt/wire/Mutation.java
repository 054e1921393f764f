package io.gatehouse.mqtt.wire;

import java.util.Arrays;
import java.util.Random;

/** Makes bytes nearly what they were: one to four small changes, of the kind that finds a missing check. */
final class Mutation {
    private static final byte[] TELLING = {0, 1, 2, 0x7F, (byte) 0x80, (byte) 0xFF, '#', '+', '/', 0x0A, 0x23, 0x26};

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    byte[] of(byte[] bytes) {
        byte[] mutated = bytes.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            mutated = once(mutated);
        }
        return mutated;
    }

    private byte[] once(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {telling()};
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> replaced(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> replaced(bytes, at, telling());
            case 2 -> replaced(bytes, at, (byte) (bytes[at] + 1 - 2 * random.nextInt(2)));
            case 3 -> spliced(bytes, at, at, new byte[] {telling()});
            case 4 -> spliced(bytes, at, at + 1, new byte[0]);
            case 5 -> Arrays.copyOf(bytes, at);
            default -> {
                int until = Math.min(bytes.length, at + 1 + random.nextInt(8));
                yield spliced(bytes, until, until, Arrays.copyOfRange(bytes, at, until));
            }
        };
    }

    private byte telling() {
        return TELLING[random.nextInt(TELLING.length)];
    }

    private static byte[] replaced(byte[] bytes, int at, byte value) {
        byte[] copy = bytes.clone();
        copy[at] = value;
        return copy;
    }

    private static byte[] spliced(byte[] bytes, int from, int until, byte[] insert) {
        byte[] copy = new byte[bytes.length - (until - from) + insert.length];
        System.arraycopy(bytes, 0, copy, 0, from);
        System.arraycopy(insert, 0, copy, from, insert.length);
        System.arraycopy(bytes, until, copy, from + insert.length, bytes.length - until);
        return copy;
    }
}
