package io.gatehouse.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The flights of a handshake as they go: packed, three numbers each, because a million connections keep theirs. A
 * handshake has five at most; what comes beyond {@value #MOST}, of a peer that plays, is added to the last.
 */
final class Flights {
    private static final int MOST = 8;
    private static final int NUMBERS = 3;

    private final int[] numbers = new int[MOST * NUMBERS]; // bytes, negative for the server's; begin; end
    private int count;

    void add(boolean ofClient, int bytes, int nowMicros) {
        int last = (count - 1) * NUMBERS;
        boolean goesOn = count > 0 && (numbers[last] > 0) == ofClient;
        if (!goesOn && count < MOST) {
            last += NUMBERS;
            count++;
            numbers[last + 1] = nowMicros;
        }
        numbers[last] += numbers[last] > 0 || (numbers[last] == 0 && ofClient) ? bytes : -bytes;
        numbers[last + 2] = nowMicros;
    }

    /** As many numbers as there are, for {@link #of}. */
    int[] packed() {
        return Arrays.copyOf(numbers, count * NUMBERS);
    }

    static List<Flight> of(int[] packed) {
        List<Flight> flights = new ArrayList<>(packed.length / NUMBERS);
        for (int i = 0; i < packed.length; i += NUMBERS) {
            flights.add(new Flight(packed[i] > 0, Math.abs(packed[i]), packed[i + 1], packed[i + 2]));
        }
        return List.copyOf(flights);
    }
}
