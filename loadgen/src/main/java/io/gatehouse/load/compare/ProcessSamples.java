package io.gatehouse.load.compare;

import java.util.List;

/**
 * What a process had taken at some moments, in their order, from a file with a line for each:
 *
 * <pre>
 *   milliseconds since 1970 | processor time, milliseconds | resident memory, KiB
 * </pre>
 *
 * with blanks between. Immutable.
 */
record ProcessSamples(List<Sample> samples) {
    static final ProcessSamples NONE = new ProcessSamples(List.of());

    record Sample(double atMillis, double processorMillis, double residentKib) {}

    ProcessSamples {
        samples = List.copyOf(samples);
    }

    /** @throws NumberFormatException where a line has something else in it */
    static ProcessSamples of(List<String> lines) {
        return new ProcessSamples(lines.stream().map(ProcessSamples::sample).toList());
    }

    private static Sample sample(String line) {
        String[] fields = line.strip().split(" +", -1);
        if (fields.length != 3) {
            throw new NumberFormatException(fields.length + " fields (expected: 3)");
        }
        return new Sample(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]), Double.parseDouble(fields[2]));
    }

    /** Whether something can be said of the time between. */
    boolean reach(double fromMillis, double toMillis) {
        return !samples.isEmpty()
                && samples.getFirst().atMillis() <= fromMillis
                && samples.getLast().atMillis() >= toMillis;
    }

    /** Processor time in between, in milliseconds; what is between two samples as if it went evenly. */
    double processorMillis(double fromMillis, double toMillis) {
        return processorMillisAt(toMillis) - processorMillisAt(fromMillis);
    }

    private double processorMillisAt(double millis) {
        Sample before = samples.getFirst();
        for (Sample sample : samples) {
            if (sample.atMillis() >= millis) {
                double gap = sample.atMillis() - before.atMillis();
                double part = gap == 0 ? 0 : (millis - before.atMillis()) / gap;
                return before.processorMillis() + part * (sample.processorMillis() - before.processorMillis());
            }
            before = sample;
        }
        return before.processorMillis();
    }

    /** The most that was resident, in KiB. */
    double mostResidentKib() {
        return samples.stream().mapToDouble(Sample::residentKib).max().orElse(0);
    }
}
