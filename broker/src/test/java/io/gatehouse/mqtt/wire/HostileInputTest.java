package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolVersion;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The decoder against packets that are nearly valid: the seeded run of every build, beside the coverage-guided one. */
final class HostileInputTest {
    private static final int ROUNDS = 200_000;
    private static final long SEED = 20_261_120L;
    private static final int NOTHING_OPENED = 3;

    @Test
    void nearly_valid_bytes_become_packets_or_one_violation() {
        Random random = new Random(SEED);
        Mutation mutation = new Mutation(random);
        List<WireVector> vectors = WireVectors.fromClient();
        List<ProtocolVersion> versions = List.of(ProtocolVersion.values());
        List<byte[]> packets = vectors.stream().map(WireVector::bytes).toList();
        for (int round = 0; round < ROUNDS; round++) {
            int index = random.nextInt(vectors.size());
            WireVector vector = vectors.get(index);
            int opened = vector.opens() ? NOTHING_OPENED : versions.indexOf(vector.version());
            byte[] mutated = mutation.of(packets.get(index));
            byte[] input = new byte[1 + mutated.length];
            input[0] = (byte) (opened | (random.nextInt(64) << 2));
            System.arraycopy(mutated, 0, input, 1, mutated.length);
            try {
                HostileInput.decode(input);
            } catch (AssertionError | RuntimeException failure) {
                String hex = HexFormat.of().formatHex(input);
                throw new AssertionError("seed " + SEED + ", round " + round + ": " + hex, failure);
            }
        }
    }
}
