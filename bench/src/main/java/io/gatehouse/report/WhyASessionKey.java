package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import io.gatehouse.tls.PublicKeyCost;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What it would cost to encrypt everything with public keys. */
final class WhyASessionKey implements Question {
    private static final long KIB = 1024;
    private static final long MIB = 1 << 20;
    private static final double GB = 1e9;
    /** Of the benchmark: sealing, opening, and what people call it. */
    private static final List<Method> METHODS = List.of(
            new Method("rsaOaep", "rsaOaepOpen", "RSA-2048 OAEP, in blocks"),
            new Method("ecies", "eciesOpen", "a fresh ECIES each KiB"),
            new Method("sessionKey", "sessionKeyOpen", "one session key"));

    private record Method(String seal, String open, String words) {
        private static Optional<Measurement> find(Results results, String name, long bytes) {
            return results.one("PublicKeyBenchmark." + name, Map.of("bytes", Long.toString(bytes)));
        }

        /** Processor time of a gigabyte, in nanoseconds: by the slope between the two sizes that were measured. */
        static double extrapolated(Measurement small, Measurement large) {
            double slope = (large.processorNanos() - small.processorNanos()) / (MIB - KIB);
            return small.processorNanos() + slope * (GB - KIB);
        }
    }

    @Override
    public String title() {
        return "Why a session key?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.bars("", "CPU milliseconds for 1 GB, extrapolated")
                .lying()
                .logarithmicY();
        Table table = new Table(
                "",
                "1 KiB sealed",
                "opened",
                "1 MiB sealed",
                "opened",
                "CPU time of 1 GB, sealed (extrapolated)",
                "opened",
                "data becomes");
        double[] gigabyte = new double[METHODS.size()];
        for (int i = 0; i < gigabyte.length; i++) {
            Method method = METHODS.get(i);
            Measurement seal = Method.find(results, method.seal(), KIB).orElse(null);
            Measurement open = Method.find(results, method.open(), KIB).orElse(null);
            Measurement sealMore = Method.find(results, method.seal(), MIB).orElse(null);
            Measurement openMore = Method.find(results, method.open(), MIB).orElse(null);
            if (seal == null || open == null || sealMore == null || openMore == null) {
                return Optional.empty();
            }
            double sealAll = Method.extrapolated(seal, sealMore);
            double openAll = Method.extrapolated(open, openMore);
            gigabyte[i] = sealAll + openAll;
            chart.add("sealing", method.words(), sealAll / 1e6, sealMore.relativeError() * sealAll / 1e6);
            chart.add("opening", method.words(), openAll / 1e6, openMore.relativeError() * openAll / 1e6);
            table.row(
                    method.words(),
                    Words.nanos(seal.score()),
                    Words.nanos(open.score()),
                    Words.nanos(sealMore.score()),
                    Words.nanos(openMore.score()),
                    Words.seconds(sealAll / 1e9),
                    Words.seconds(openAll / 1e9),
                    Words.percent(PublicKeyCost.sealedBytes(method.seal(), MIB) / (double) MIB));
        }
        return Optional.of(new Answer(
                List.of(
                        "Because public keys are for agreeing and for proving, not for data: a gigabyte, sealed and"
                                + " opened, would take " + Words.seconds(gigabyte[0] / 1e9)
                                + " of processor time with RSA, " + Words.seconds(gigabyte[1] / 1e9)
                                + " with a key agreement for every KiB, and takes " + Words.seconds(gigabyte[2] / 1e9)
                                + " with one session key.",
                        "The gigabyte is extrapolated, by the slope between 1 KiB and 1 MiB, which were measured."
                                + " Processor time is also what it costs in energy: one session key takes "
                                + Words.times(gigabyte[0] / gigabyte[2]) + " less of it than RSA.",
                        "RSA makes "
                                + Words.percent(PublicKeyCost.sealedBytes("rsaOaep", MIB) / (double) MIB)
                                + " out of the data as well, and says nothing about who sent it, in which order, or"
                                + " whether something is missing; the record layer does."),
                chart,
                table));
    }
}
