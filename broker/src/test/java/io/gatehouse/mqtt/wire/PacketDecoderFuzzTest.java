package io.gatehouse.mqtt.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The decoder against bytes nobody would send on purpose. In every build the kept inputs are replayed; with
 * {@code JAZZER_FUZZ=1} this one test fuzzes, guided by coverage, until its time is over. A finding is kept as a file
 * beside the others.
 */
final class PacketDecoderFuzzTest {
    @FuzzTest
    void any_bytes_become_packets_or_one_violation(byte[] input) {
        HostileInput.decode(input);
    }
}
