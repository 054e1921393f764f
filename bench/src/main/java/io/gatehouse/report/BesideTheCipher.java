package io.gatehouse.report;

import io.gatehouse.report.RecordCase.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The symmetric record layer, by engine and payload, beside the bare cipher as the physical limit. */
final class BesideTheCipher implements Question {
    private static final List<Integer> SIZES = List.of(16, 64, 256, 1024, 4096, 16_384);

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
                "payload",
                "BoringSSL",
                "JDK's engine",
                "bare cipher (javax.crypto)",
                "BoringSSL to bare",
                "JDK to bare");
        List<String> sentences = new ArrayList<>();
        for (int size : SIZES) {
            RecordCase records = RecordCase.usual(size, 1);
            Spread boringSsl = records.each(results, RecordCase.SEAL).orElse(null);
            Spread jdk = records.by("jdk").each(results, RecordCase.SEAL).orElse(null);
            Spread bare = records.bare(results, "seal").orElse(null);
            if (boringSsl == null || jdk == null || bare == null) {
                continue;
            }
            add(chart, "BoringSSL", size, boringSsl);
            add(chart, "JDK's engine", size, jdk);
            add(chart, "bare cipher", size, bare);
            table.row(
                    Words.bytes(size),
                    Words.nanos(boringSsl.nanos()),
                    Words.nanos(jdk.nanos()),
                    Words.nanos(bare.nanos()),
                    Words.times(boringSsl.nanos() / bare.nanos()),
                    Words.times(jdk.nanos() / bare.nanos()));
            sentences.add("A message of " + Words.bytes(size) + " costs " + Words.nanos(boringSsl.nanos())
                    + " to seal with BoringSSL through Netty, " + Words.nanos(jdk.nanos())
                    + " with the JDK's engine, and " + Words.nanos(bare.nanos()) + " with AES-128-GCM alone.");
        }
        if (sentences.isEmpty()) {
            return Optional.empty();
        }
        List<String> told = new ArrayList<>();
        told.add(sentences.getFirst());
        if (sentences.size() > 1) {
            told.add(sentences.getLast());
        }
        told.add("What a small message pays for is the way through the handler and its buffers; with size the"
                + " cipher takes"
                + " over. The bare cipher is the JDK's, whose instructions are not those of BoringSSL:"
                + " a ratio below one"
                + " is no mistake.");
        return Optional.of(new Answer(told, chart, table));
    }

    private static void add(Chart chart, String series, int size, Spread spread) {
        chart.add(series, (double) size, spread.nanos() / 1000, spread.error() / 1000);
    }
}
