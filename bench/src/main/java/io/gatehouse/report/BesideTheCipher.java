package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import io.gatehouse.report.RecordCase.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The symmetric record layer, by engine, cipher and payload, beside the bare cipher as the physical limit. */
final class BesideTheCipher implements Question {
    private static final List<Integer> SIZES = List.of(16, 64, 256, 1024, 4096, 16_384);
    private static final String USUAL = "aes-128-gcm";
    private static final List<String> SUITES = List.of(USUAL, "aes-256-gcm", "chacha20-poly1305");

    /** Sealing one message of one size under one suite, by everything that does it; some were not measured. */
    private record Sealing(
            @Nullable Spread boringSsl,
            @Nullable Spread openSsl,
            @Nullable Spread jdk,
            @Nullable Spread bareJdk,
            @Nullable Spread bareOpenSsl) {
        static Sealing of(Results results, String suite, int size) {
            RecordCase records = RecordCase.usual(size, 1).under(suite);
            return new Sealing(
                    records.each(results, RecordCase.SEAL).orElse(null),
                    records.by("openssl").each(results, RecordCase.SEAL).orElse(null),
                    records.by("jdk").each(results, RecordCase.SEAL).orElse(null),
                    records.bare(results).orElse(null),
                    records.bareOpenssl(results).orElse(null));
        }

        /** Nanoseconds of the faster bare cipher. */
        double limit() {
            return Math.min(nanos(bareJdk), nanos(bareOpenSsl));
        }

        private static double nanos(@Nullable Spread spread) {
            return spread == null ? Double.POSITIVE_INFINITY : spread.nanos();
        }
    }

    @Override
    public String title() {
        return "What does the record layer cost beside the bare cipher?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.lines("payload, bytes", "µs to seal one message")
                .logarithmicX()
                .logarithmicY();
        Table table = new Table(
                "sealing one message",
                "BoringSSL",
                "OpenSSL's engine",
                "JDK's engine",
                "bare, javax.crypto",
                "bare, openssl speed");
        List<String> sentences = new ArrayList<>();
        for (String suite : SUITES) {
            for (int size : SIZES) {
                Sealing sealing = Sealing.of(results, suite, size);
                if (sealing.boringSsl() == null || sealing.bareJdk() == null) {
                    continue;
                }
                row(table, Words.bytes(size) + ", " + suite, sealing);
                if (suite.equals(USUAL)) {
                    add(chart, "BoringSSL", size, sealing.boringSsl());
                    add(chart, "OpenSSL's engine", size, sealing.openSsl());
                    add(chart, "JDK's engine", size, sealing.jdk());
                    add(chart, "bare, javax.crypto", size, sealing.bareJdk());
                    add(chart, "bare, openssl speed", size, sealing.bareOpenSsl());
                    sentences.add(sentence(size, sealing.boringSsl(), sealing));
                }
            }
        }
        if (sentences.isEmpty()) {
            return Optional.empty();
        }
        List<String> told = new ArrayList<>();
        told.add(sentences.getFirst());
        if (sentences.size() > 1) {
            told.add(sentences.getLast());
        }
        told.add("Times in the table are to the faster of the bare ciphers. What a small message pays for is the way"
                + " through the handler and its buffers; with size the cipher takes over. A bare cipher seals from one"
                + " array into another, over and over, the record layer what came through a pipeline.");
        return Optional.of(new Answer(told, chart, table));
    }

    private static String sentence(int size, Spread boringSsl, Sealing sealing) {
        return "A message of " + Words.bytes(size) + " costs " + Words.nanos(boringSsl.nanos())
                + " to seal with BoringSSL through Netty, "
                + (sealing.jdk() == null ? "" : Words.nanos(sealing.jdk().nanos()) + " with the JDK's engine, ")
                + "and " + Words.nanos(sealing.limit()) + " with the cipher alone: "
                + Words.times(boringSsl.nanos() / sealing.limit()) + " as long.";
    }

    private static void row(Table table, String name, Sealing sealing) {
        table.row(
                name,
                words(sealing.boringSsl(), sealing.limit()),
                words(sealing.openSsl(), sealing.limit()),
                words(sealing.jdk(), sealing.limit()),
                words(sealing.bareJdk()),
                words(sealing.bareOpenSsl()));
    }

    /** With the ratio to the faster of the bare ciphers. */
    private static String words(@Nullable Spread spread, double limit) {
        return words(spread) + (spread == null ? "" : ", " + Words.times(spread.nanos() / limit));
    }

    private static String words(@Nullable Spread spread) {
        return spread == null ? "not measured" : Words.nanos(spread.nanos());
    }

    private static void add(Chart chart, String series, int size, @Nullable Spread spread) {
        if (spread != null) {
            chart.add(series, (double) size, spread.nanos() / 1000, spread.error() / 1000);
        }
    }
}
