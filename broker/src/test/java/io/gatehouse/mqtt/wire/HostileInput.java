package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Any bytes at all, given to a decoder: whatever they are, only packets or one {@link ProtocolException} come out, no
 * more than the bytes can stand for, and no buffer stays behind.
 *
 * <p>The first byte says how the rest arrives: the version that was opened before (3 for none), in how large pieces,
 * and whether the client was admitted.
 */
final class HostileInput {
    private static final ProtocolVersion[] VERSIONS = ProtocolVersion.values();

    private HostileInput() {}

    static void decode(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int how = input[0];
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true); // counts, on the heap
        try (DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS, allocator)) {
            int opened = how & 0b11;
            if (opened < VERSIONS.length) {
                harness.feed(WireVectors.opening(VERSIONS[opened]));
            }
            if ((how & 0b100) != 0) {
                harness.decoder().admitted();
            }
            harness.forget();
            int piece = (how & 0b1000) != 0 ? 1 + ((how >> 4) & 0x0F) : input.length;
            for (int from = 1; from < input.length; from += piece) {
                harness.feed(input, from, Math.min(input.length, from + piece));
            }
            check(harness, input.length);
        }
        long left = allocator.metric().usedHeapMemory();
        if (left != 0) {
            throw new AssertionError("leaked bytes: " + left);
        }
    }

    private static void check(DecoderHarness harness, int inputBytes) {
        for (Throwable failure : harness.failures()) {
            if (!(failure instanceof ProtocolException)) {
                throw new AssertionError("not a violation", failure);
            }
        }
        if (harness.failures().size() > 1) {
            throw new AssertionError("more than one violation: " + harness.failures());
        }
        // The shortest packet has two bytes.
        if (harness.packets().size() > inputBytes / 2) {
            throw new AssertionError("more packets than bytes can stand for: " + harness.packets());
        }
    }
}
